/** One signature for all algorithms; followers by name; writing and twisting as library code. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { SijoError } from "../errors.ts";
import { ALGORITHM_NAMES, type AlgorithmName, smc } from "../inference/index.ts";
import { testAlgorithm } from "../inference/testing.ts";
import type { Limits } from "../limits/index.ts";
import { tableModel } from "../model/index.ts";
import {
  barrier,
  context,
  factor,
  infer,
  type Program,
  program,
  sample,
  sandboxProgram,
  twist,
  write,
} from "./index.ts";
import { exactAnswer, exactly, obeys, spacedBs, tempered, texts, toy } from "./testing/toys.ts";

const model = tableModel(toy);
const SAMPLERS: readonly AlgorithmName[] = ["smc", "resample-move", "steering", "importance", "rejection"];

const spaced = program({
  params: { count: { type: "integer", minimum: 0, default: 2 } },
  particles: 6,
  *run({ count }) {
    const follower = yield* context("");
    return (yield* write(follower, { constraint: spacedBs(count), barriers: () => true })).text;
  },
});

suite("infer", () => {
  for (const algorithm of SAMPLERS) {
    test(`${algorithm} gives Z and the posterior`, async () => {
      await testAlgorithm((seed) => infer(spaced, { model, algorithm, seed }), { exact: exactly(obeys(2)) });
    });
  }

  for (const algorithm of ALGORITHM_NAMES) {
    test(`${algorithm} says everything about its run`, async () => {
      const found = await infer(spaced, { model, algorithm, seed: 3, params: { count: 1 } });
      assert.ok(found.outcomes.length > 0);
      assert.equal(found.best, found.outcomes[0].result);
      assert.ok(Math.abs(found.outcomes.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-9);
      for (const { result } of found.outcomes) assert.equal(result.split("b").length, 2);
      assert.deepEqual([found.seed, found.particles, found.bound], [3, 6, null]);
      assert.ok(found.barriers.length > 0 && found.tokens > 0);
      const again = await infer(spaced, { model, algorithm, seed: 3, params: { count: 1 } });
      assert.deepEqual([again.samples, again.logZ], [found.samples, found.logZ]);
    });
  }

  test("takes an algorithm with settings of its own, and a bare generator function", async () => {
    const bare: Program<string> = function* () {
      const follower = yield* context("");
      return (yield* write(follower, { barriers: () => true })).text;
    };
    const events: number[] = [];
    await infer(bare, {
      model,
      particles: 4,
      seed: 1,
      algorithm: (options) => smc({ ...options, threshold: 1.01 }),
      onBarrier: ({ ancestors }) => events.push(ancestors?.length ?? 0),
    });
    assert.ok(events.length > 0 && events.every((count) => count === 4));
  });

  test("stops at a limit and says which; texts tell how far the particles were", async () => {
    const endless: Program<string> = function* () {
      const follower = yield* context("");
      while (true) {
        const { text } = yield* write(follower, { barriers: "never" });
        if (text === "?") return text;
      }
    };
    const long = tableModel({ vocabulary: ["a"], next: () => [1, 0] });
    const found = await infer(endless, { model: long, particles: 2, limits: { tokens: 20 } });
    assert.equal(found.bound, "tokens");
    assert.deepEqual([found.samples, found.best, found.outcomes], [[], undefined, []]);
    assert.match(found.texts[0], /^a{5,}$/);
    const cancelled = await infer(endless, { model: long, signal: AbortSignal.abort() });
    assert.equal(cancelled.bound, "cancelled");
  });

  const mistakes: readonly [what: string, options: object, code: string][] = [
    ["no particles", { particles: 0 }, "inference.options"],
    ["half a seed", { seed: 0.5 }, "inference.options"],
    ["an algorithm that nobody knows", { algorithm: "annealing" }, "inference.algorithm"],
    ["a limit of nothing", { limits: { tokens: 0 } }, "limits.range"],
    ["a parameter of the wrong kind", { params: { count: "2" } }, "program.params"],
    ["a parameter out of its range", { params: { count: -1 } }, "program.params"],
    ["a parameter that there is not", { params: { counts: 1 } }, "program.params"],
  ];
  for (const [what, options, code] of mistakes) {
    test(`refuses ${what}`, async () => {
      await assert.rejects(infer(spaced, { model, ...options }), (error: SijoError) => {
        assert.deepEqual([error.code, error.kind], [code, "usage"]);
        return true;
      });
    });
  }

  test("refuses what is no program", async () => {
    const wrong = { run: 1 } as unknown as Program<string>;
    await assert.rejects(infer(wrong, { model }), { code: "program.definition" });
  });

  test("refuses a definition that nothing can be run with", () => {
    const run = function* () {};
    for (const settings of [{ particles: "many" }, { particles: 0 }, { maxTokens: 1.5 }, { run: 3 }]) {
      assert.throws(() => program({ run, ...settings } as never), { code: "program.definition" });
    }
  });
});

suite("followers by name", () => {
  const cold = tableModel(tempered(0.5));

  test("a product over two models is exact", async () => {
    const both: Program<string> = function* () {
      const one = yield* context("");
      const other = yield* context("", { follower: "cold" });
      return (yield* write([one, other], { barriers: () => true })).text;
    };
    const others = new Map(
      texts(tempered(0.5)).map(({ tokens, logProbability }) => [tokens.join(), logProbability]),
    );
    const exact = exactAnswer(
      texts().map(({ text, tokens, logProbability }) => ({
        text,
        logWeight: logProbability + (others.get(tokens.join()) as number),
      })),
    );
    await testAlgorithm((seed) => infer(both, { model, followers: { cold }, particles: 6, seed }), { exact });
  });

  test("each writes with its own vocabulary, and only the same family multiplies", async () => {
    const digits = tableModel({
      vocabulary: ["1"],
      next: ([first]) => (first === undefined ? [1, 0] : [0, 1]),
    });
    const turns: Program<string> = function* () {
      const letters = yield* context("");
      const numbers = yield* context("", { follower: "digits" });
      return `${(yield* write(letters)).text} ${(yield* write(numbers)).text}`;
    };
    const { best } = await infer(turns, { model, followers: { digits }, seed: 1 });
    assert.match(best ?? "", /^[ab]* 1$/);
    const mixed: Program<unknown> = function* () {
      return yield* sample([yield* context(""), yield* context("", { follower: "digits" })]);
    };
    await assert.rejects(infer(mixed, { model, followers: { digits } }), /different vocabularies/);
    await assert.rejects(infer(turns, { model }), { code: "program.follower" });
  });

  test("a sandboxed program names them too", async () => {
    const source = `function* program() {
      const step = yield* sample(yield* context("", { follower: "digits" }));
      return step.text;
    }`;
    const digits = tableModel({ vocabulary: ["1"], next: () => [1, 0] });
    using sandboxed = await sandboxProgram<string>({ source });
    const { best } = await infer(sandboxed.program, { model, followers: { digits }, particles: 2 });
    assert.equal(best, "1");
  });
});

suite("a twist", () => {
  /** `end: false` is the mutant: what was promised is counted. */
  const twisted = (end: boolean): Program<string> =>
    function* () {
      const follower = yield* context("");
      const hope = twist();
      let text = "";
      while (true) {
        const step = yield* sample(follower);
        if (step.ended) break;
        text += step.text;
        yield* hope.to(0.7 * (text.split("b").length - 1));
        yield* barrier();
      }
      if (end) yield* hope.end();
      yield* factor(text.includes("b") ? 0 : Math.log(0.3));
      return text;
    };
  const exact = exactly(({ text }) => (text.includes("b") ? 0 : Math.log(0.3)));
  const run = (end: boolean) => (seed: number) => infer(twisted(end), { model, particles: 6, seed });

  test("leaves Z and the posterior as they are", () => testAlgorithm(run(true), { exact }));
  test("would bias them if it didn't end", () => assert.rejects(testAlgorithm(run(false), { exact })));
});

