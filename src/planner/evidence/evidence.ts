/**
 * What a request gives a planner to copy: its numbers, its quoted texts, the words and marks it names. Whatever a plan
 * says beyond this was invented.
 * @module
 */
import type { Unit } from "../../contract/index.ts";
import { impliedCounts, impliedQuotes } from "./implied.ts";
import { type NumberFound, numbersIn } from "./numbers.ts";
import { deniedMarksIn, marksIn, namedIn, type QuoteFound, quotesIn } from "./quotes.ts";
import { countsSyllables, unitBehind, unitOf } from "./units.ts";

export interface Evidence {
  readonly request: string;
  /** Numbers outside quotations, in their order. */
  readonly numbers: readonly NumberFound[];
  /** Quoted texts, and words that are named without quotes, in their order. */
  readonly quotes: readonly QuoteFound[];
  /** Marks that are called by name: a dash, an exclamation mark. */
  readonly marks: readonly string[];
  /** Those of the marks that the text is to be without. */
  readonly denied: readonly string[];
}

/** Reads the evidence of a request. */
export function evidenceOf(request: string): Evidence {
  const quoted = quotesIn(request).filter((quote) => !isEpithet(request, quote));
  // Quotations are blanked, so that what stands in them is neither a number nor a named word.
  const outside = blanked(request, quoted);
  // What can't be counted is no number that a plan could use.
  const hasSyllables = !/syllable|음절/i.test(request) || countsSyllables(request);
  const stated = numbersIn(outside).filter(
    (found) =>
      !isTime(outside, found) &&
      !isOneALine(outside, found) &&
      (hasSyllables || unitOf(found, outside) !== "syllable"),
  );
  const isCounted = (unit: Unit): boolean =>
    stated.some(({ end, ordinal }) => !ordinal && unitBehind(outside, end) === unit);
  const implied = impliedCounts(outside, quoted, isCounted);
  const named = [...quoted, ...namedIn(outside)].sort(inTheirOrder);
  return {
    request,
    numbers: [...stated, ...implied].sort(inTheirOrder),
    quotes: [...named, ...impliedQuotes(request, named)].sort(inTheirOrder),
    marks: marksIn(outside),
    denied: deniedMarksIn(outside),
  };
}

/** The request with blanks in place of what stands between quotation marks in it. */
export const unquoted = ({ request, quotes }: Evidence): string =>
  blanked(
    request,
    quotes.filter(({ text, start, end }) => end - start > text.length),
  );

const blanked = (request: string, quotes: readonly QuoteFound[]): string =>
  quotes.reduce(
    (text, { start, end }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end),
    request,
  );

/** "One per line", 한 줄에 하나씩: where things stand, and no number of them. */
const ONE_A_LINE =
  /\bone (?:per|on each|in each|to a|a) line\b|한 ?(?:줄|행|문장|문단)에(?: (?:하나|한 (?!문장|단어|낱말|어절|글자|음절)[가-힣]+))?/giu;

const isOneALine = (text: string, { value, start }: NumberFound): boolean =>
  value === 1 &&
  [...text.matchAll(ONE_A_LINE)].some(({ index, 0: said }) => start >= index && start < index + said.length);

