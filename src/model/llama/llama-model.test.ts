import assert from "node:assert/strict";
import { after, test } from "node:test";
import { SijoError } from "../../errors.ts";
import { testTokenModel } from "../testing/token-model.ts";
import { testWeights } from "../testing/weights.ts";
import type { Context } from "../token-model.ts";
import { openLlama } from "./llama-model.ts";

const path = await testWeights();
const model = await openLlama({ path, contextLength: 512, maxContexts: 8 });
after(() => model.close());

const rejects = (code: string) => (error: unknown) => {
  assert.ok(error instanceof SijoError, String(error));
  assert.equal(error.code, code);
  return true;
};

test("llama.cpp keeps the laws of token models", async () => {
  await testTokenModel(model, {
    texts: ["The ship sails north.", "오늘은 바다가 🌊 조용하다", "In winter, we rest"],
    // Sums over the vocabulary are of float32.
    tolerance: 1e-6,
  });
});

/** Scores after each of these texts, as a model that knows nothing yet computes them alone. */
async function alone(lists: readonly (readonly number[])[]): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  for (const tokens of lists) {
    const context = model.context(tokens);
    found.push((await model.next([context]))[0].logits.slice());
    context.drop();
  }
  return found;
}

test("callers of the same turn share a batch, and each finds the scores it finds alone", async () => {
  const lists = ["one", "two", "three"].map((word) => model.vocabulary.tokenize(`I count ${word}`));
  const contexts = lists.map((tokens) => model.context(tokens));
  const before = model.evaluated;
  const found = await Promise.all(
    contexts.map(async (context) => (await model.next([context]))[0].logits.slice()),
  );
  const distinct = new Set(lists.flatMap((tokens) => tokens.map((_, at) => tokens.slice(0, at + 1).join())));
  assert.equal(model.evaluated - before, distinct.size, "what they share is decoded once");
  for (const context of contexts) context.drop();
  assert.deepEqual(found, await alone(lists));
});

test("scores of a long text are those of its parts, whatever batches they came from", async () => {
  const sentence = "The keeper of the light wrote down what he saw on the water each night. ";
  const tokens = model.vocabulary.tokenize(sentence.repeat(20)).slice(0, 264);
  const whole = model.context(tokens.slice(0, 1));
  const scores = await model.score(whole, tokens.slice(1));
  whole.drop();
  const parts = model.context(tokens.slice(0, 1));
  const scored: number[] = [];
  for (let from = 1; from < tokens.length; from += 70)
    scored.push(...(await model.score(parts, tokens.slice(from, from + 70))));
  parts.drop();
  assert.deepEqual(scored, [...scores]);
});

test("scores are the same where cells that others gave back are used again", async () => {
  const text = model.vocabulary.tokenize(
    "The keeper of the light wrote down what he saw each night. ".repeat(20),
  );
  const [first, second, third] = [text.slice(3, 163), text.slice(5, 165), text.slice(0, 200)];
  const [expected] = await alone([third]);
  const [before, beside] = [model.context(first), model.context(second)];
  await model.next([before, beside]);
  const context = model.context(third.slice(0, 100));
  await model.next([context]);
  // What the rest of the text finds free lies in front of its beginning.
  before.drop();
  context.extend(third.slice(100));
  const [{ logits }] = await model.next([context]);
  assert.ok(logits.every((score, token) => score === expected[token]));
  beside.drop();
  context.drop();
});

test("prompts longer than a batch, asked for together, are answered each by its own scores", async () => {
  const sentence = model.vocabulary.tokenize("A grey gull sat on the old stone wall. ");
  const long = Array.from({ length: 26 }, () => sentence).flat();
  const lists = [long.slice(0, 20), [...long, 40], [...long, 41]];
  assert.ok(long.length > 256);
  const contexts = lists.map((tokens) => model.context(tokens));
  const found = (await model.next(contexts)).map(({ logits }) => logits.slice());
  for (const context of contexts) context.drop();
  assert.deepEqual(found, await alone(lists));
});

test("scores are the same for every number of threads, and beside others", async () => {
  const tokens = model.vocabulary.tokenize("The keeper wrote down all that he saw. ".repeat(40)).slice(0, 90);
  const scores: Float32Array[] = [];
  for (const threads of [1, 2, 3]) {
    await using other = await openLlama({ path, contextLength: 1024, maxContexts: 4, threads });
    const context = other.context(tokens);
    await other.next([context]);
    context.extend([40]);
    const beside = other.context([41, 42]);
    const [{ logits }] = await other.next(threads === 2 ? [context, beside] : [context]);
    scores.push(logits.slice());
  }
  assert.deepEqual(scores[1], scores[0]);
  assert.deepEqual(scores[2], scores[0]);
});

test("a view is empty once another batch has overwritten it", async () => {
  const context = model.context(model.vocabulary.tokenize("The view"));
  const [{ logits }] = await model.next([context]);
  assert.equal(logits.length, model.vocabulary.size);
  context.extend(model.vocabulary.tokenize(" from"));
  await model.next([context]);
  assert.equal(logits.length, 0);
  context.drop();
});

