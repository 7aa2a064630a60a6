import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../errors.ts";
import { random } from "../inference/random.ts";
import { multinomial } from "../inference/resampling.ts";
import { smc } from "../inference/smc.ts";
import { type TableModel, tableModel } from "../model/table/table-model.ts";
import type { TokenModel, Vocabulary } from "../model/token-model.ts";
import { barrier, call, context, factor, observe, type Program, sample } from "./effects.ts";
import { type EngineOptions, ProgramPopulation } from "./engine.ts";
import { toy } from "./testing/toys.ts";

const started = <Result>(program: Program<Result>, options: Partial<EngineOptions<Result>> = {}) =>
  new ProgramPopulation({ program, model: tableModel(toy), particles: 8, random: random(1), ...options });

const run = <Result>(population: ProgramPopulation<Result>) =>
  smc({ population, random: random(2), threshold: 1.01, resampling: multinomial });

/** Writes until the toy ends, comparing at each token. */
const write: Program<string> = function* () {
  const follower = yield* context([{ role: "user", content: "?" }]);
  for (let text = ""; ; ) {
    const step = yield* sample(follower);
    if (step.ended) return text;
    text += step.text;
    yield* barrier();
  }
};

/** A model that says when it is asked, and how many score at a time. */
function watched(onAsk: (what: "next" | "score") => void): { model: TokenModel; mostAtATime: () => number } {
  const inner = tableModel(toy);
  let scoring = 0;
  let most = 0;
  const model: TokenModel = {
    ...inner,
    next: (contexts) => {
      onAsk("next");
      return inner.next(contexts);
    },
    async score(held, tokens) {
      onAsk("score");
      scoring += 1;
      most = Math.max(most, scoring);
      await new Promise((resolve) => setImmediate(resolve));
      scoring -= 1;
      return inner.score(held, tokens);
    },
  };
  return { model, mostAtATime: () => most };
}

test("texts that particles observe at the same time are scored together", async () => {
  const { model, mostAtATime } = watched(() => {});
  using population = started(
    function* () {
      const follower = yield* context([]);
      yield* observe(follower, "ab");
      return "";
    },
    { model },
  );
  await population.advance();
  assert.equal(mostAtATime(), 8);
  const [first] = population.logWeights;
  assert.ok(population.logWeights.every((weight) => weight === first && weight < 0));
});

test("particles that observe are caught up with before any samples again", async () => {
  const asked: string[] = [];
  let made = 0;
  using population = started(
    function* () {
      const follower = yield* context([]);
      // Which particle this is, to make them differ; nothing is resampled here.
      made += 1;
      if (made % 2 === 0) yield* observe(follower, "a");
      yield* sample(follower);
      return "";
    },
    { model: watched((what) => asked.push(what)).model },
  );
  await population.advance();
  assert.deepEqual(asked, ["score", "score", "score", "score", "next"]);
});

test("a conversation is evaluated once, however many particles begin with it", async () => {
  const model = tableModel(toy);
  const beginning = "?abababbaa";
  using population = started(
    function* () {
      const one = yield* context([{ role: "user", content: beginning }]);
      const other = yield* context([{ role: "user", content: beginning }]);
      yield* sample([one, other]);
      return "";
    },
    { model },
  );
  await population.advance();
  assert.equal(model.evaluated, model.vocabulary.tokenize(beginning).length);
});

test("particles that have ended or died hold no contexts at the next decode", async () => {
  const model: TableModel = tableModel(toy);
  const seen: [open: number, running: number][] = [];
  using population: ProgramPopulation<string> = started(
    function* () {
      const follower = yield* context([]);
      for (let text = ""; ; ) {
        const step = yield* sample(follower);
        if (step.ended) return text;
        text += step.text;
        if (text.startsWith("b")) yield* factor(Number.NEGATIVE_INFINITY);
      }
    },
    {
      model,
      particles: 30,
      shouldStop: () => {
        const running = Array.from(population.logWeights).filter(
          (weight, index) => weight > Number.NEGATIVE_INFINITY && !population.finished(index),
        );
        seen.push([model.openContexts, running.length]);
        return false;
      },
    },
  );
  await population.advance();
  assert.ok(seen.length > 2);
  // One more is the beginning that all share.
  for (const [open, running] of seen) assert.equal(open, running + 1);
  assert.equal(model.openContexts, 1);
  population.close();
  assert.equal(model.openContexts, 0);
});

