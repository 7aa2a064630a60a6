/** A program gives the same in the sandbox as outside of it, bit for bit, under every algorithm. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import type { Constraint } from "../../inference/constraint.ts";
import { importance } from "../../inference/importance.ts";
import type { Position } from "../../inference/mask.ts";
import type { Algorithm } from "../../inference/population.ts";
import { random } from "../../inference/random.ts";
import { rejection } from "../../inference/rejection.ts";
import { resampleMove } from "../../inference/resample-move.ts";
import { smc } from "../../inference/smc.ts";
import { openLlama } from "../../model/llama/llama-model.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { testWeights } from "../../model/testing/weights.ts";
import type { TokenModel } from "../../model/token-model.ts";
import {
  barrier,
  call,
  context,
  factor,
  observe,
  type Program,
  type Sampled,
  sample,
  tell,
} from "../effects.ts";
import { ProgramPopulation } from "../engine.ts";
import { spacedBs, toy } from "../testing/toys.ts";
import type { Tools } from "../tools.ts";
import { runCheck, sandboxProgram } from "./index.ts";

const spaced = spacedBs(2) as Constraint<unknown> as Constraint<never>;
const tools: Tools = {
  lengthen: (input) => ({ share: (input as { more: string }).more === "ab" ? 0.9 : 0.6 }),
};

/** Programs written once: as they stand, and as the source of a sandbox, where a constraint is its name. */
const programs: Readonly<Record<string, (constraint: Constraint<unknown>) => Program<unknown>>> = {
  "a mask with barriers": (spaced) =>
    function* program() {
      const follower = yield* context([{ role: "user", content: "" }]);
      let text = "";
      let position: Position<unknown> | undefined;
      while (true) {
        const step: Sampled<unknown> = yield* sample(follower, {
          constraint: spaced,
          position,
          temperature: 0.8,
        });
        if (step.ended) return { text };
        position = step.position;
        text += step.text;
        yield* barrier({ width: text.length > 1 ? 2 : 1 });
      }
    },
  "a product, a proposal, an observation, a tool and factors": () =>
    function* program() {
      const one = yield* context([{ role: "user", content: "?" }]);
      const other = yield* context([{ role: "user", content: "!" }]);
      yield* observe(one, "ab");
      yield* observe(other, "ab");
      yield* tell(other, "b", { between: "/" });
      let text = "ab";
      while (true) {
        const step = yield* sample([one, other], { powers: [0.7, 0.5], proposal: one });
        if (step.ended) break;
        text += step.text;
        const { share } = yield* call<{ share: number }>("lengthen", { more: step.text });
        yield* factor(Math.log(share) + step.logProbability / 10);
        yield* barrier();
      }
      if (text === "abb") yield* factor(-Infinity);
      return text;
    },
};

const algorithms: Readonly<Record<string, Algorithm<unknown>>> = {
  smc: (options) => smc({ ...options, threshold: 1.01 }),
  "smc with moves": (options) => resampleMove({ ...options, threshold: 1.01 }),
  importance,
  rejection: (options) => rejection({ ...options, logBound: 1 }),
};

const infer = async (
  program: Program<unknown>,
  algorithm: Algorithm<unknown>,
  model: TokenModel,
  particles = 12,
) => {
  const stream = random(5);
  using population = new ProgramPopulation({
    program,
    model,
    particles,
    mostParticles: 24,
    random: stream,
    tools,
  });
  return await algorithm({ population, random: stream.split("algorithm") });
};

/** The program's own text; a constraint that it closes over is looked up by its name. */
const sourceOf = (program: Program<unknown>): string =>
  program.toString().replace("constraint: spaced", 'constraint: "spaced"');

for (const [what, written] of Object.entries(programs)) {
  for (const [name, algorithm] of Object.entries(algorithms)) {
    test(`${what} gives the same samples inside as outside under ${name}`, async () => {
      const program = written(spaced as Constraint<unknown>);
      const model = tableModel(toy);
      using sandboxed = await sandboxProgram({ source: sourceOf(program), constraints: { spaced } });
      const inside = await infer(sandboxed.program, algorithm, model);
      const outside = await infer(program, algorithm, model);
      assert.deepEqual(JSON.parse(JSON.stringify(inside)), JSON.parse(JSON.stringify(outside)));
      assert.equal(inside.logZ, outside.logZ);
      assert.equal(model.openContexts, 0);
    });
  }
}

const toyResults = async (
  source: string,
  given: object = {},
  model = tableModel(toy),
): Promise<unknown[]> => {
  using sandboxed = await sandboxProgram({ source, ...given });
  const { samples } = await infer(sandboxed.program, algorithms.smc, model);
  return samples.map(({ result }) => result);
};

const writing = (constraint: string): string => `
  function* program(params) {
    const follower = yield* context(params?.prompt ?? "");
    let text = "";
    for (let position; ; ) {
      const step = yield* sample(follower, { constraint: ${constraint}, position });
      if (step.ended) return text;
      ({ position } = step);
      text += step.text;
      yield* barrier();
    }
  }`;

