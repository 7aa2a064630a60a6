/**
 * What a number counts.
 * @module
 */
import { languageOf } from "../../contract/compile/language.ts";
import type { Unit } from "../../contract/index.ts";
import { NUMBER_WORD, type NumberFound } from "./numbers.ts";
import { clauseBefore, clauseBehind } from "./parts.ts";

/** The unit of a number: the one it is known to have, or that of the word behind it. */
export const unitOf = (found: NumberFound, request: string): Unit | undefined =>
  found.unit ??
  (isNoun(request, found.start, found.end)
    ? unitNamed(/(\p{L}+)\s?$/u.exec(request.slice(Math.max(0, found.start - 12), found.start))?.[1])
    : unitBehind(request, found.end)) ??
  unitBefore(request, found.start, found.end) ??
  (isOfLines(found, request) ? "line" : undefined);

const ONE_A_LINE =
  /\bone (?:\p{L}+ )?(?:per|a|on each|in each|to a) line\b|\beach (?:item )?on (?:its|a|a new|their) (?:own |separate |new )?line\b|한 ?줄에 (?:하나|한 개)/iu;

/** "Two stanzas of four", "10 countries, one per line": what is counted stands on lines of its own. */
function isOfLines(found: NumberFound, request: string): boolean {
  const { value, start, end, ordinal } = found;
  if (/\bstanzas of\s*$/i.test(request.slice(0, start))) return true;
  if (ordinal || value < 2 || !ONE_A_LINE.test(request)) return false;
  const isNamed = /^(?:\s\p{L}|\s?(?:가지|개|곳|명|마리|권|편))/u.test(request.slice(end));
  return isNamed && !isOfTimes(found, request) && !SUM.test(clauseBefore(request, start));
}

/** "Twice", "3 times", 두 번: how often something occurs, and a number of nothing else. */
export const isOfTimes = ({ start, end, ordinal }: NumberFound, request: string): boolean =>
  !ordinal &&
  (/^(?:once|twice)$/i.test(request.slice(start, end)) ||
    /^\s?(?:or more |or fewer )?(?:times\b|번(?!\s?째))/u.test(request.slice(end)));

const SUM =
  /\b(?:add(?:s|ing)? up|total\w*|together|combined|sums?|budget|cost\w*|prices?)\b|합계|합이|합은|더하면|더해서|합쳐|총합|총액|예산/iu;
const SUM_BEHIND = /\b(?:in total|total|altogether|together|combined|in all)\b/i;

/** "The weights together must not exceed 15": what numbers come to, where nothing is counted. */
export const isOfSum = (found: NumberFound, request: string): boolean =>
  unitOf(found, request) === undefined &&
  (SUM.test(clauseBefore(request, found.start)) || SUM_BEHIND.test(clauseBehind(request, found.end)));

/** Characters and syllables are one in Hangul. */
export const alike = (one: Unit, other: Unit): boolean =>
  one === other || [one, other].every((unit) => unit === "character" || unit === "syllable");

/** 문장 하나: what a noun counts stands before it. */
const isNoun = (request: string, start: number, end: number): boolean =>
  /^(?:하나|둘|셋|넷)$/u.test(request.slice(start, end)) && !/^\s?(?:번?째)/u.test(request.slice(end));

