import assert from "node:assert/strict";
import { test } from "node:test";
import { testTokenModel } from "../testing/token-model.ts";
import type { TokenId, TokenModel } from "../token-model.ts";
import { enumerate, type TableModelOptions, tableModel } from "./table-model.ts";

const options: TableModelOptions = {
  vocabulary: ["a", "b", "ab", "é", "가"],
  next: (tokens) => [
    0.5,
    0.3 + (tokens.at(-1) === 0 ? 1 : 0),
    0.2,
    tokens.length % 3,
    (tokens[0] ?? 0) + 0.1,
    0.4,
  ],
  contextLength: 50,
  maxContexts: 20,
};
const texts = ["babé", "가aab", "ééab"];

test("toys keep the laws of token models", async () => {
  await testTokenModel(tableModel(options), { texts });
});

/** Models that break a law each: the laws must notice. */
const broken: Readonly<Record<string, (model: TokenModel) => Partial<TokenModel>>> = {
  "the score of a text is": (model) => ({
    score: async (context, tokens) => (await model.score(context, tokens)).map((score) => score - 0.01),
  }),
  "a batch answers as": (model) => ({
    next: async (contexts) => {
      const answers = await model.next(contexts);
      return contexts.length > 1 ? [...answers].reverse() : answers;
    },
  }),
  "a fork goes its own way": (model) => ({
    context: (tokens) => {
      const one = model.context(tokens);
      one.fork = () => one;
      return one;
    },
  }),
  "sum to one": (model) => ({
    next: async (contexts) =>
      (await model.next(contexts)).map(({ logits }) => ({
        logits: logits.map((value) => value * Number.NaN),
      })),
  }),
  "evaluated grows": () => ({ evaluated: 0 }),
  "More than 20 contexts": (model) => ({
    context: (tokens) => Object.assign(model.context(tokens), { drop: () => {} }),
  }),
  "texts are spelled": (model) => ({
    vocabulary: { ...model.vocabulary, bytes: (token: TokenId) => model.vocabulary.bytes(token).slice(0, 1) },
  }),
};

for (const [law, breaking] of Object.entries(broken)) {
  test(`a model that breaks the law “${law}…” is caught`, async () => {
    const inner = tableModel(options);
    // `evaluated` must stay a getter, which spreading would freeze.
    const model = Object.create(inner, Object.getOwnPropertyDescriptors(breaking(inner))) as TokenModel;
    await assert.rejects(testTokenModel(model, { texts }), new RegExp(law));
  });
}

test("all texts of a toy that always ends are listed, and their probabilities sum to one", () => {
  const ending = {
    ...options,
    next: (tokens: readonly TokenId[]) => (tokens.length < 3 ? options.next(tokens) : [0, 0, 0, 0, 0, 1]),
  };
  const sum = enumerate({ options: ending, maxTokens: 3 }).reduce(
    (total, { logProbability }) => total + Math.exp(logProbability),
    0,
  );
  assert.ok(Math.abs(sum - 1) < 1e-12);
});

test("a row of the wrong length and a text that no tokens spell are refused", async () => {
  const model = tableModel({ ...options, next: () => [1] });
  await assert.rejects(model.next([model.context([0])]), { code: "table.width" });
  assert.throws(() => model.vocabulary.tokenize("q"), { code: "table.tokenize" });
});

test("a context can't be used after it was dropped, and no more may be open than promised", async () => {
  const model = tableModel({ ...options, maxContexts: 1 });
  const context = model.context([0]);
  assert.throws(() => context.fork(), { code: "model.contexts" });
  context.drop();
  assert.throws(() => context.extend([1]), { code: "model.dropped" });
  await assert.rejects(model.next([context]), { code: "model.dropped" });
  assert.equal(model.openContexts, 0);
});
