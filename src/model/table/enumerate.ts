/**
 * Every text of a toy with its probability: the exact answers that inference is tested against.
 * @module
 */
import type { TokenId } from "../token-model.ts";
import type { TableModelOptions } from "./table-model.ts";

/** A text that a toy model may write, with its probability. */
export interface FinishedText {
  readonly tokens: readonly TokenId[];
  readonly text: string;
  /** Natural-log probability of these tokens and the end. */
  readonly logProbability: number;
}

/** Every text of at most `maxTokens` tokens that the model can finish after a prompt. */
export function enumerate({
  options,
  maxTokens,
  prompt = [],
}: {
  options: TableModelOptions;
  maxTokens: number;
  prompt?: readonly TokenId[];
}): FinishedText[] {
  const end = options.vocabulary.length;
  const found: FinishedText[] = [];
  const visit = (tokens: readonly TokenId[], logProbability: number): void => {
    const row = options.next([...prompt, ...tokens]);
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
