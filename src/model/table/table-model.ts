/**
 * Exact toy models: next-token probabilities from a function of the tokens so far. Small enough to enumerate, so they
 * prove the mathematics of inference.
 * @module
 */
import { createHash } from "node:crypto";
import { SijoError } from "../../errors.ts";
import type { Context, Message, NextToken, TokenId, TokenModel, Vocabulary } from "../token-model.ts";

export interface TableModelOptions {
  /** Text of each token; the end token is added behind them. */
  readonly vocabulary: readonly string[];
  /** Probabilities of the next token, one for each of the vocabulary and last the end; they are normalised. */
  readonly next: (tokens: readonly TokenId[]) => readonly number[];
  readonly contextLength?: number;
}

/** A model that answers from a table, with the same interface as one that computes. */
export function tableModel({
  vocabulary: pieces,
  next,
  contextLength = 1000,
}: TableModelOptions): TokenModel {
  const end = pieces.length;
  const vocabulary = tableVocabulary(pieces);
  let evaluated = 0;
  const logits = (tokens: readonly TokenId[]): Float32Array => {
    const probabilities = next(tokens);
    if (probabilities.length !== end + 1) {
      throw new SijoError(
        "table.width",
        `A row has ${probabilities.length} probabilities instead of ${end + 1}.`,
      );
    }
    evaluated += 1;
    const sum = probabilities.reduce((total, value) => total + value, 0);
    return Float32Array.from(probabilities, (value) => Math.log(value / sum));
  };
  const check = (context: Context): readonly TokenId[] => {
    if (context.length > contextLength) {
      throw new SijoError(
        "model.context-full",
        `A text of ${context.length} tokens does not fit in ${contextLength}.`,
      );
    }
    return context.tokens();
  };
  return {
    description: { name: "table", sha256: null, contextLength, maxContexts: Number.MAX_SAFE_INTEGER },
    vocabulary,
    context: (tokens) => new TableContext(tokens),
    chat: (messages: readonly Message[]) => messages.flatMap(({ content }) => vocabulary.tokenize(content)),
    async next(contexts): Promise<readonly NextToken[]> {
      return contexts.map((context) => ({ logits: logits(check(context)) }));
    },
    async score(context, tokens) {
      const scores = new Float64Array(tokens.length);
      for (const [index, token] of tokens.entries()) {
        scores[index] = logits(check(context))[token];
        context.extend([token]);
      }
      return scores;
    },
    get evaluated() {
      return evaluated;
    },
    async close() {},
  };
}

class TableContext implements Context {
  #tokens: readonly TokenId[];

  constructor(tokens: readonly TokenId[]) {
    this.#tokens = tokens;
  }

  get length(): number {
    return this.#tokens.length;
  }

  tokens(): TokenId[] {
    return [...this.#tokens];
  }

  fork(): Context {
    return new TableContext(this.#tokens);
  }

  extend(tokens: readonly TokenId[]): void {
    this.#tokens = [...this.#tokens, ...tokens];
  }

  drop(): void {}
}

function tableVocabulary(pieces: readonly string[]): Vocabulary {
  const encoder = new TextEncoder();
  const bytes = [...pieces.map((piece) => encoder.encode(piece)), new Uint8Array()];
  const longestFirst = [...pieces.entries()].sort(([, one], [, other]) => other.length - one.length);
  return {
    size: pieces.length + 1,
    endTokens: [pieces.length],
    bytes: (token) => bytes[token],
    isControl: (token) => token === pieces.length,
    tokenize(text) {
      const tokens: TokenId[] = [];
      for (let rest = text; rest !== ""; ) {
        const found = longestFirst.find(([, piece]) => rest.startsWith(piece));
        if (!found)
          throw new SijoError("table.tokenize", `No token of this toy begins ${JSON.stringify(rest)}.`);
        tokens.push(found[0]);
        rest = rest.slice(found[1].length);
      }
      return tokens;
    },
    fingerprint: createHash("sha256").update(JSON.stringify(pieces)).digest("hex").slice(0, 16),
  };
}

export interface FinishedText {
  readonly tokens: readonly TokenId[];
  readonly text: string;
  /** Natural-log probability of these tokens and the end. */
  readonly logProbability: number;
}

/** Every text of at most `maxTokens` tokens that the model can finish. */
export function enumerate({
  options,
  maxTokens,
}: {
  options: TableModelOptions;
  maxTokens: number;
}): FinishedText[] {
  const end = options.vocabulary.length;
  const found: FinishedText[] = [];
  const visit = (tokens: readonly TokenId[], logProbability: number): void => {
    const row = options.next(tokens);
    const sum = row.reduce((total, value) => total + value, 0);
    for (const [token, value] of row.entries()) {
      if (value === 0) continue;
      const sofar = logProbability + Math.log(value / sum);
      if (token === end) {
        const text = tokens.map((id) => options.vocabulary[id]).join("");
        found.push({ tokens, text, logProbability: sofar });
      } else if (tokens.length < maxTokens) visit([...tokens, token], sofar);
    }
  };
  visit([], 0);
  return found;
}
