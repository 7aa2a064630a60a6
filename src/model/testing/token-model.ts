/**
 * The laws of a token model, for whoever writes one: what inference relies on, asserted.
 * @module
 */
import assert from "node:assert/strict";
import { SijoError } from "../../errors.ts";
import type { Context, TokenId, TokenModel } from "../token-model.ts";

export interface TokenModelTestOptions {
  /** Texts that the vocabulary can spell, two tokens long at least; two of them at least, that begin differently. */
  readonly texts: readonly string[];
  /**
   * How far two natural-log probabilities of the same token may lie apart when they were computed in different batches.
   * Kernels choose their order of summation by the size of the batch.
   */
  readonly tolerance?: number;
  /** Probabilities below this are not compared. */
  readonly leastProbability?: number;
}

interface Tools {
  readonly model: TokenModel;
  readonly texts: readonly string[];
  /** Tokens of each text. */
  readonly lists: readonly (readonly TokenId[])[];
  /** Natural-log probabilities after a context, a copy. */
  logProbabilities(context: Context): Promise<Float64Array>;
  same(one: Float64Array, other: Float64Array, what: string): void;
  near(one: number, other: number, what: string): void;
  /** A context that is dropped when the law has been tested. */
  open(tokens: readonly TokenId[]): Context;
}

type Law = (tools: Tools) => Promise<void>;

const laws: Readonly<Record<string, Law>> = {
  async "texts are spelled by tokens, and the tokens' bytes are the text"({ model, texts, lists }) {
    for (const [index, text] of texts.entries()) {
      const bytes = Buffer.concat(lists[index].map((token) => model.vocabulary.bytes(token)));
      assert.equal(bytes.toString("utf8"), text);
    }
  },

  async "the vocabulary is sound"({ model: { vocabulary } }) {
    assert.ok(vocabulary.endTokens.length > 0, "a text must be able to end");
    assert.ok(vocabulary.fingerprint.length > 0);
    for (const end of vocabulary.endTokens) assert.ok(end >= 0 && end < vocabulary.size);
    for (let token = 0; token < vocabulary.size; token += 1) {
      if (vocabulary.isControl(token))
        assert.equal(vocabulary.bytes(token).length, 0, `control token ${token} has text`);
    }
  },

  async "the next token's probabilities are one a token and sum to one"({ model, lists, ...tools }) {
    for (const tokens of lists) {
      const found = await tools.logProbabilities(tools.open(tokens));
      assert.equal(found.length, model.vocabulary.size);
      assert.ok(
        found.every((value) => value < 1e-6),
        "a probability above 1 or not a number",
      );
      const sum = found.reduce((total, value) => total + Math.exp(value), 0);
      assert.ok(Math.abs(sum - 1) < 1e-6, `probabilities sum to ${sum}`);
    }
  },

  async "a context that grew is a context made at once"({ lists, ...tools }) {
    for (const tokens of lists) {
      const grown = tools.open(tokens.slice(0, 1));
      for (const token of tokens.slice(1)) {
        await tools.logProbabilities(grown);
        grown.extend([token]);
      }
      assert.deepEqual(grown.tokens(), tokens);
      assert.equal(grown.length, tokens.length);
      const found = await tools.logProbabilities(grown);
      grown.drop();
      tools.same(found, await tools.logProbabilities(tools.open(tokens)), "grown and made at once");
    }
  },

  async "a fork goes its own way"({ lists: [tokens, others], ...tools }) {
    const origin = tools.open(tokens);
    const before = await tools.logProbabilities(origin);
    const fork = origin.fork();
    try {
      assert.deepEqual(fork.tokens(), tokens);
      fork.extend(others);
      const forked = await tools.logProbabilities(fork);
      assert.deepEqual(origin.tokens(), tokens);
      tools.same(await tools.logProbabilities(origin), before, "the origin after its fork went on");
      tools.same(forked, await tools.logProbabilities(tools.open([...tokens, ...others])), "the fork");
      origin.tokens().push(0);
      assert.equal(origin.length, tokens.length, "tokens() must be a copy");
      origin.drop();
      tools.same(await tools.logProbabilities(fork), forked, "the fork after its origin was dropped");
    } finally {
      fork.drop();
    }
  },

  async "a batch answers as each context alone, and equal contexts equally"({ model, lists, ...tools }) {
    const contexts = [...lists, lists[0]].map((tokens) => tools.open(tokens));
    const together = await batch(model, contexts);
    assert.deepEqual(together.at(-1), together[0]);
    assert.notDeepEqual(together[0], together[1], "these texts are followed alike, and prove nothing");
    for (const [index, tokens] of lists.entries())
      tools.same(together[index], await tools.logProbabilities(tools.open(tokens)), `context ${index}`);
  },

  async "the score of a text is the chain of its next tokens"({ model, lists, ...tools }) {
    for (const tokens of lists) {
      const [first, ...rest] = tokens;
      const scored = tools.open([first]);
      const scores = await model.score(scored, rest);
      assert.deepEqual(scored.tokens(), tokens);
      assert.equal(scores.length, rest.length);
      const after = await tools.logProbabilities(scored);
      scored.drop();
      const chain = tools.open([first]);
      for (const [index, token] of rest.entries()) {
        tools.near(scores[index], (await tools.logProbabilities(chain))[token], `token ${index}`);
        chain.extend([token]);
      }
      tools.same(after, await tools.logProbabilities(chain), "after the text");
    }
  },

  async "texts scored at the same time score as one after another"({ model, lists, ...tools }) {
    const together = await Promise.all(
      lists.map(([first, ...rest]) => model.score(tools.open([first]), rest)),
    );
    for (const [index, [first, ...rest]] of lists.entries()) {
      const alone = await model.score(tools.open([first]), rest);
      for (const [at, score] of alone.entries())
        tools.near(together[index][at], score, `token ${at} of text ${index}`);
    }
  },

  async "no score of no tokens"({ model, lists: [tokens], ...tools }) {
    const context = tools.open(tokens);
    assert.equal((await model.score(context, [])).length, 0);
    assert.equal(context.length, tokens.length);
  },

  async "evaluated grows by the tokens that no context held, and dropped ones count again"({
    model,
    lists: [tokens, others],
    ...tools
  }) {
    const grows = async (by: number, what: string, act: () => Promise<unknown>): Promise<void> => {
      const before = model.evaluated;
      await act();
      assert.equal(model.evaluated - before, by, what);
    };
    const context = tools.open(tokens);
    await grows(tokens.length, "a new context", () => model.next([context]));
    context.extend(others);
    await grows(others.length, "its extension", () => model.next([context, context]));
    context.drop();
    await grows(tokens.length, "the same after it was dropped", () => model.next([tools.open(tokens)]));
  },

  async "dropped contexts make room for others"({ model, lists: [tokens] }) {
    const { maxContexts } = model.description;
    if (maxContexts > 1000) return;
    for (let count = 0; count <= maxContexts; count += 1) {
      const context = model.context([tokens[count % tokens.length]]);
      await model.next([context]);
      context.drop();
      context.drop();
    }
  },

  async "as many contexts as promised may be open and differ"({ model, lists: [tokens, others], ...tools }) {
    const count = Math.min(model.description.maxContexts, 64);
    const ways = [...new Set([...tokens, ...others])];
    const contexts = Array.from({ length: count }, (_, index) => {
      const digits: TokenId[] = [];
      for (let rest = index; digits.length < 6; rest = Math.floor(rest / ways.length))
        digits.push(ways[rest % ways.length]);
      return tools.open([tokens[0], ...digits]);
    });
    const found = await model.next(contexts);
    assert.equal(found.length, count);
  },

  async "a context that is too long is refused"({ model, lists: [tokens], ...tools }) {
    const { contextLength } = model.description;
    const long = tools.open(new Array<TokenId>(contextLength + 1).fill(tokens[0]));
    await assert.rejects(
      async () => model.next([long]),
      (error) => error instanceof SijoError && error.code === "model.context-full",
    );
  },

  async "a conversation begins with tokens"({ model, texts }) {
    const tokens = model.chat([{ role: "user", content: texts[0] }]);
    assert.ok(tokens.length > 0);
    for (const token of tokens) assert.ok(token >= 0 && token < model.vocabulary.size);
  },
};