test("a bias is part of what beam search compares texts by", async () => {
  const towards: Program<string> = function* () {
    const follower = yield* context("");
    return (yield* sample(follower, { bias: new Map([[1, Math.log(10)]]) })).text;
  };
  const coin = tableModel({
    vocabulary: ["a", "b"],
    next: ([first]) => (first === undefined ? [0.6, 0.4, 0] : [0, 0, 1]),
  });
  const { best, logZ, outcomes } = await infer(towards, {
    model: coin,
    algorithm: "beam",
    particles: 4,
    seed: 1,
  });
  assert.equal(best, "b");
  assert.ok(Math.abs(Math.exp(logZ) - 4.6) < 1e-5, `${Math.exp(logZ)}`);
  assert.ok(Math.abs(outcomes[0].probability - 4 / 4.6) < 1e-5);
});

test("a program's own ceiling on tokens holds beside other limits, unless another is given", async () => {
  const long = program({
    maxTokens: 3,
    *run() {
      const follower = yield* context("");
      return (yield* write(follower, { barriers: () => true })).text;
    },
  });
  const run = (limits?: Limits) => infer(long, { model, particles: 8, seed: 1, ...(limits && { limits }) });
  assert.equal((await run()).bound, "tokens");
  assert.equal((await run({ seconds: 100 })).bound, "tokens");
  assert.equal((await run({ tokens: 10_000 })).bound, null);
});

