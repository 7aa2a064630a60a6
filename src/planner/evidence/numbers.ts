/**
 * Numbers as people write them: digits, English and Korean number words, ordinals, with what the comparatives beside them
 * make of them.
 * @module
 */

import type { Unit } from "../../contract/index.ts";
import { type Bound, boundBeside } from "./comparatives.ts";
import { koreanNumbersIn } from "./korean-numbers.ts";
import { rangesAmong } from "./ranges.ts";

export interface NumberFound {
  /** What a clause has to say: "fewer than 10" counts as 9. */
  readonly value: number;
  /** Where it stands in the request, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** "3rd", "third", "세 번째": a place rather than an amount. */
  readonly ordinal: boolean;
  /** Whether the words around it bound the amount. */
  readonly bound: Bound | undefined;
  /** What it counts, where no word behind it says so. */
  readonly unit?: Unit;
  /** The number that stands there, where what a clause of whole numbers says is another. */
  readonly stated?: number;
  /** Of the ends of a range, where it stands: no clause but one about a range says them. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** By what they count: the first says zero. */
export const CARDINALS: readonly string[] = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen twenty"
).split(" ");
export const ORDINALS: readonly string[] = (
  "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth " +
  "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split(" ");
const TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

const ENGLISH = new Map<string, { value: number; ordinal: boolean }>([
  ...CARDINALS.map((word, value) => [word, { value, ordinal: false }] as const),
  ...ORDINALS.map((word, value) => [word, { value, ordinal: true }] as const),
  ...TENS.slice(2).flatMap((ten, index) => [
    [ten, { value: (index + 2) * 10, ordinal: false }] as const,
    ...CARDINALS.slice(1, 10).map(
      (one, unit) => [`${ten}-${one}`, { value: (index + 2) * 10 + unit + 1, ordinal: false }] as const,
    ),
    ...ORDINALS.slice(1, 10).map(
      (one, unit) => [`${ten}-${one}`, { value: (index + 2) * 10 + unit + 1, ordinal: true }] as const,
    ),
  ]),
  ["dozen", { value: 12, ordinal: false }],
  ["half-dozen", { value: 6, ordinal: false }],
  ["single", { value: 1, ordinal: false }],
  ["once", { value: 1, ordinal: false }],
  ["twice", { value: 2, ordinal: false }],
]);

const SMALL = [...CARDINALS.slice(1), ...TENS.slice(2)].join("|");
const ONES = CARDINALS.slice(1, 10).join("|");
/** Up to 99; "twenty five-word lines" are twenty. */
const BELOW_HUNDRED = `(?:(?:${TENS.slice(2).join("|")})[ -](?:${ONES})(?!-\\p{L})|(?:${SMALL}))(?![\\p{L}\\d])`;
const HUNDREDS = `(?:(?:a|${ONES})[ -])?hundred(?: (?:and )?${BELOW_HUNDRED})?`;
/** "A thousand stars" are no number of anything that is written. */
const THOUSANDS = `(?:(?:(?:${HUNDREDS})|${BELOW_HUNDRED})[ -]|a[ -](?=thousand (?:words|char|letters)))thousand(?:,? (?:and )?(?:${HUNDREDS}|${BELOW_HUNDRED}))?`;
/** "Two hundred", "a hundred and twenty", "three thousand five hundred", "twenty five". */
const SUMS = new RegExp(
  `(?<![\\p{L}\\d])(?:${THOUSANDS}|${HUNDREDS}|(?:${TENS.slice(2).join("|")}) (?:${ONES})(?!-\\p{L}))(?![\\p{L}\\d])`,
  "giu",
);

/** "Half a dozen", "two dozen", "a couple of": what words say together. */
const TOGETHER = new RegExp(
  `(?<![\\p{L}\\d])(?:a (?:half-)?dozen|(half a|${CARDINALS.slice(2, 10).join("|")}) dozen|(?:a|the (?:first|last)) (?:couple|pair)(?= of\\b))(?![\\p{L}\\d])`,
  "giu",
);

/** One number in words, as part of a pattern. */
export const NUMBER_WORD = `(?:a )?(?:half a )?(?:${[...CARDINALS].reverse().join("|")}|${TENS.slice(2).join("|")})(?:[ -](?:${ONES}))?`;

const ENGLISH_PATTERN = /(?<![\p{L}\d])[a-z]+(?:-[a-z]+)?(?![\p{L}\d])/giu;
const DIGITS = /(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,9})(st|nd|rd|th)?(?![\d])/gi;
/** "2k words", "1.5k characters", "2-3k words"; a run of 5k is no number of anything that is written. */
const SHORT_THOUSANDS = new RegExp(
  "(?<![\\p{L}\\d.,])(?:(?<low>\\d{1,3}(?:[.,]\\d{1,2})?)(?<short>k?)(?:\\s?[-–~]\\s?|\\s(?:to|or|(?<=k |between \\S{1,6} )and)\\s))?" +
    "(?<high>\\d{1,3}(?:[.,]\\d{1,2})?)(?:k| thousand)" +
    "(?=(?:\\+| or (?:more|fewer|less))?[\\s-]?(?:(?:words?|characters?|chars|letters?|syllables?)\\b|단어|낱말|글자|자))",
  "dgiu",
);