test("whether to stop is asked before every decode, of samples and of observed texts", async () => {
  let allowed = false;
  const asked: string[] = [];
  const { model } = watched((what) => {
    assert.ok(allowed || asked.at(-1) === "score", `${what} without asking`);
    asked.push(what);
    allowed = false;
  });
  using population = started(
    function* () {
      const follower = yield* context([]);
      yield* observe(follower, "a");
      yield* sample(follower);
      yield* barrier();
      yield* sample(follower);
      yield* observe(follower, "b");
      return "";
    },
    {
      model,
      particles: 1,
      shouldStop: () => {
        allowed = true;
        return false;
      },
    },
  );
  while (await population.advance());
  assert.deepEqual(asked, ["score", "next", "next", "score"]);
});

for (const stopAt of [0, 1, 2, 3]) {
  test(`a run stopped at decode ${stopAt} can be read`, async () => {
    const asked: string[] = [];
    using population = started(write, {
      model: watched((what) => asked.push(what)).model,
      particles: 20,
      shouldStop: () => asked.length >= stopAt,
    });
    const { samples, logZ } = await run(population);
    assert.equal(asked.length, stopAt);
    assert.equal(population.stopped, true);
    assert.ok(Number.isFinite(logZ));
    for (const { result } of samples) assert.ok(result.length <= 2 * stopAt);
    for (let particle = 0; particle < 20; particle += 1) {
      assert.equal(typeof population.text(particle), "string");
      assert.equal(population.result(particle) !== undefined, population.finished(particle));
    }
  });
}

test("a run that nothing stops says so", async () => {
  using population = started(write);
  await run(population);
  assert.equal(population.stopped, false);
});

test("a character that two tokens spell is not cut by sampling without a position", async () => {
  const pieces = [Uint8Array.of(0xc3), Uint8Array.of(0xa9), new TextEncoder().encode("z")];
  const inner = tableModel({ vocabulary: ["first", "second", "z"], next: () => [0.3, 0.3, 0.2, 0.2] });
  const vocabulary: Vocabulary = { ...inner.vocabulary, bytes: (token) => pieces[token] ?? new Uint8Array() };
  using population = started(
    function* () {
      const follower = yield* context([]);
      let text = "";
      for (let count = 0; count < 12; count += 1) {
        const step = yield* sample(follower);
        if (step.ended) return text;
        text += step.text;
      }
      return text;
    },
    { model: { ...inner, vocabulary }, particles: 50 },
  );
  const { samples } = await run(population);
  assert.ok(samples.some(({ result }) => result.includes("é")));
  for (const { result } of samples) assert.match(result, /^[éz]*$/);
});

test("a context that is named twice is extended once", async () => {
  using population = started(
    function* () {
      const follower = yield* context([]);
      let text = "";
      while (true) {
        const step = yield* sample([follower, follower], { proposal: follower });
        if (step.ended) return text;
        text += step.text;
      }
    },
    { model: tableModel({ vocabulary: ["x"], next: ({ length }) => (length < 4 ? [1, 0] : [0, 1]) }) },
  );
  await population.advance();
  assert.equal(population.result(0), "xxxx");
});

test("copies answer from the log: a tool is called once for each particle and step", async () => {
  let called = 0;
  using population = started(
    function* () {
      const answers: unknown[] = [];
      for (let step = 0; step < 4; step += 1) {
        answers.push(yield* call("count", { step }));
        yield* factor(Math.log(1 + ((answers.at(-1) as { called: number }).called % 3)));
        yield* barrier();
      }
      return answers;
    },
    {
      tools: {
        count: async () => {
          called += 1;
          return { called };
        },
      },
    },
  );
  const { samples } = await run(population);
  assert.equal(called, 32);
  for (const { result } of samples) {
    assert.equal(result.length, 4);
    for (const answer of result)
      assert.throws(() => Object.assign(answer as object, { called: 0 }), TypeError);
  }
});

test("a run that is stopped while a long text is read ends where it stands", async () => {
  const model = tableModel(toy);
  const stopping = {
    ...model,
    next: async (): Promise<never> => {
      throw new SijoError("model.stopped", "Reading the text was stopped.");
    },
  };
  using population = started(
    function* () {
      const follower = yield* context([]);
      yield* sample(follower);
      return "";
    },
    { model: stopping, particles: 3 },
  );
  assert.equal(await population.advance(), false);
  assert.equal(population.stopped, true);
});
