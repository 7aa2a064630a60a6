/**
 * Of which part of the text a request speaks where it names a number or a quotation: "the second line ends with …".
 * @module
 */
import type { PlaceUnit } from "../../contract/index.ts";
import { CARDINALS, ORDINALS } from "./numbers.ts";

export interface PartNamed {
  readonly unit: PlaceUnit;
  readonly at: number | "each";
  /** The part that it is in: "the last word of line 2". */
  readonly outer?: PartNamed;
}

/** "Each line should contain 'blue' and have 5 words": what has no subject of its own keeps the one before it. */
const GOES_ON =
  "(?!\\s*(?:and |but )?(?:has|have|having|be|is|contains?|includ\\w+|mentions?|starts?|begins?|ends?|uses?|must|should|exactly|at (?:most|least)|no more|between)\\b)";
const BREAK = new RegExp(`[.;:!?\\n]|,${GOES_ON}|\\b(?:and|but)\\b${GOES_ON}|\\b(?:while|whereas)\\b`, "iu");

/** The words before a place that speak of the same thing. */
export const clauseBefore = (text: string, start: number): string =>
  text
    .slice(Math.max(0, start - 80), start)
    .split(BREAK)
    .at(-1) as string;

/** The words behind a place that speak of the same thing. */
export const clauseBehind = (text: string, end: number): string => text.slice(end, end + 40).split(BREAK)[0];

/** Places beyond the twelfth are told by digits. */
const [PLACES, NUMBERS] = [ORDINALS, CARDINALS].map((words) => words.slice(1, 13));
const KOREAN_ORDINALS = "첫 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열".split(" ");
const KOREAN_ADJECTIVES = "한 두 세 네".split(" ");
const KOREAN_PLACE = `첫(?: ?번?째)?|(?:${[...KOREAN_ORDINALS, ...KOREAN_ADJECTIVES].join("|")}|\\d+) ?번?째`;
const SIJO_LINES = ["초장", "중장", "종장"];
const UNITS: readonly (readonly [unit: PlaceUnit, english: string, korean: string])[] = [
  ["paragraph", "paragraph|stanza", "문단|단락|연"],
  ["line", "line|verse", "줄|행"],
  ["sentence", "sentence", "문장"],
  ["word", "word", "단어|낱말|어절"],
  ["character", "letter|character", "글자"],
];
const ENGLISH_UNIT = UNITS.map(([, english]) => english).join("|");
const KOREAN_UNIT = UNITS.map(([, , korean]) => korean).join("|");
/** What is said of a part comes right behind it: "the second contains". */
const SAYS =
  "has|have|is|contains?|includ\\w+|mentions?|starts?|begins?|opens?|ends?|closes?|uses?|must|should|needs?|with|exactly|at (?:most|least)";
const NAMED = new RegExp(
  [
    `\\b(?<each>each|every)(?: single)? (?<eachUnit>${ENGLISH_UNIT})\\b`,
    `\\b(?<ordinal>${PLACES.join("|")}|\\d+(?:st|nd|rd|th)|last|final)(?<back>[ -](?:to|from)[ -](?:the[ -])?last)? (?<ordinalUnit>${ENGLISH_UNIT})\\b`,
    `\\bthe (?<bare>${PLACES.join("|")}|\\d+(?:st|nd|rd|th)|last|final)(?: one)?(?= (?:${SAYS})\\b)`,
    `\\b(?<numbered>${ENGLISH_UNIT}) (?<number>\\d+|${NUMBERS.join("|")})\\b`,
    `(?<koreanEach>모든|각|매) ?(?<koreanEachUnit>${KOREAN_UNIT})`,
    `(?<koreanEachOf>${KOREAN_UNIT})마다`,
    `(?<sijoLine>${SIJO_LINES.join("|")})`,
    `(?<koreanBare>마지막|${KOREAN_PLACE})(?:은|는|에는|에) `,
    `(?<koreanBack>(?:뒤|끝)에서 )?(?<koreanOrdinal>마지막|${KOREAN_PLACE}) ?(?<koreanUnit>${KOREAN_UNIT})`,
  ].join("|"),
  "giu",
);
/** The whole, or all but one: no single part is meant. */
const OTHERWISE =
  /\b(?:whole|entire|total|all|both|other|except|rest|next|previous)\b|나머지|전체|빼고|제외/i;
