/**
 * Where words and phrases stand in a text.
 * @module
 */
import { hasHangul, type Span, type TextView } from "../../text/index.ts";
import type { Place } from "./places.ts";

/** A quoted text, ready to be looked for. */
export interface Sought {
  /** Its words, folded; none: it is sought as it stands (`"- "`, `"!"`). */
  readonly words: readonly string[];
  readonly literal: string;
  /** Sought as characters even inside words: Hangul, since particles attach to words, and what holds no word. */
  readonly asCharacters: boolean;
}

export function sought(value: string, view: TextView): Sought {
  const words = view.quotedWords(value);
  return { words, literal: value, asCharacters: words.length === 0 || hasHangul(value) };
}

/** The places where it occurs in the part, without overlap, at most `most` of them. */
export function occurrencesOf(
  wanted: Sought,
  { place, view, most }: { place: Place; view: TextView; most: number },
): Span[] {
  return wanted.asCharacters
    ? charactersAt(wanted.literal, { span: place.span, view, most })
    : phrasesAt(wanted.words, { place, view, most });
}

/** Whether these words stand in the text from word number `index` on. */
export function wordsStandAt(words: readonly string[], index: number, view: TextView): boolean {
  for (let offset = 0; offset < words.length; offset += 1) {
    if (view.folded[index + offset] !== words[offset]) return false;
  }
  return true;
}

/** Where these characters stand, in either case. Looked for in the span alone: a text has many, and each is short. */
export function charactersAt(
  literal: string,
  { span, view, most }: { span: Span; view: TextView; most: number },
): Span[] {
  const spans: Span[] = [];
  const { text, needle } = comparable(view, literal);
  const inside = text.slice(span.start, span.end);
  let at = inside.indexOf(needle);
  while (at >= 0 && spans.length < most) {
    const start = span.start + at;
    spans.push({ start, end: start + needle.length });
    at = inside.indexOf(needle, at + needle.length);
  }
  return spans;
}

const lowerCase = new WeakMap<TextView, string>();

/** Both in lower case, unless that would move places (`İ` grows). */
function comparable(view: TextView, literal: string): { text: string; needle: string } {
  let lower = lowerCase.get(view);
  if (lower === undefined) {
    lower = view.text.toLowerCase();
    lowerCase.set(view, lower);
  }
  return lower.length === view.text.length
    ? { text: lower, needle: literal.toLowerCase() }
    : { text: view.text, needle: literal };
}

/** Consecutive words. Looked for from the rarest of them, so that common words cost nothing. */
function phrasesAt(
  words: readonly string[],
  { place, view, most }: { place: Place; view: TextView; most: number },
): Span[] {
  let rarest = 0;
  for (let index = 1; index < words.length; index += 1) {
    if (view.occurrences(words[index]).length < view.occurrences(words[rarest]).length) rarest = index;
  }
  const [first, end] = place.words;
  const indices = view.occurrences(words[rarest]);
  const spans: Span[] = [];
  let free = first;
  for (let index = lowerBound(indices, first + rarest); index < indices.length; index += 1) {
    const begin = indices[index] - rarest;
    if (begin + words.length > end || spans.length >= most) break;
    if (begin >= free && wordsStandAt(words, begin, view)) {
      free = begin + words.length;
      spans.push({ start: view.words[begin].start, end: view.words[begin + words.length - 1].end });
    }
  }
  return spans;
}

function lowerBound(ascending: readonly number[], least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** More words than these are not aligned. */
const MOST_ALIGNED = 300;

/** How many words must be put in, taken out or replaced to make one of the other; at least 1 if they differ at all. */
export function wordDistance(one: readonly string[], other: readonly string[]): number {
  if (Math.max(one.length, other.length) > MOST_ALIGNED) {
    return Math.max(1, Math.abs(one.length - other.length));
  }
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, word] of one.entries()) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column += 1) {
      const replaced = row[column] + (word === other[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1] + 1, next[column] + 1));
    }
    row = next;
  }
  return row[other.length];
}
