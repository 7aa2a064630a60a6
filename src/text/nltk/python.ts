/**
 * What Python means by white space, word characters and `strip`: the tokenizers are defined by them.
 * @module
 */
import { SPACE, type Span } from "../normalise.ts";

/** `\s` of Python's `re`, for a character class. */
export const WHITE = SPACE;
/** `\w`: letters, numbers of any kind, the underscore; no combining marks. */
export const WORD = "\\p{L}\\p{N}_";

/** `string.punctuation` */
export const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

const white = new RegExp(`[${WHITE}]`);

export const isWhite = (character: string): boolean => white.test(character);

/** The span without the characters at its ends for which this holds. */
export function strippedOf(text: string, span: Span, strips: (character: string) => boolean): Span {
  let { start, end } = span;
  while (start < end && strips(text[start])) start += 1;
  while (end > start && strips(text[end - 1])) end -= 1;
  return { start, end };
}

/** `text.split()` */
export function splitAtWhite(text: string): string[] {
  return text.split(new RegExp(`[${WHITE}]+`)).filter((piece) => piece !== "");
}

/** `text.rstrip()` */
export function withoutTrailingWhite(text: string): string {
  let end = text.length;
  while (end > 0 && isWhite(text[end - 1])) end -= 1;
  return text.slice(0, end);
}