const OF_THE_WHOLE = / (?:of|in) the (?:whole|entire) \p{L}+/iu;
/** "The first and last line": several places at once. */
const PLACE_BEFORE = new RegExp(
  `\\b(?:${PLACES.join("|")}|\\d+(?:st|nd|rd|th)?|last)(?:,| and| or|, and| then) (?:the )?$`,
  "i",
);

const IN_TURN = /\brespectively\b|각각|차례/i;
const OF_ENGLISH = /^ (?:of|in) (?:the )?$/i;

/** The part that is named before this place, where it is the only one, or one inside another. */
export function partBefore(request: string, start: number): PartNamed | undefined {
  const before = clauseBefore(request, start).replace(OF_THE_WHOLE, (said) => " ".repeat(said.length));
  if (OTHERWISE.test(before)) return undefined;
  const [named, other, ...more] = before.matchAll(NAMED);
  if (named === undefined || more.length > 0) return undefined;
  const at = start - before.length + named.index;
  if (PLACE_BEFORE.test(request.slice(Math.max(0, at - 24), at))) return undefined;
  if (other !== undefined && bareIn(named) !== undefined) return undefined;
  // What has no noun is one of what was named before both.
  const [first, second] = [named, other].map((match) => match && partIn(match, request.slice(0, at)));
  if (other === undefined) return first;
  if (!first || !second || IN_TURN.test(request)) return undefined;
  const between = before.slice(named.index + named[0].length, other.index);
  if (between === "의 ") return { ...second, outer: first };
  return OF_ENGLISH.test(between) ? { ...first, outer: second } : undefined;
}

const bareIn = ({ groups = {} }: RegExpExecArray): string | undefined => groups.bare ?? groups.koreanBare;

const FIRST_UNIT = new RegExp(`\\b(${ENGLISH_UNIT})s?\\b|(${KOREAN_UNIT})`, "iu");

/** "Three sentences …, the second contains": one of what was named last as a part, or else of what comes first. */
function unnamedPart(place: string, before: string): PartNamed | undefined {
  const named = [...before.matchAll(NAMED)].flatMap(
    ({ groups = {} }) => groups.ordinalUnit ?? groups.koreanUnit ?? [],
  );
  const [, english, korean] = FIRST_UNIT.exec(before) ?? [];
  const name = named.at(-1) ?? english ?? korean;
  return name === undefined
    ? undefined
    : part(name, /[a-z\d]/i.test(place) ? placeOf(place) : koreanPlace(place));
}

function partIn(match: RegExpExecArray, before: string): PartNamed | undefined {
  const bare = bareIn(match);
  if (bare !== undefined) return unnamedPart(bare, before);
  const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
  const { eachUnit, ordinal, back, ordinalUnit, numbered, number } = groups;
  if (eachUnit !== undefined) return part(eachUnit, "each");
  if (ordinalUnit !== undefined) {
    const place = placeOf(ordinal as string);
    return part(ordinalUnit, back === undefined ? place : -place);
  }
  if (numbered !== undefined) {
    const place = NUMBERS.indexOf((number as string).toLowerCase()) + 1;
    return part(numbered, place || Number(number));
  }
  if (groups.sijoLine !== undefined) return { unit: "line", at: SIJO_LINES.indexOf(groups.sijoLine) + 1 };
  const { koreanEachUnit = groups.koreanEachOf, koreanOrdinal, koreanUnit } = groups;
  if (koreanEachUnit !== undefined) return part(koreanEachUnit, "each");
  const place = koreanPlace(koreanOrdinal as string);
  return part(koreanUnit as string, groups.koreanBack === undefined ? place : -place);
}

/** A place that can't be told is none. */
function part(name: string, at: number | "each"): PartNamed | undefined {
  if (at !== "each" && (!Number.isInteger(at) || at === 0)) return undefined;
  const found = UNITS.find(([, english, korean]) =>
    [...english.split("|"), ...korean.split("|")].includes(name.toLowerCase()),
  );
  return found && { unit: found[0], at };
}

const placeOf = (ordinal: string): number => {
  const word = ordinal.toLowerCase();
  if (word === "last" || word === "final") return -1;
  return PLACES.indexOf(word) + 1 || Number.parseInt(word, 10);
};

const koreanPlace = (ordinal: string): number => {
  if (ordinal === "마지막") return -1;
  const word = ordinal.replace(/ ?번?째$/u, "");
  const place = Math.max(KOREAN_ORDINALS.indexOf(word), KOREAN_ADJECTIVES.indexOf(word)) + 1;
  return place || Number.parseInt(word, 10);
};
