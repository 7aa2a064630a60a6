/**
 * How COLLIE (Yao et al. 2024) takes texts apart and compares them: words are NLTK's tokens that aren't punctuation,
 * sentences are Punkt's, paragraphs stand between blank lines; each part loses white space and then full stops at its
 * ends; texts are compared without case, and without punctuation at their ends.
 * @module
 */
import type { Span } from "../normalise.ts";
import { alignedTokens } from "./align.ts";
import { isWhite, PUNCTUATION, strippedOf } from "./python.ts";
import { punktSentences } from "./sentences.ts";

/** A part, and its text: that of a word is its token, where it isn't spelled as in the text (`` for "). */
export interface ColliePart extends Span {
  readonly text: string;
}

/** `part.strip().strip(".")` */
export function trimmedSpan(text: string, span: Span): Span {
  return strippedOf(text, strippedOf(text, span, isWhite), (character) => character === ".");
}

export function collieWords(text: string): ColliePart[] {
  return alignedTokens(text)
    .filter((token) => !PUNCTUATION.includes(token.text))
    .map((token) => {
      const { start, end } = trimmedSpan(token.text, { start: 0, end: token.text.length });
      if (start === 0 && end === token.text.length) return token;
      // The ends that are cut off stand in the text as in the token.
      const from = Math.min(token.end, token.start + start);
      const to = Math.max(from, token.end - (token.text.length - end));
      return { text: token.text.slice(start, end), start: from, end: to };
    });
}

export const collieSentences = (text: string): Span[] =>
  punktSentences(text).map((span) => trimmedSpan(text, span));

/** What stands between blank lines, empty or not. */
export function collieParagraphs(text: string): Span[] {
  const spans: Span[] = [];
  for (let start = 0; start <= text.length; ) {
    const next = text.indexOf("\n\n", start);
    const end = next < 0 ? text.length : next;
    spans.push(trimmedSpan(text, { start, end }));
    start = end + 2;
  }
  return spans;
}

/** A text as it is compared: in lower case, without punctuation and blanks at its ends, unless nothing else is there. */
export function colliePlain(text: string): string {
  const lower = text.toLowerCase();
  const { start, end } = strippedOf(
    lower,
    { start: 0, end: lower.length },
    (character) => character === " " || PUNCTUATION.includes(character),
  );
  return lower.slice(start, end) || text;
}
