import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../errors.ts";
import { random } from "../inference/random.ts";
import { smc } from "../inference/smc.ts";
import { oneOf } from "../inference/testing/one-of.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { type TableModelOptions, tableModel } from "../model/table/table-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import type { TokenModel } from "../model/token-model.ts";
import { barrier, context, factor, observe, type Program, sample } from "./effects.ts";
import { ProgramPopulation } from "./engine.ts";
import { countedBatches } from "./testing/counted-batches.ts";
import { spacedBs } from "./testing/toys.ts";

/** Spells “ab” mostly by one token. */
const toy: TableModelOptions = { vocabulary: ["a", "b", "ab"], next: () => [0.1, 0.1, 0.7, 0.1] };
const constraint = spacedBs(4);

const writing = ({ compares }: { compares: boolean }): Program<string> =>
  function* () {
    const follower = yield* context([]);
    let position: { readonly state: typeof constraint.start } = { state: constraint.start };
    for (let text = ""; ; ) {
      const step = yield* sample(follower, { constraint, position });
      if (step.ended) return text;
      text += step.text;
      position = step.position;
      if (compares) yield* barrier();
    }
  };

/** What a program comes to, and the requests for scores that had something to evaluate. */
async function found({
  model: inner,
  looksAhead,
  program,
  particles = 16,
}: {
  model: TokenModel;
  looksAhead: boolean;
  program: Program<string>;
  particles?: number;
}) {
  const { model, batches } = countedBatches(inner, { looksAhead });
  const population = new ProgramPopulation({ program, model, particles, random: random(3) });
  const { samples, logZ } = await smc({ population, random: random(4) });
  population.close();
  return { found: { samples, logZ }, batches: batches() };
}

async function run({ looksAhead, program }: { looksAhead: boolean; program: Program<string> }) {
  const model = tableModel(program === byWords ? words : toy);
  return { ...(await found({ model, looksAhead, program })), open: model.openContexts };
}

test("texts that are looked ahead for are the same, in fewer batches", async () => {
  const program = writing({ compares: false });
  const plain = await run({ looksAhead: false, program });
  const ahead = await run({ looksAhead: true, program });
  assert.deepEqual(ahead.found, plain.found);
  assert.ok(ahead.batches < plain.batches, `${ahead.batches} of ${plain.batches}`);
  assert.equal(ahead.open, 0);
});

test("they are the same where particles give way to copies at each token", async () => {
  const program = writing({ compares: true });
  const plain = await run({ looksAhead: false, program });
  const ahead = await run({ looksAhead: true, program });
  assert.deepEqual(ahead.found, plain.found);
  assert.ok(ahead.batches <= plain.batches);
  assert.equal(ahead.open, 0);
});

/** Words of one to three tokens, compared where a word has begun. */
const words: TableModelOptions = { vocabulary: ["_", "a", "b"], next: () => [0.4, 0.3, 0.2, 0.1] };
const byWords: Program<string> = function* () {
  const follower = yield* context([]);
  for (let text = ""; ; ) {
    const step = yield* sample(follower);
    if (step.ended || text.length > 40) return text;
    text += step.text;
    if (step.text !== "_") continue;
    yield* factor(text.endsWith("b_") ? 1 : 0);
    yield* barrier();
  }
};

test("who waits for others at a barrier is evaluated with them, and comes to the same", async () => {
  const plain = await run({ looksAhead: false, program: byWords });
  const ahead = await run({ looksAhead: true, program: byWords });
  assert.deepEqual(ahead.found, plain.found);
  assert.ok(ahead.batches < plain.batches, `${ahead.batches} of ${plain.batches}`);
  assert.equal(ahead.open, 0);
});

test("nobody is evaluated for a model that those who are waited for don't ask", async () => {
  const asked: string[] = [];
  const follower = (name: string): TokenModel => {
    const table = tableModel(words);
    const next: TokenModel["next"] = (contexts) => {
      asked.push(name);
      return table.next(contexts);
    };
    return { ...table, next };
  };
  // Some wait behind a token of the first; the others go on with the second alone.
  const program: Program<string> = function* () {
    const first = yield* context([]);
    const second = yield* context([], { follower: "second" });
    const { token } = yield* sample(first);
    if (token === 0) yield* barrier();
    asked.length = 0;
    yield* sample(second);
    yield* barrier();
    return "";
  };
  const [model, second] = [follower("first"), follower("second")];
  using population = new ProgramPopulation({
    program,
    model,
    followers: { second },
    particles: 8,
    random: random(3),
  });
  await population.advance();
  assert.deepEqual(asked, ["second"]);
});

test("where there is no room for what may come, there is for what is asked", async () => {
  const program = writing({ compares: false });
  const plain = await found({ model: tableModel(toy), looksAhead: false, program });
  const table = tableModel(toy);
  const model: TokenModel = {
    ...table,
    async next(contexts) {
      if (contexts.length > 16) throw new SijoError("model.memory", "There is no room.");
      return table.next(contexts);
    },
  };
  const ahead = await found({ model, looksAhead: true, program });
  assert.deepEqual(ahead.found, plain.found);
});

test("a text that is observed in between is not what was foreseen", async () => {
  const program: Program<string> = function* () {
    const follower = yield* context([]);
    const one = yield* sample(follower, { constraint });
    yield* observe(follower, "a");
    const other = yield* sample(follower, { constraint });
    return one.text + other.text;
  };
  const plain = await run({ looksAhead: false, program });
  const ahead = await run({ looksAhead: true, program });
  assert.deepEqual(ahead.found, plain.found);
  assert.equal(ahead.open, 0);
});

test("a model that computes gives the same to the bit, in fewer batches", async () => {
  await using model = await openLlama({ path: await testWeights(), contextLength: 2048, maxContexts: 24 });
  const texts = ["The harbour was quiet in the morning.", "The harbour was loud, as it is every evening."];
  const constraint = oneOf(...texts);
  const program: Program<string> = function* () {
    const follower = yield* context([{ role: "user", content: "How was the harbour?" }]);
    for (let position = { state: "" }; ; ) {
      const step = yield* sample<string>(follower, { constraint, position, temperature: 0.7 });
      if (step.ended) return position.state;
      position = step.position;
      if (position.state.endsWith("was ")) yield* barrier();
    }
  };
  const plain = await found({ model, looksAhead: false, program, particles: 4 });
  const ahead = await found({ model, looksAhead: true, program, particles: 4 });
  assert.deepEqual(ahead.found, plain.found);
  assert.ok(ahead.batches < plain.batches, `${ahead.batches} of ${plain.batches}`);
});
