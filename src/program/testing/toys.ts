/**
 * A toy language small enough to list all its texts, and constraints on them.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";
import type { ExactAnswer } from "../../inference/testing.ts";
import { enumerate, type FinishedText, type TableModelOptions } from "../../model/table/table-model.ts";
import type { TokenId } from "../../model/token-model.ts";

/** Longest text, in tokens. */
const LENGTH = 4;

/**
 * Words of a and b that like to repeat themselves, with “ab” in two spellings. A prompt of “?” or “!”, which texts
 * never hold, changes the style.
 */
export const toy: TableModelOptions = {
  vocabulary: ["a", "b", "ab", "?", "!"],
  next(tokens) {
    const styled = tokens[0] >= 3;
    const written = styled ? tokens.slice(1) : tokens;
    if (written.length >= LENGTH) return [0, 0, 0, 0, 0, 1];
    const [a, b, ab, end] =
      tokens[0] === 3 ? [0.3, 0.5, 0.2, 0.3] : tokens[0] === 4 ? [0.4, 0.2, 0.6, 0.4] : [0.5, 0.3, 0.2, 0.5];
    const row = [a, b, ab, 0, 0, written.length === 0 ? 0.1 : end];
    if (written.length > 0) row[written.at(-1) as TokenId] += 0.4;
    return row;
  },
};

/** The toy at a temperature: each row's probabilities to the power 1/T, and normalised again. */
export const tempered = (temperature: number): TableModelOptions => ({
  ...toy,
  next: (tokens) => {
    const row = toy.next(tokens);
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => (value / sum) ** (1 / temperature));
  },
});

/** Every text after a prompt. */
export function texts(options = toy, prompt: readonly TokenId[] = []): FinishedText[] {
  return enumerate({ options, maxTokens: LENGTH, prompt });
}

/** Texts with their natural-log weights, as an answer: the total, and each text's share of it. */
export function exactAnswer(weighted: Iterable<{ text: string; logWeight: number }>): ExactAnswer {
  const weights = new Map<string, number>();
  for (const { text, logWeight } of weighted) {
    if (logWeight > Number.NEGATIVE_INFINITY)
      weights.set(text, (weights.get(text) ?? 0) + Math.exp(logWeight));
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return {
    logZ: Math.log(total),
    posterior: new Map(Array.from(weights, ([text, weight]) => [text, weight / total])),
  };
}

/** The toy's texts, each with its probability times e^potential. */
export function exactly(potential: (written: FinishedText) => number, options = toy): ExactAnswer {
  return exactAnswer(
    texts(options).map((written) => ({
      text: written.text,
      logWeight: written.logProbability + potential(written),
    })),
  );
}

export interface Spaced {
  readonly count: number;
  readonly last: boolean;
}

/** Texts with exactly this many b, and no two of them side by side. */
export function spacedBs(wanted: number): Constraint<Spaced> {
  return {
    start: { count: 0, last: false },
    next: (state, point) => {
      const isB = point === 98;
      if (isB && (state.last || state.count === wanted)) return undefined;
      return { count: state.count + (isB ? 1 : 0), last: isB };
    },
    mayEnd: (state) => state.count === wanted,
    key: (state) => `${state.count}${state.last}`,
    alphabet: new Set([97, 98]),
  };
}

/** The same by definition: 0 or −∞. */
export const obeys =
  (wanted: number) =>
  ({ text }: { readonly text: string }): number =>
    text.split("b").length - 1 === wanted && !text.includes("bb") ? 0 : Number.NEGATIVE_INFINITY;