/** "No line longer than 8 words", "every sentence has …", "문장마다 …". */
const EACH_BEFORE =
  /\b(?:each|every|no|neither)(?: single)? (?:line|verse|sentence|paragraph|stanza|word)\b|\b(?:none|neither) of (?:them|the \w+s)\b|\bavoid(?:ing)? (?:words|lines|sentences|paragraphs)\b|\b(?:never|not|\w+n[’']t)\b[^.;,]{0,24}\b(?:an?|any) (?:word|line|sentence)\b|\beach (?:one )?(?=(?:with|ha[sv]\w*|of|must|should|contain\w*|at|no|between|exactly|is|under|up|limited)\b|$)|(?:모든|각) ?(?:줄|행|문장|문단|단어)|(?:줄|행|문장|문단|단어)마다/iu;
/** "Six words each", "8 words per line", 다섯 단어씩. */
const EACH_BEHIND =
  /^[\s-]*\p{L}+ (?:each|apiece|per (?:line|verse|sentence|paragraph|stanza)|(?:in|on|to) (?:each|every)(?: of (?:them|the))?(?: (?:line|verse|sentence|paragraph|stanza))?|a line)\b|^\s?(?:단어|낱말|어절|글자|자|음절|문장|줄|행|개)씩/iu;
const ALTOGETHER = /\b(?:total|altogether|in all|overall|whole|entire)\b|전체|모두|총|합쳐|전부/iu;
/** "Three sentences of nine words". */
const PARTS_OF = new RegExp(
  `(?:\\d+|\\b(?:${NUMBER_WORD}))[ -](?:\\p{L}+ )?(lines|verses|sentences|paragraphs|stanzas) of(?: (?:exactly|about|at (?:most|least)|no more than|up to))?\\s*$`,
  "iu",
);

/** Whether a number is said of parts one by one, and not of the whole. */
export function isOfEach({ start, end, range = { start, end } }: NumberFound, request: string): boolean {
  const before = clauseBefore(request, range.start);
  const behind = clauseBehind(request, range.end);
  const of =
    EACH_BEFORE.exec(before)?.[0] ??
    PARTS_OF.exec(before)?.[1].replace(/s$/, "") ??
    EACH_BEHIND.exec(behind)?.[0].replace(/^[\s-]*\p{L}+/u, "");
  if (of === undefined || ALTOGETHER.test(before + behind)) return false;
  // "Every line of the 4 lines": a number of lines isn't asked of each line.
  const unit = unitBehind(request, end);
  return unit === undefined || !OF_UNIT[unit].test(of);
}

const OF_UNIT: Readonly<Record<Unit, RegExp>> = {
  paragraph: /paragraph|stanza|문단/i,
  line: /line|verse|줄|행/i,
  sentence: /sentence|문장/i,
  word: /word$|단어/i,
  syllable: /syllable/i,
  character: /character/i,
};

/** Syllables are those of Hangul: of a text in English none are counted. */
export const countsSyllables = (request: string): boolean =>
  languageOf({ request, contract: { clauses: [] } }) === "ko";

/** 단어 수는 6개에서 9개 사이, 문장 두 개: Korean names what it counts before the number. */
function unitBefore(text: string, start: number, end: number): Unit | undefined {
  if (!/^\s?개(?![가-힣]*월)/u.test(text.slice(end))) return undefined;
  const before =
    /(문단|단락|줄|행|문장|단어|낱말|어절|음절|글자)(?:들)?\s?(?:수|개수|숫자)?(?:는|은|가|이|를|을|만|도)?\s?(?:(?:딱|정확히|꼭|총|모두|최소|최대|각각|적어도|많아야)\s?)?(?:[\d가-힣]{1,4}\s?개\s?(?:에서|부터|이상|이하|~|-|,)?\s?)?$/u.exec(
      text.slice(Math.max(0, start - 24), start),
    )?.[1];
  return unitNamed(before);
}

/** The unit that stands right behind a number: `12 words`, `9-word`, `8th words`, `세 줄`. */
export function unitBehind(text: string, end: number): Unit | undefined {
  const behind = text.slice(end, end + 48);
  const word = UNIT_BEHIND.exec(behind)?.[1];
  return word !== undefined && /^(?:st|nd|rd|th)$/i.test(word) ? undefined : unitNamed(word);
}

const unitNamed = (word: string | undefined): Unit | undefined =>
  (Object.keys(UNIT_NAMES) as Unit[]).find((unit) => word !== undefined && UNIT_NAMES[unit].test(word));

/** Other numbers may stand between: "8 to 12 words", "ten or twelve words", "the 2nd and 6th words". */
const UNIT_BEHIND = new RegExp(
  `^\\+?(?:(?:st|nd|rd|th)?(?:\\s*(?:,|and\\b|to\\b|or\\b|-|–|~|에서))?\\s*\\d+(?:st|nd|rd|th|(?:[.,]\\d+)?k\\b)?|\\s*(?: and| to| or|-|–)\\s*(?:${NUMBER_WORD})(?=[\\s-]))*` +
    "[\\s-]*(?:(?:or (?:fewer|more|less)|different|separate|short|long|whole|single|finished|번째|째|개의)\\s)?([\\p{L}]+)",
  "iu",
);

const UNIT_NAMES: Readonly<Record<Unit, RegExp>> = {
  paragraph: /^(?:paragraphs?|stanzas?|문단|단락)/i,
  line: /^(?:lines?|verses?|rows?|줄|행)/i,
  sentence: /^(?:sentences?|문장)/i,
  word: /^(?:words?|단어|낱말|어절)/i,
  syllable: /^(?:syllables?|음절)/i,
  character:
    /^(?:characters?|letters?|chars?|글자|자(?:(?![가-힣]{2})|(?=까지|이내|이상|이하|미만|초과|정도|짜리|안팎|보다)))/i,
};
