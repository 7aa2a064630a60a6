/**
 * Where tokens stand in their text.
 * @module
 */
import type { Span } from "../normalise.ts";
import { punktSentences } from "./sentences.ts";
import { treebankTokens } from "./words.ts";

export interface Token extends Span {
  /** As the tokenizer spells it: quotation marks become `` and ''. */
  readonly text: string;
}

const QUOTES = new Set(["``", "''"]);

/** The tokens of a text with their places: UTF-16 indices, in order. */
export function alignedTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const sentence of punktSentences(text)) {
    let from = sentence.start;
    for (const token of treebankTokens(text.slice(sentence.start, sentence.end))) {
      const span = spanOf(token, { text, from, end: sentence.end });
      tokens.push({ text: token, ...span });
      from = span.end;
    }
  }
  return tokens;
}

function spanOf(token: string, { text, from, end }: { text: string; from: number; end: number }): Span {
  const spellings = QUOTES.has(token) ? [token, '"'] : [token];
  const found = spellings
    .map((spelling) => ({ start: text.indexOf(spelling, from), length: spelling.length }))
    .filter(({ start, length }) => start >= 0 && start + length <= end)
    .sort((one, other) => one.start - other.start);
  const [first] = found;
  // A token that is spelled nowhere (two quotation marks of different kinds run together) gets no width.
  return first ? { start: first.start, end: first.start + first.length } : { start: from, end: from };
}