function shortThousandsIn(text: string): readonly { value: number; start: number; end: number }[] {
  return [...text.matchAll(SHORT_THOUSANDS)].flatMap(({ index, 0: all, groups = {}, indices }) => {
    const { low, short, high } = groups;
    const thousands = (digits: string): number => Math.round(Number(digits.replace(",", ".")) * 1000);
    const last = { value: thousands(high), start: indices!.groups!.high[0], end: index + all.length };
    // "500 to 2k words" are no five hundred thousand.
    if (low === undefined || (short === "" && thousands(low) >= last.value)) return [last];
    return [{ value: thousands(low), start: index, end: index + low.length + short.length }, last];
  });
}

/** Every number of a text, in its order. */
export function numbersIn(text: string): NumberFound[] {
  const thousands = shortThousandsIn(text);
  const found: NumberFound[] = thousands.map((one) => placed({ text, ...one, ordinal: false }));
  for (const match of text.matchAll(DIGITS)) {
    if (thousands.some(({ start, end }) => match.index >= start && match.index < end)) continue;
    if (isListMarker(text, match.index, match[0].length)) continue;
    const end = match.index + match[0].length;
    const ordinal = match[2] !== undefined || /^\s?번?째/u.test(text.slice(end));
    found.push(
      placed({ text, value: Number(match[1].replaceAll(",", "")), start: match.index, end, ordinal }),
    );
  }
  const phrases = [...text.matchAll(SUMS), ...text.matchAll(TOGETHER)];
  for (const match of phrases) {
    const [phrase, times] = match;
    const value = valueTogether(phrase, times);
    found.push(placed({ text, value, start: match.index, end: match.index + phrase.length, ordinal: false }));
  }
  for (const match of text.matchAll(ENGLISH_PATTERN)) {
    if (phrases.some(({ index, 0: phrase }) => match.index >= index && match.index < index + phrase.length)) {
      continue;
    }
    const known = ENGLISH.get(match[0].toLowerCase());
    const parts = known ? [{ ...known, length: match[0].length }] : hyphenated(match[0]);
    for (const { value, ordinal, length } of parts) {
      if (isPronoun(text, match.index, match[0])) continue;
      found.push(placed({ text, value, start: match.index, end: match.index + length, ordinal }));
    }
  }
  for (const { values, start, end, ordinal } of koreanNumbersIn(text)) {
    for (const value of values) found.push(placed({ text, value, start, end, ordinal }));
  }
  return rangesAmong(
    found.sort((one, other) => one.start - other.start),
    text,
  );
}

