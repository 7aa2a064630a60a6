/**
 * Exact toy models: next-token probabilities from a function of the tokens so far. Small enough to enumerate, so they
 * prove the mathematics of inference.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Message, NextToken, TokenId, TokenModel } from "../token-model.ts";
import { type Prefix, PrefixTree, type TreeContext } from "./prefix-tree.ts";
import { tableVocabulary } from "./vocabulary.ts";

export { enumerate, type FinishedText } from "./enumerate.ts";

/** A toy language: its tokens, and the probabilities of the next one after any tokens. */
export interface TableModelOptions {
  /** Text of each token; the end token is added behind them. */
  readonly vocabulary: readonly string[];
  /**
   * Probabilities of the next token, one for each of the vocabulary and last the end; they are normalised. Always the
   * same for the same tokens.
   */
  readonly next: (tokens: readonly TokenId[]) => readonly number[];
  readonly contextLength?: number;
  readonly maxContexts?: number;
}

export interface TableModel extends TokenModel {
  /** Contexts that were made and not dropped. */
  readonly openContexts: number;
}

/**
 * A model that answers from a table, with the same interface as one that computes. A conversation is the bare texts of
 * its messages.
 * @throws SijoError `table.width` when a row has the wrong length, `table.tokenize` for a text that no tokens spell,
 * `model.contexts`, `model.context-full`.
 * @example
 * const coin = tableModel({ vocabulary: ["heads", "tails"], next: ([toss]) => (toss === undefined ? [1, 1, 0] : [0, 0, 1]) });
 */
export function tableModel({
  vocabulary: pieces,
  next,
  contextLength = 1000,
  maxContexts = Number.MAX_SAFE_INTEGER,
}: TableModelOptions): TableModel {
  const width = pieces.length + 1;
  const vocabulary = tableVocabulary(pieces);
  const tree = new PrefixTree({ maxContexts });
  let evaluated = 0;
  const logitsAfter = (at: Prefix): Float32Array => {
    if (at.tokens.length > contextLength) {
      throw new SijoError(
        "model.context-full",
        `A text of ${at.tokens.length} tokens does not fit in ${contextLength}.`,
      );
    }
    evaluated += tree.evaluate(at);
    at.logits ??= row({ probabilities: next(at.tokens), width, logNormalizer: unnormalized(at) });
    return at.logits;
  };
  return {
    description: {
      name: "table",
      sha256: null,
      contextLength,
      maxContexts,
      // Copies count, where there may be so many.
      looksAhead: maxContexts === Number.MAX_SAFE_INTEGER,
    },
    vocabulary,
    context: (tokens) => tree.context(tokens),
    chat: (messages: readonly Message[]) => messages.flatMap(({ content }) => vocabulary.tokenize(content)),
    async next(contexts): Promise<readonly NextToken[]> {
      return contexts.map((context) => ({ logits: logitsAfter((context as TreeContext).prefix) }));
    },
    async score(context, tokens) {
      const scores = new Float64Array(tokens.length);
      for (const [index, token] of tokens.entries()) {
        const { prefix } = context as TreeContext;
        scores[index] = logitsAfter(prefix)[token] - unnormalized(prefix);
        context.extend([token]);
      }
      return scores;
    },
    get evaluated() {
      return evaluated;
    },
    get openContexts() {
      return tree.open;
    },
    async close() {},
  };
}

/** Scores of real models are not normalised, so whoever forgets the normaliser must get other numbers here too. */
function unnormalized({ tokens }: Prefix): number {
  return (tokens.length % 4) - 2.5;
}

function row({
  probabilities,
  width,
  logNormalizer,
}: {
  probabilities: readonly number[];
  width: number;
  logNormalizer: number;
}): Float32Array {
  if (probabilities.length !== width) {
    throw new SijoError(
      "table.width",
      `A row has ${probabilities.length} probabilities instead of ${width}.`,
    );
  }
  const sum = probabilities.reduce((total, value) => total + value, 0);
  return Float32Array.from(probabilities, (value) => Math.log(value / sum) + logNormalizer);
}
