/**
 * What a text is before anything is counted: line endings are `\n`, no byte order mark, no white space around it, and a letter
 * with its accents, or a Korean syllable, is one character wherever Unicode has one for it (NFC).
 * @module
 */

/** Unicode White_Space, and the four separators U+001C–U+001F. U+FEFF is none: it has been removed at the front. */
export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const SURROUNDING_SPACE = new RegExp(`[${SPACE}]`);

export const isSpace = (character: string): boolean => SURROUNDING_SPACE.test(character);

/** A piece of a text, as UTF-16 indices: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The same text with `\n` as its only line ending, composed, trimmed. */
export function normalise(text: string): string {
  const unified = text
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n")
    .normalize("NFC");
  const { start, end } = trimmed(unified, { start: 0, end: unified.length });
  return unified.slice(start, end);
}

/** The span without the white space at its ends. */
export function trimmed(text: string, { start, end }: Span): Span {
  let first = start;
  let last = end;
  while (first < last && isSpace(text[first])) first += 1;
  while (last > first && isSpace(text[last - 1])) last -= 1;
  return { start: first, end: last };
}
