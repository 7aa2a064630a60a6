/**
 * The numbers of a part, as sums and orders count them.
 * @module
 */
import { type Millionths, numberOf, type Span, type TextView } from "../../text/index.ts";
import type { Place } from "./places.ts";

export interface FoundNumber {
  readonly value: Millionths;
  readonly span: Span;
}

/** In order. A number that a line begins with and a full stop or a bracket follows is that of an item, and none. */
export function numbersIn({ words: [first, end] }: Place, view: TextView): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (let index = first; index < end; index += 1) {
    const span = view.words[index];
    const value = numberOf(view.slice(span));
    if (value === undefined || numbersItem(span, view)) continue;
    found.push({ value: isNegative(span, view) ? -value : value, span });
  }
  return found;
}

const numbersItem = ({ start, end }: Span, { text }: TextView): boolean =>
  (start === 0 || text[start - 1] === "\n") && /^[.)](?:\s|$)/.test(text.slice(end, end + 2));

/** A minus sign right before the number, and nothing but white space before that. */
function isNegative({ start }: Span, { text }: TextView): boolean {
  return /(?:^|\s)(?:[-−]\p{Sc}?|\p{Sc}[-−])$/u.test(text.slice(Math.max(0, start - 3), start));
}