test("programs describe simple constraints as data", async () => {
  const chosen = await toyResults(writing('{ oneOf: ["aba", "b"] }'));
  assert.ok(chosen.length > 0 && chosen.every((text) => text === "aba" || text === "b"), chosen.join());
  const bounded = await toyResults(writing('{ most: 3, least: 2, without: "b" }'));
  assert.ok(bounded.length > 0 && bounded.every((text) => text === "aa" || text === "aaa"), bounded.join());
});

test("programs name contracts by their text, which the host compiles once", async () => {
  const seen: string[] = [];
  const compile = (contract: string) => {
    seen.push(contract);
    return spaced;
  };
  const texts = (await toyResults(writing('{ contract: "two b" }'), { compile })) as string[];
  assert.ok(
    texts.every((text) => text.split("b").length === 3 && !text.includes("bb")),
    texts.join(),
  );
  assert.deepEqual(seen, ["two b"]);
  await assert.rejects(
    toyResults(writing('{ contract: "no" }'), {
      compile: () => {
        throw new SijoError("contract.parse", "no is no clause.");
      },
    }),
    (error) =>
      error instanceof SijoError &&
      error.code === "program.sandbox-constraint" &&
      /no is no clause/.test(error.message),
  );
});

test("a program gets its parameters, frozen", async () => {
  const source = "function* program(params) { params.list[0] = 2; }";
  await assert.rejects(toyResults(source, { params: { list: [1] } }), { code: "program.sandbox-failed" });
  const sum = "function* program({ list }) { return list[0] + list[1]; }";
  assert.deepEqual(new Set(await toyResults(sum, { params: { list: [1, 2] } })), new Set([3]));
});

test("parameters that are no data, and ceilings that are none, are the caller's mistakes", async () => {
  const source = "function* program() {}";
  const cycle: { itself?: unknown } = {};
  cycle.itself = cycle;
  await assert.rejects(sandboxProgram({ source, params: cycle }), {
    code: "program.sandbox-params",
    kind: "usage",
  });
  await assert.rejects(sandboxProgram({ source, limits: { turns: 0 } }), {
    code: "program.sandbox-limits",
    kind: "usage",
  });
});

test("a sandbox that is closed says so, and one that is left open doesn't keep the process", async () => {
  const sandboxed = await sandboxProgram({ source: "function* program() { yield* barrier(); }" });
  sandboxed.close();
  assert.throws(() => sandboxed.program().next(), { code: "program.sandbox-closed" });
});

test("many particles of one sandbox are copied from their logs", async () => {
  const source = `function* program() {
    const follower = yield* context("");
    const seen = [];
    for (let index = 0; index < 50; index += 1) { yield* factor(0); seen.push(index); }
    const { token } = yield* sample(follower);
    yield* factor(token === 0 ? 0 : -3);
    yield* barrier();
    return seen.length + token * 0;
  }`;
  assert.deepEqual(new Set(await toyResults(source)), new Set([50]));
});

test("checks answer with a verdict and a reason", async () => {
  assert.deepEqual(await runCheck("function check(text) { return text.length > 3; }", "long"), {
    passed: true,
    reason: "",
  });
  const rhymes = `
    const last = (line) => line.trim().split(" ").at(-1);
    function check(text) {
      const [one, other] = text.split("\\n").map(last);
      return { passed: one.slice(-2) === other.slice(-2), reason: one + " and " + other };
    }`;
  assert.deepEqual(await runCheck(rhymes, "the old stone\nstood alone"), {
    passed: true,
    reason: "stone and alone",
  });
  assert.deepEqual(await runCheck(rhymes, "the sea\nthe sky"), { passed: false, reason: "sea and sky" });
});

const badChecks: readonly (readonly [what: string, source: string, code: string])[] = [
  ["loops without end", "function check() { while (true) {} }", "time"],
  ["throws", "function check(text) { return text.no.no; }", "failed"],
  ["returns a word", "function check() { return 'yes'; }", "value"],
  ["returns nothing", "function check() {}", "value"],
  ["returns a getter", "function check() { return { get passed() { return true; } }; }", "value"],
  ["isn't there", "function program() {}", "source"],
  ["asks for the time", "function check() { return Date.now() > 0; }", "failed"],
];
for (const [what, source, code] of badChecks) {
  test(`a check that ${what} ends with program.sandbox-${code}`, async () => {
    await assert.rejects(runCheck(source, "text", { turns: 100 }), { code: `program.sandbox-${code}` });
  });
}

test("a real model writes the same inside as outside", async () => {
  await using model = await openLlama({ path: await testWeights(), maxContexts: 10, contextLength: 512 });
  const program: Program<string> = function* program() {
    const follower = yield* context([{ role: "user", content: "Write one short sentence about rain." }]);
    let text = "";
    for (let tokens = 0; tokens < 8; tokens += 1) {
      const step = yield* sample(follower);
      if (step.ended) break;
      text += step.text;
      yield* factor(step.text.includes("e") ? -1 : 0);
      if (step.text.startsWith(" ")) yield* barrier();
    }
    return text;
  };
  using sandboxed = await sandboxProgram<string>({ source: program.toString() });
  const inside = await infer(sandboxed.program, algorithms.smc, model, 4);
  const outside = await infer(program, algorithms.smc, model, 4);
  assert.deepEqual(inside, outside);
  assert.equal(inside.samples.length, 4);
});
