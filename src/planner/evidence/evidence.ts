/**
 * What a request gives a planner to copy: its numbers, its quoted texts, the words it names. Whatever a plan says beyond
 * this was invented.
 * @module
 */
import { type NumberFound, numbersIn } from "./numbers.ts";
import { namedTexts, type QuoteFound, quotesIn } from "./quotes.ts";

export { namedMarks } from "./quotes.ts";

export interface Evidence {
  readonly request: string;
  /** Numbers outside quotations, in their order. */
  readonly numbers: readonly NumberFound[];
  readonly quotes: readonly QuoteFound[];
  /** Words and marks that are named without quotes. */
  readonly named: readonly string[];
}

/** Reads the evidence of a request. */
export function evidenceOf(request: string): Evidence {
  const quotes = quotesIn(request);
  // Quotations are blanked, so that what stands in them is neither a number nor a named word.
  const outside = quotes.reduce(
    (text, { start, end }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end),
    request,
  );
  return { request, numbers: numbersIn(outside), quotes, named: namedTexts(outside) };
}

/** Distinct values of all numbers, and 1, which "a" and "the" say. */
export const numbersOf = ({ numbers }: Evidence): number[] => [
  ...new Set([...numbers.map(({ value }) => value), 1]),
];

/** Places beyond those that are named. */
const MOST_LISTED = 12;

/** How many things the request lists: lines that are described in turn, quotations "in that order", "respectively". */
export function listedOf({ numbers, quotes }: Evidence): number {
  const small = numbers.filter(({ value, ordinal }) => !ordinal && value <= MOST_LISTED);
  return Math.min(MOST_LISTED, Math.max(1, quotes.length, ...small.map(({ value }) => value)));
}

/** Distinct numbers of places: all numbers, and 1 to n where n things are listed. */
export const placesOf = (evidence: Evidence): number[] => [
  ...new Set([
    ...numbersOf(evidence).filter((value) => value > 0),
    ...Array.from({ length: listedOf(evidence) }, (_, index) => index + 1),
  ]),
];

/** Distinct texts that a quoted slot may hold. */
export const textsOf = ({ quotes, named }: Evidence): string[] => [
  ...new Set([...quotes.map(({ text }) => text), ...named]),
];