/** "Dinner is at 7": a time counts nothing. */
const isTime = (text: string, { start, end }: NumberFound): boolean =>
  /\bat\s$/i.test(text.slice(0, start)) &&
  /^\s?(?:[ap]\.?m\b|o[’']clock)|^(?::\d\d)?\s*(?:$|[.,:;!?)]|(?:and|on|in|tomorrow|today|tonight|sharp)\b)/i.test(
    text.slice(end),
  );

const inTheirOrder = (one: { start: number }, other: { start: number }): number => one.start - other.start;

/** A “square” poem: marks that hold a word at a distance, and ask for nothing. */
const isEpithet = (request: string, { text, start, end }: QuoteFound): boolean =>
  /^[\p{L}-]+$/u.test(text) &&
  /\b(?:an?|the|this|such an?)\s$/i.test(request.slice(0, start)) &&
  /^\s(?:poem|sentence|paragraph|list|text|story|passage|puzzle|verse|letter|message|email)\b/i.test(
    request.slice(end),
  );

/** Places beyond those that are named. */
const MOST_LISTED = 12;
const PARTS_BEHIND =
  /^[\s-]*(?:\p{L}+ )?(?:lines?|sentences?|paragraphs?|verses?|stanzas?|줄|행|문장|문단|단락)/iu;
const PART_BEFORE = /(?:\b(?:words?|lines?|sentences?|paragraphs?|positions?|places?|number|no\.)|#)\s*$/i;

/** "Both 'moon' and 'star'": none of them has a place of its own. */
const OF_ALL = /\bboth (?:of )?(?:the words? )?["'“‘]|둘 다|(?:모두|다) (?:넣|들어|포함|사용|써)/i;

/** How many things the request lists: quotations "in that order", lines that are described in turn. */
export function listedOf({ request, numbers, quotes }: Evidence): number {
  const parts = numbers.filter(({ end, ordinal }) => !ordinal && PARTS_BEHIND.test(request.slice(end)));
  // What is said in turn is said of several: beside the number of the parts, there are as many amounts or texts.
  const amounts =
    numbers.filter(({ ordinal, range }) => !ordinal && range === undefined).length - parts.length;
  if (Math.max(quotes.length, amounts) < 2 || OF_ALL.test(request)) return 1;
  const most = Math.max(1, quotes.length, ...parts.map(({ value }) => value));
  return Math.min(MOST_LISTED, most);
}

/** Numbers that name a place, of this unit or of none in particular: ordinals, and "word 5". */
export function namedPlacesOf(evidence: Evidence, unit?: Unit): number[] {
  const { request, numbers } = evidence;
  const named = numbers.filter((found) => {
    const { ordinal, start } = found;
    const of = unitOf(found, request);
    if (unit !== undefined && of !== undefined && of !== unit) return false;
    return ordinal || PART_BEFORE.test(request.slice(Math.max(0, start - 20), start));
  });
  const inTurn = unit === "word" ? wordsInTurn(evidence) : [];
  return [...new Set([...named.map(({ value }) => value).filter((value) => value > 0), ...inTurn])];
}

/** 단어들이 차례대로 가, 나, 다로 시작: the places of words that are described in turn; mostly none. */
export function wordsInTurn({ request, quotes }: Evidence): number[] {
  const inTurn =
    /(?:단어|낱말|어절)(?:들)?(?:이|은|가|는|의 첫 글자가)?\s*(?:각각|차례대로|차례로|순서대로)/u.test(
      request,
    );
  const count = inTurn ? Math.min(MOST_LISTED, quotes.length) : 0;
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Places of sentences and lines: those that are named, and 1 to n where n things are listed. */
export const placesOf = (evidence: Evidence): number[] => [
  ...new Set([
    ...(["paragraph", "line", "sentence"] as const).flatMap((unit) => namedPlacesOf(evidence, unit)),
    ...Array.from({ length: listedOf(evidence) }, (_, index) => index + 1),
  ]),
];

/** Numbers that may be an amount under this relation: what is bounded above is no exact amount, nor a lower bound. */
export function amountsOf({ request, numbers }: Evidence, relation: string): number[] {
  const isEnd = ({ bound, range }: NumberFound): boolean => range !== undefined || bound !== undefined;
  const ends = numbers.filter(isEnd);
  // A range that isn't found as one is still a range.
  const isLoose = ends.length < 2 && /\bbetween\b|사이/i.test(request);
  if (/ (?:above|below)$/.test(relation)) {
    const apart = numbers.filter(({ bound, stated }) => bound === undefined || stated !== undefined);
    return [...new Set(apart.map(({ value, stated = value }) => stated))];
  }
  const fits = (found: NumberFound): boolean => {
    const { bound, ordinal, range } = found;
    if (ordinal) return false;
    if (range !== undefined && /exactly|at least|at most/.test(relation)) return false;
    if (relation.endsWith("between")) return isLoose || (ends.length > 1 && isEnd(found));
    if (relation.endsWith("exactly")) return bound === undefined;
    if (relation.endsWith("at least") || relation.endsWith("at most")) {
      return bound === undefined || relation.endsWith(bound);
    }
    return true;
  };
  return [...new Set(numbers.filter(fits).map(({ value }) => value))];
}

/** How many clauses may say a number: "'a', 'b' and 'c', each exactly once" says one of every text. */
export function timesSaid({ start, end }: NumberFound, { request, quotes }: Evidence): number {
  const before = request.slice(Math.max(0, start - 30), start);
  const behind = request.slice(end, end + 30);
  const isTimes = /^(?:once|twice)$/i.test(request.slice(start, end)) || /^\s?(?:times|번)/u.test(behind);
  const isEach =
    /(?:\b(?:each|every|both|all)\b|각각|각|모두|둘 다)[^.;\n]*$/iu.test(before) ||
    /^\s?(?:times |번)?\s?(?:each|apiece|씩)/iu.test(behind);
  return isTimes && isEach ? Math.max(1, quotes.length) : 1;
}

/** Distinct texts that a quoted slot may hold. */
export const textsOf = ({ quotes, marks }: Evidence): string[] => [
  ...new Set([...quotes.map(({ text }) => text), ...marks]),
];