/**
 * Asserts the laws that inference relies on, one after another. No context of the model may be open.
 * @example
 * await testTokenModel(tableModel(options), { texts: ["abab", "ba"] });
 */
export async function testTokenModel(
  model: TokenModel,
  { texts, tolerance = 1e-3, leastProbability = 1e-5 }: TokenModelTestOptions,
): Promise<void> {
  const lists = texts.map((text) => model.vocabulary.tokenize(text));
  assert.ok(
    lists.length >= 2 && lists.every(({ length }) => length >= 2),
    "two texts of two tokens at least",
  );
  assert.notEqual(lists[0][0], lists[1][0], "the first two texts must begin differently");
  const close = (one: number, other: number): boolean =>
    Math.max(one, other) < Math.log(leastProbability) || Math.abs(one - other) <= tolerance;
  const near = (one: number, other: number, what: string): void => {
    assert.ok(
      close(one, other),
      `${what}: log-probabilities ${one.toFixed(6)} and ${other.toFixed(6)} differ by more than ${tolerance}`,
    );
  };
  for (const [name, law] of Object.entries(laws)) {
    const opened: Context[] = [];
    try {
      await law({
        model,
        texts,
        lists,
        logProbabilities: async (context) => (await batch(model, [context]))[0],
        same(one, other, what) {
          assert.equal(one.length, other.length);
          // Vocabularies are large: sentences are made for what differs only.
          const differing = one.findIndex(
            (value, token) => value !== other[token] && !close(value, other[token]),
          );
          if (differing >= 0) near(one[differing], other[differing], `${what}, token ${differing}`);
        },
        near,
        open(tokens) {
          const context = model.context(tokens);
          opened.push(context);
          return context;
        },
      });
    } catch (cause) {
      throw new Error(`${model.description.name} breaks the law “${name}”: ${(cause as Error).message}`, {
        cause,
      });
    } finally {
      for (const context of opened) context.drop();
    }
  }
}

/** Natural-log probabilities after each context, copied before the next call overwrites them. */
async function batch(model: TokenModel, contexts: readonly Context[]): Promise<Float64Array[]> {
  const answers = await model.next(contexts);
  return answers.map(({ logits }) => {
    const max = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const sum = logits.reduce((total, value) => total + Math.exp(value - max), 0);
    return Float64Array.from(logits, (value) => value - max - Math.log(sum));
  });
}
