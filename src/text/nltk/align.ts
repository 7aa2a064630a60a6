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
  for (const { start: offset, end } of punktSentences(text)) {
    const sentence = text.slice(offset, end);
    const places = new Map<string, number>();
    let from = 0;
    for (const token of treebankTokens(sentence)) {
      const span = spanOf(token, { sentence, from, places });
      tokens.push({ text: token, start: offset + span.start, end: offset + span.end });
      from = span.end;
    }
  }
  return tokens;
}

/** @param places where each spelling was found last: one that stands further on, or nowhere, isn't sought again. */
function spanOf(
  token: string,
  { sentence, from, places }: { sentence: string; from: number; places: Map<string, number> },
): Span {
  let first: Span | undefined;
  for (const spelling of QUOTES.has(token) ? [token, '"'] : [token]) {
    let start = places.get(spelling) ?? -1;
    if (start < from) {
      const found = sentence.indexOf(spelling, from);
      start = found < 0 ? Number.POSITIVE_INFINITY : found;
      places.set(spelling, start);
    }
    if (start < (first?.start ?? Number.POSITIVE_INFINITY)) {
      first = { start, end: start + spelling.length };
    }
  }
  // A token that is spelled nowhere (two quotation marks of different kinds run together) gets no width.
  return first ?? { start: from, end: from };
}
