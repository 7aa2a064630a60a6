/** What programs do wrong ends the run with an error that says so, and frees what it held. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../errors.ts";
import { random } from "../inference/random.ts";
import { smc } from "../inference/smc.ts";
import { tableModel } from "../model/table/table-model.ts";
import { barrier, call, context, type Effect, factor, observe, type Program, sample } from "./effects.ts";
import { ProgramPopulation } from "./engine.ts";
import { Replayable } from "./replay.ts";
import { toy } from "./testing/toys.ts";

let shared = 0;
const other: { readonly context: number } = { context: 7 };

const wrong: readonly (readonly [what: string, code: string, program: Program<unknown>])[] = [
  [
    "throws before its first effect",
    "program.failed",
    // biome-ignore lint/correctness/useYield: a program that never comes so far
    function* (): Generator<Effect, unknown, unknown> {
      throw new Error("no");
    },
  ],
  [
    "throws in the middle",
    "program.failed",
    function* () {
      const follower = yield* context([]);
      yield* sample(follower);
      throw new TypeError("no");
    },
  ],
  [
    "yields an effect's generator instead of delegating to it",
    "program.effect",
    function* () {
      yield barrier() as unknown as Effect;
    },
  ],
  [
    "yields nothing",
    "program.effect",
    function* () {
      yield undefined as unknown as Effect;
    },
  ],
  [
    "samples from a context it never made",
    "program.context",
    function* () {
      yield* sample(other);
    },
  ],
  [
    "observes in a context it never made",
    "program.context",
    function* () {
      yield* observe(other, "a");
    },
  ],
  [
    "proposes from a context it never made",
    "program.context",
    function* () {
      yield* sample(yield* context([]), { proposal: other });
    },
  ],
  [
    "samples from no context",
    "program.effect",
    function* () {
      yield* sample([]);
    },
  ],
  [
    "samples at temperature 0",
    "program.effect",
    function* () {
      yield* sample(yield* context([]), { temperature: 0 });
    },
  ],
  [
    "gives one power to two contexts",
    "program.effect",
    function* () {
      const follower = yield* context([]);
      yield* sample([follower, yield* context([])], { powers: [1] });
    },
  ],
  [
    "gives a power below 0",
    "program.effect",
    function* () {
      yield* sample(yield* context([]), { powers: [-1] });
    },
  ],
  [
    "draws tokens by something unheard of",
    "program.effect",
    function* () {
      yield* sample(yield* context([]), { by: "guess" as "mask" });
    },
  ],
  [
    "weighs by what is not a number",
    "program.weight",
    function* () {
      yield* factor(Number.NaN);
    },
  ],
  [
    "weighs by infinity",
    "program.weight",
    function* () {
      yield* factor(Number.POSITIVE_INFINITY);
    },
  ],
  [
    "yields without end and asks nothing",
    "program.endless",
    function* () {
      while (true) yield* factor(0);
    },
  ],
  [
    "compares without end and asks nothing",
    "program.endless",
    function* () {
      while (true) yield* barrier();
    },
  ],
  [
    "asks for another effect when it is run again",
    "program.not-deterministic",
    function* () {
      shared += 1;
      const which = shared;
      if (which > 4) yield* factor(0);
      else yield* context([]);
      yield* factor(-which);
      yield* barrier();
    },
  ],
  [
    "weighs differently when it is run again",
    "program.not-deterministic",
    function* () {
      shared += 1;
      yield* factor(-shared);
      yield* barrier();
    },
  ],
  [
    "calls a tool that nobody gave",
    "program.tool",
    function* () {
      yield* call("toString", 1);
    },
  ],
  [
    "calls a tool that fails",
    "program.tool-failed",
    function* () {
      yield* call("fails", 1);
    },
  ],
  [
    "calls a tool that answers with a function",
    "program.tool-failed",
    function* () {
      yield* call("functions", 1);
    },
  ],
  [
    "observes a text that the vocabulary can't spell",
    "table.tokenize",
    function* () {
      yield* observe(yield* context([]), "q");
    },
  ],
];

const tools = {
  fails: async () => {
    throw new Error("out of order");
  },
  functions: () => () => 1,
};

for (const [what, code, program] of wrong) {
  test(`a program that ${what} ends with ${code}`, async () => {
    shared = 0;
    const model = tableModel(toy);
    await assert.rejects(
      async () => {
        using population = new ProgramPopulation({ program, model, particles: 4, random: random(1), tools });
        await smc({ population, random: random(2), threshold: 1.01 });
      },
      (error) => error instanceof SijoError && error.code === code,
    );
    assert.equal(model.openContexts, 0);
  });
}

test("a program may use its objects again, and its finally blocks run when it is abandoned", async () => {
  let ended = 0;
  using population = new ProgramPopulation({
    program: function* () {
      try {
        const messages = [{ role: "user" as const, content: "?" }];
        yield* context(messages);
        messages.push({ role: "user", content: "ab" });
        const follower = yield* context(messages);
        const { token } = yield* sample(follower);
        yield* factor(token === 0 ? 0 : -5);
        yield* barrier();
        yield* factor(Number.NEGATIVE_INFINITY);
      } finally {
        ended += 1;
      }
    },
    model: tableModel(toy),
    particles: 6,
    random: random(3),
  });
  const { samples, logZ } = await smc({ population, random: random(4), threshold: 1.01 });
  assert.deepEqual([samples.length, logZ], [0, Number.NEGATIVE_INFINITY]);
  assert.ok(ended >= 6);
});

test("where a program failed is said by file and line, without the folder", () => {
  const failing = function* (): Generator<Effect, unknown, unknown> {
    yield* barrier();
    throw new Error("no");
  };
  const running = new Replayable(failing);
  assert.throws(
    () => running.answer(undefined),
    (error) => error instanceof SijoError && /^In errors\.test\.ts:\d+\.$/.test(error.hint ?? ""),
  );
});
