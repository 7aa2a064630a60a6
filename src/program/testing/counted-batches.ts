/**
 * What looking ahead saves, for tests and benches.
 * @module
 */
import type { TokenModel } from "../../model/token-model.ts";

export interface CountedBatches {
  readonly model: TokenModel;
  /** Requests for scores that had something to evaluate. */
  readonly batches: () => number;
}

/** The same model, that looks ahead or doesn't, whatever it says of itself. */
export function countedBatches(inner: TokenModel, { looksAhead }: { looksAhead: boolean }): CountedBatches {
  let batches = 0;
  const model: TokenModel = {
    description: { ...inner.description, looksAhead },
    vocabulary: inner.vocabulary,
    context: (tokens) => inner.context(tokens),
    chat: (messages) => inner.chat(messages),
    async next(contexts, options) {
      const before = inner.evaluated;
      const scores = await inner.next(contexts, options);
      if (inner.evaluated > before) batches += 1;
      return scores;
    },
    score: (context, tokens, options) => inner.score(context, tokens, options),
    get evaluated() {
      return inner.evaluated;
    },
    close: async () => {},
  };
  return { model, batches: () => batches };
}