test("what some particles have finished is kept where another finds no room", async () => {
  const small = tableModel({
    vocabulary: ["a", "b"],
    next: (tokens) => (tokens.length === 0 ? [0.9, 0.1, 0] : tokens[0] === 0 ? [0, 0, 1] : [0, 1, 0]),
    contextLength: 8,
  });
  const endless: Program<string> = function* () {
    const follower = yield* context("");
    return (yield* write(follower, { barriers: () => true })).text;
  };
  const { best, bound, texts } = await infer(endless, { model: small, particles: 16, seed: 1 });
  assert.deepEqual([best, bound], ["a", "memory"]);
  assert.ok(texts.some((text) => text.startsWith("bb")));
  const alone = infer(endless, { model: small, particles: 1, seed: 1, algorithm: "importance" });
  const rejected = infer(
    function* () {
      const follower = yield* context("b");
      return (yield* write(follower)).text;
    },
    { model: small, particles: 2, seed: 1 },
  );
  assert.equal((await alone).best, "a");
  await assert.rejects(rejected, (error: SijoError) => error.code === "model.context-full");
});

test("where a copy can't be made, no context stays open", async () => {
  let made = 0;
  const unsteady: Program<string> = function* () {
    const follower = yield* context("");
    const first = yield* sample(follower);
    yield* barrier();
    // Copies do again what they are copies of have done: this one does something else, from the third on.
    made += 1;
    if (made > 10) yield* factor(0);
    yield* factor(first.text === "a" ? 0 : -5);
    yield* barrier();
    return first.text;
  };
  const own = tableModel(toy);
  for (let seed = 1; seed <= 4; seed += 1) {
    made = 0;
    await infer(unsteady, { model: own, particles: 8, seed }).catch(() => undefined);
    assert.equal(own.openContexts, 0);
  }
});

suite("write", () => {
  test("stops where it is told to, with the text that led there", async () => {
    const line: Program<string> = function* () {
      const follower = yield* context("");
      const first = yield* write(follower, { until: /b/g });
      const second = yield* write(follower, { maxTokens: 1 });
      return `${first.text}|${second.text}|${first.ended}`;
    };
    const { samples } = await infer(line, { model, particles: 30, seed: 2 });
    for (const { result } of samples) {
      const [first, second, ended] = result.split("|");
      assert.equal(ended, String(!first.includes("b")), result);
      assert.ok(second.length <= 2);
    }
  });
});