/** What a phrase of several words comes to. */
function valueTogether(phrase: string, times: string | undefined): number {
  const of = (word: string): number | undefined => ENGLISH.get(word.toLowerCase())?.value;
  if (/dozen/i.test(phrase)) {
    return times === undefined ? (/half/i.test(phrase) ? 6 : 12) : 12 * (of(times) ?? 0.5);
  }
  if (/\b(?:couple|pair)\b/i.test(phrase)) return 2;
  let thousands = 0;
  let below = 0;
  for (const word of phrase.split(/[^a-z]+/i)) {
    if (/^hundred$/i.test(word)) below = Math.max(1, below) * 100;
    else if (/^thousand$/i.test(word)) [thousands, below] = [below * 1000, 0];
    else below += of(word) ?? 0;
  }
  // "A thousand" has no word of its own for the one.
  return (/thousand/i.test(phrase) ? Math.max(1000, thousands) : 0) + below;
}

/** `three-line`, `nine-word`: the number is the first half. */
function hyphenated(word: string): { value: number; ordinal: boolean; length: number }[] {
  const [part] = word.split("-");
  const first = ENGLISH.get(part.toLowerCase());
  return word.includes("-") && first ? [{ ...first, length: part.length }] : [];
}

/** "2) …", "3. …" at the beginning of a line. */
const isListMarker = (text: string, start: number, length: number): boolean =>
  /(?:^|\n)[ \t]*\(?$/u.test(text.slice(Math.max(0, start - 9), start)) &&
  /^[).](?:\s|$)/u.test(text.slice(start + length));

/** "each one has to …", "the last one", "no one", "one of these": not an amount. */
const isPronoun = (text: string, start: number, word: string): boolean =>
  word.toLowerCase() === "one" &&
  (/\b(?:each|every|this|that|no|any|some|which|the|other|another|next|previous|last|final|closing|opening|middle|(?:fir|1)st|(?:seco|2)nd|(?:thi|3)rd|fourth|fifth|[4-9]th) $/i.test(
    text.slice(0, start),
  ) ||
    /^one of\b/i.test(text.slice(start)));

/** "Word 3", "sentence two", "letter 5": the number names a place, unless it counts something itself ("a line 9 words long"). */
const PLACE_BEFORE = new RegExp(
  "\\b(?:(?<word>words?)|(?<line>lines?|verses?)|(?<sentence>sentences?)|(?<paragraph>paragraphs?|stanzas?)|(?<character>letters?|characters?))" +
    `\\s+(?:(?:numbers?|nos?\\.)\\s*)?(?:(?:\\d+|${NUMBER_WORD})(?:,? and|,)\\s+)*#?$`,
  "iu",
);
const COUNTS =
  /^\s*(?:(?:to|or|and|-|–)\s*[\p{L}\d-]+\s+)?(?:words?|letters?|characters?|chars|sentences?|lines?|paragraphs?|syllables?|items?|times|steps?)\b|^\s?(?:to|-|–)\s?[\p{L}\d]/iu;
const FARTHEST_PLACE = 60;

function namedPlace(before: string, after: string, value: number): Unit | undefined {
  if (value > FARTHEST_PLACE || COUNTS.test(after)) return undefined;
  const groups = PLACE_BEFORE.exec(before)?.groups ?? {};
  return Object.keys(groups).find((unit) => groups[unit] !== undefined) as Unit | undefined;
}

function placed(options: {
  text: string;
  value: number;
  start: number;
  end: number;
  ordinal: boolean;
}): NumberFound {
  const { text, value, start, end, ordinal } = options;
  // "Less than $30": the sign of a currency is none of its words.
  const before = text.slice(Math.max(0, start - 60), start).replace(/\p{Sc}\s?$/u, "");
  const after = text.slice(end, end + 40);
  const plain = { value, start, end };
  if (ordinal) return { ...plain, ordinal, bound: undefined };
  const isTimes = /^(?:once|twice|single)$/i.test(text.slice(start, end));
  const named = isTimes ? undefined : namedPlace(before, after, value);
  if (named) return { ...plain, ordinal: true, bound: undefined, unit: named };
  const { bound, shift } = boundBeside(before, after, isTimes || /^\s?times\b/i.test(after));
  if (shift === 0) return { ...plain, ordinal, bound };
  return { ...plain, value: Math.max(0, value + shift), ordinal, bound, stated: value };
}
