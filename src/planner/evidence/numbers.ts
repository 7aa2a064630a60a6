/**
 * Numbers as people write them: digits, English and Korean number words, ordinals; and comparatives that exclude the
 * number they name ("fewer than 10" means at most 9).
 * @module
 */

import type { Unit } from "../../contract/index.ts";
import { KOREAN_COUNTERS, koreanNumbersIn } from "./korean-numbers.ts";
import { rangesAmong } from "./ranges.ts";

/** Which way a comparative points, where one stands beside the number. */
export type Bound = "at least" | "at most";

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

/** "two hundred", "a hundred and twenty", "three hundred fifty-five"; thousands come in digits. */
const SMALL = [...CARDINALS.slice(1), ...TENS.slice(2)].join("|");
const HUNDREDS = new RegExp(
  `(?<![\\p{L}\\d])(?:(a|${CARDINALS.slice(1, 10).join("|")})[ -])?hundred(?: (?:and )?((?:${SMALL})(?:-(?:${CARDINALS.slice(1, 10).join("|")}))?))?(?![\\p{L}\\d])`,
  "giu",
);

/** "Half a dozen", "two dozen", "a couple of": what words say together. */
const TOGETHER = new RegExp(
  `(?<![\\p{L}\\d])(?:a (?:half-)?dozen|(half a|${CARDINALS.slice(2, 10).join("|")}) dozen|(?:a|the (?:first|last)) (?:couple|pair)(?= of\\b))(?![\\p{L}\\d])`,
  "giu",
);

/** One number in words, as part of a pattern. */
export const NUMBER_WORD = `(?:a )?(?:half a )?(?:${[...CARDINALS].reverse().join("|")}|${TENS.slice(2).join("|")})(?:-(?:${CARDINALS.slice(1, 10).join("|")}))?`;

const ENGLISH_PATTERN = /(?<![\p{L}\d])[a-z]+(?:-[a-z]+)?(?![\p{L}\d])/giu;
const DIGITS = /(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,9})(st|nd|rd|th)?(?![\d])/gi;
/** Every number of a text, in its order. */
export function numbersIn(text: string): NumberFound[] {
  const found: NumberFound[] = [];
  for (const match of text.matchAll(DIGITS)) {
    if (isListMarker(text, match.index, match[0].length)) continue;
    const end = match.index + match[0].length;
    const ordinal = match[2] !== undefined || /^\s?번?째/u.test(text.slice(end));
    found.push(
      placed({ text, value: Number(match[1].replaceAll(",", "")), start: match.index, end, ordinal }),
    );
  }
  const phrases = [...text.matchAll(HUNDREDS), ...text.matchAll(TOGETHER)];
  for (const match of phrases) {
    const [phrase, times, rest] = match;
    const value = valueTogether(phrase, times, rest);
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
function valueTogether(phrase: string, times: string | undefined, rest: string | undefined): number {
  const of = (word: string): number | undefined => ENGLISH.get(word.toLowerCase())?.value;
  if (/hundred/i.test(phrase)) return (of(times ?? "") ?? 1) * 100 + (of(rest ?? "") ?? 0);
  if (!/dozen/i.test(phrase)) return 2;
  if (times === undefined) return /half/i.test(phrase) ? 6 : 12;
  return 12 * (of(times) ?? 0.5);
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

const LESS = /\b(?:fewer|less|shorter|smaller|lower) (?:\p{L}+ )?than\s*$|\b(?:under|below)\s*$/iu;
const MORE =
  /\b(?:more|longer|greater|larger|higher) (?:\p{L}+ )?than\s*$|\b(?:over|above|exceed(?:s|ing)?)\s*$/iu;
const AT_MOST =
  /\b(?:at (?:the )?most|(?:no|not) more (?:\p{L}+ )?than|(?<!\badd(?:s|ed|ing)? )up to|maximum(?: of)?|max(?:\.| of)?|within|a limit of|limited to|fewest)\s*$/iu;
const AT_LEAST =
  /\b(?:at (?:the )?least|(?:no|not) (?:fewer|less) (?:\p{L}+ )?than|minimum(?: of)?|min\.?)\s*$/iu;
const NEGATION = /\b(?:no|not|never|none|nor|nothing|nobody|cannot|without|\w+n[’']t)\b/i;
/** "5 words at most": no number of its own follows, as in "3 lines with at most 8 words". */
const NO_NUMBER = "(?=\\s*(?:[^\\p{L}\\p{N}\\s-]|$|per\\b|each\\b|in\\b|and\\b|for\\b|on\\b))";
const OR_FEWER = new RegExp(
  `^\\s*[\\p{L}-]*\\s*(?:[\\p{L}]+\\s)?(?:or (?:fewer|less|under|shorter)|(?:at (?:the )?most|max(?:imum)?|tops)${NO_NUMBER})`,
  "iu",
);
const OR_MORE = new RegExp(
  `^\\s*[\\p{L}-]*\\s*(?:[\\p{L}]+\\s)?(?:or (?:more|longer|above)|(?:at (?:the )?least|minimum)${NO_NUMBER})`,
  "iu",
);

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
  // “Never use 'blue' and write less than 20 words” denies the first half alone.
  const clause = before.split(/[.,;:!?\n]|\b(?:and|but)\b/i).at(-1) as string;
  const as = (bound: Bound | undefined, shift = 0): NumberFound => ({
    value: Math.max(0, value + shift),
    start,
    end,
    ordinal,
    bound,
    ...(shift !== 0 && { stated: value }),
  });
  if (ordinal) return as(undefined);
  const isTimes = /^(?:once|twice|single)$/i.test(text.slice(start, end));
  const named = isTimes ? undefined : namedPlace(before, after, value);
  if (named) return { value, start, end, ordinal: true, bound: undefined, unit: named };
  if (AT_MOST.test(before)) return as("at most");
  if (AT_LEAST.test(before)) return as("at least");
  if (/(?:최대|많아야|많아도|길어도|길어야)(?:한|로)?\s?$/u.test(before)) return as("at most");
  if (/(?:최소|적어도|못해도|짧아도)(?:한|로)?\s?$/u.test(before)) return as("at least");
  if (LESS.test(before)) return NEGATION.test(clause) ? as("at least") : as("at most", -1);
  if (MORE.test(before)) return NEGATION.test(clause) ? as("at most") : as("at least", 1);
  if (OR_FEWER.test(after)) return as("at most");
  if (OR_MORE.test(after)) return as("at least");
  return koreanBound(after, as);
}

/** Korean comparatives follow the number and its counter: 7자 이하, 다섯 단어 이상, 10개 미만, 30자를 넘지 않게. */
function koreanBound(
  after: string,
  as: (bound: Bound | undefined, shift?: number) => NumberFound,
): NumberFound {
  const counter = `^\\s?(?:${KOREAN_COUNTERS}|원|달러|명|초|분)?(?:를|을|가|이|로)?\\s?`;
  const follows = (words: string): boolean => new RegExp(`${counter}(?:${words})`, "u").test(after);
  if (follows("이하|이내|까지|넘지|안팎|를 넘지|을 넘지|안으로|안에")) return as("at most");
  if (follows("이상|부터")) return as("at least");
  if (follows("미만|보다 (?:적|짧|작|낮)|안 되")) return as("at most", -1);
  if (follows("초과|넘게|넘는|넘어|넘도록|보다 (?:많|길|크|큰|높)")) return as("at least", 1);
  return as(undefined);
}