test("contexts dropped while their batch is under way are answered, and nothing of them stays", async () => {
  for (let round = 0; round < 20; round += 1) {
    const context = model.context(model.vocabulary.tokenize(`Round ${round} of many`));
    const answer = model.next([context]);
    if (round % 2) await new Promise((resolve) => setImmediate(resolve));
    context.drop();
    assert.equal((await answer)[0].logits.length, model.vocabulary.size);
  }
});

test("contexts without a token or longer than the model holds are refused by name", async () => {
  await assert.rejects(model.next([model.context([])]), rejects("model.empty-context"));
  await assert.rejects(model.score(model.context([]), [1]), rejects("model.empty-context"));
  const long = model.context(new Array(510).fill(40));
  await assert.rejects(model.score(long, [40, 40, 40]), rejects("model.context-full"));
  assert.equal(long.length, 510, "what could not be scored is not appended");
  long.drop();
  assert.deepEqual(await model.next([]), []);
});

test("a long text is stopped between its batches, alone, and goes on where it stood", async () => {
  const tokens = Array.from({ length: 400 }, (_, at) => 1000 + at);
  const long = model.context(tokens);
  const short = model.context([40, 41]);
  const before = model.evaluated;
  let asked = 0;
  const shouldStop = (): boolean => {
    asked += 1;
    return asked > 1;
  };
  const [stopped, other] = await Promise.allSettled([
    model.next([long], { shouldStop }),
    model.next([short]),
  ]);
  assert.equal(stopped.status, "rejected");
  assert.ok(rejects("model.stopped")(stopped.reason));
  assert.equal(other.status, "fulfilled");
  const left = 402 - (model.evaluated - before);
  assert.ok(left > 100 && left < 200, `${left} tokens are left`);
  const [{ logits }] = await model.next([long]);
  const found = logits.slice();
  assert.equal(model.evaluated - before, 402, "no token is decoded twice");
  for (const context of [long, short]) context.drop();
  const [fresh] = await alone([tokens]);
  assert.deepEqual(found, fresh);
});

test("a full cache refuses what has no room, and works on when room was made", async () => {
  await using model = await openLlama({ path, contextLength: 256, maxContexts: 8 });
  const prompt = (seed: number): number[] => Array.from({ length: 100 }, (_, at) => 1000 + seed * 300 + at);
  const contexts = [1, 2].map((seed) => model.context(prompt(seed)));
  const [before] = (await model.next(contexts)).map(({ logits }) => logits.slice());
  const third = model.context(prompt(3));
  await assert.rejects(model.next([third]), rejects("model.memory"));
  await assert.rejects(model.score(third, [40]), rejects("model.memory"));
  assert.equal(third.length, 100);
  // Who asks in the same turn and has room is served.
  contexts[0].extend([40]);
  const sizeOf = async (context: Context): Promise<number> => (await model.next([context]))[0].logits.length;
  const [small, big] = await Promise.allSettled([sizeOf(contexts[0]), sizeOf(third)]);
  assert.ok(small.status === "fulfilled" && small.value === model.vocabulary.size);
  assert.equal(big.status, "rejected");
  for (const context of contexts) context.drop();
  await model.next([third]);
  third.drop();
  const again = model.context(prompt(1));
  const [after] = await model.next([again]);
  assert.equal(after.logits.indexOf(Math.max(...after.logits)), before.indexOf(Math.max(...before)));
  again.drop();
});

test("more contexts than promised are refused by name, and the others go on", async () => {
  const contexts = Array.from({ length: 40 }, (_, at) => model.context([500 + at, 40]));
  await assert.rejects(model.next(contexts), rejects("model.contexts"));
  for (const context of contexts.slice(8)) context.drop();
  assert.equal((await model.next(contexts.slice(0, 8))).length, 8);
  for (const context of contexts) context.drop();
  const one = model.context([500, 41]);
  assert.equal((await model.next([one])).length, 1);
  one.drop();
});

test("closing answers whoever waits, and afterwards everything says that the model is closed", async () => {
  const other = await openLlama({ path, contextLength: 256, maxContexts: 2 });
  const context = other.context([40, 41, 42]);
  const [view] = await other.next([context]);
  const decoded = context.fork();
  context.extend([43]);
  const waiting = other.next([context]).then(
    () => "answered",
    (error: SijoError) => error.code,
  );
  await Promise.all([other.close(), other.close()]);
  assert.ok(["answered", "model.closed"].includes(await waiting));
  assert.equal(view.logits.length, 0);
  context.extend([44]);
  await assert.rejects(other.next([context]), rejects("model.closed"));
  await assert.rejects(other.score(context, [45]), rejects("model.closed"));
  await assert.rejects(other.saveState(decoded, "/nowhere"), rejects("model.closed"));
  assert.throws(() => other.vocabulary.tokenize("text"), rejects("model.closed"));
  assert.throws(() => other.chat([{ role: "user", content: "text" }]), rejects("model.closed"));
});
