/**
 * What a request for JSON says of which field, where it says it behind the field's name.
 * @module
 */
import { type Evidence, unquoted } from "./evidence.ts";
import { type Key, valuesListed } from "./fields-listed.ts";
import { arraySaid, keysOf } from "./keys.ts";
import type { NumberFound } from "./numbers.ts";
import type { QuoteFound } from "./quotes.ts";

/** What is said of one field. */
export interface FieldSaid {
  readonly name: string;
  /** Said of this field alone. */
  readonly own: Evidence;
  /** Said of it or of no field in particular. */
  readonly all: Evidence;
}

/** "a string called 'name'", "integer age": what is said of these stands before their names. */
const SAID_BEFORE =
  /(?:\b(?:called|named|strings?|integers?|numbers?|booleans?|arrays?|lists?|dates?)|문자열|정수|숫자|실수|배열|목록|날짜)(?:인|의|,)?\s*["'“‘`「]?$/iu;
const OF_SEVERAL = /\b(?:each|every|both|all|other)\b|각각|모두|모든|전부|둘 다|나머지/iu;
const SENTENCE_ENDS = /[.!?](?=\s|$)/gu;

/** A stretch of the request; `name`: of the field that it speaks of, if it is one alone. */
interface Stretch {
  readonly name?: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The fields of a request, with what is said of each: from every mention of its name to the next one of any, or to the
 * end of the sentence. What is said of several is said of no field in particular.
 */
export function fieldsSaid(evidence: Evidence): readonly FieldSaid[] {
  const fields = known.get(evidence) ?? readFields(evidence);
  known.set(evidence, fields);
  return fields;
}

/** The audit asks at every line of every particle. */
const known = new WeakMap<Evidence, readonly FieldSaid[]>();

function readFields(stated: Evidence): readonly FieldSaid[] {
  const { request, quotes } = stated;
  const keys = keysOf(stated);
  // Texts that are no names may be values; "red, green or blue" are, without quotation marks as well.
  const texts = quotes.filter(({ text }) => !keys.some(({ name }) => name === text));
  const values = valuesListed(unquoted(stated));
  const evidence = { ...stated, quotes: [...texts, ...values] };
  const isBefore = keys.some(
    ({ start, from }) => from === undefined && SAID_BEFORE.test(request.slice(0, start)),
  );
  const whole = arraySaid(request);
  const stretches = (
    isBefore ? [{ start: 0, end: request.length }] : stretchesOf(request, keys, values)
  ).flatMap((stretch) => without(stretch, whole));
  return keys.map(({ name }) => ({
    name,
    own: within(
      evidence,
      stretches.filter((stretch) => stretch.name === name),
    ),
    all: within(
      evidence,
      stretches.filter((stretch) => stretch.name === name || stretch.name === undefined),
    ),
  }));
}

function stretchesOf(request: string, keys: readonly Key[], values: readonly QuoteFound[]): Stretch[] {
  const starts = keys.flatMap(({ name, start, from = start }) => [
    { name, at: from, start },
    ...mentionsOf(request, name)
      .filter((at) => at > start && !values.some((value) => value.start === at))
      .map((at) => ({ name, at, start: at })),
  ]);
  const ends = [...request.matchAll(SENTENCE_ENDS)].map(({ index }) => ({ name: undefined, at: index }));
  const cuts = [{ name: undefined, at: 0 }, ...starts, ...ends].sort((one, other) => one.at - other.at);
  return cuts.flatMap((cut, index): Stretch[] => {
    const end = cuts[index + 1]?.at ?? request.length;
    if (cut.name === undefined) return [{ start: cut.at, end }];
    const { name, at } = cut;
    // The name itself says nothing of its field: "number".
    const said = [
      { start: at, end: cut.start },
      { start: cut.start + name.length, end },
    ];
    const isOfSeveral = said.some(({ start, end }) => OF_SEVERAL.test(request.slice(start, end)));
    return said.map((stretch) => (isOfSeveral ? stretch : { name, ...stretch }));
  });
}

/** What is left of a stretch without this part: what is said of the document is said of no field. */
function without(
  stretch: Stretch,
  { start, end }: { readonly start: number; readonly end: number } = { start: 0, end: 0 },
): Stretch[] {
  return [
    { ...stretch, end: Math.min(stretch.end, Math.max(start, stretch.start)) },
    { ...stretch, start: Math.max(stretch.start, Math.min(end, stretch.end)) },
  ].filter((part) => part.start < part.end);
}

/** Where a name stands as a word of its own; in Korean particles follow it. */
function mentionsOf(request: string, name: string): number[] {
  return [...request.matchAll(new RegExp(RegExp.escape(name), "giu"))].flatMap(({ 0: said, index }) => {
    const isBegun = !/[\p{L}\p{N}_]$/u.test(request.slice(Math.max(0, index - 2), index));
    const isOver = !/^[a-z0-9_]/iu.test(request.slice(index + said.length));
    return isBegun && isOver ? [index] : [];
  });
}

/** The evidence in these stretches, with the rest of the request blanked. */
function within(evidence: Evidence, stretches: readonly Stretch[]): Evidence {
  const isIn = ({ start }: { readonly start: number }): boolean =>
    stretches.some((stretch) => start >= stretch.start && start < stretch.end);
  let request = "";
  for (const { start, end } of stretches) {
    request += " ".repeat(Math.max(0, start - request.length)) + evidence.request.slice(start, end);
  }
  return {
    ...evidence,
    request: request.padEnd(evidence.request.length),
    numbers: evidence.numbers.filter(isIn),
    quotes: evidence.quotes.filter(isIn),
  };
}

/** What a field may have a number of. */
export type Counted = "character" | "item" | "field";

/** What a number counts, by the noun behind it or behind the range that it is an end of. */
export function countedIn(
  { end, range = { start: end, end } }: NumberFound,
  request: string,
): Counted | undefined {
  const behind = request.slice(range.end);
  if (/^\s?(?:characters?|letters?|chars?)\b|^\s?(?:글자|자(?![가-힣]{2}))/iu.test(behind))
    return "character";
  if (/^\s?(?:fields|keys|properties)\b/i.test(behind)) return "field";
  return /^\s?(?:\p{L}+ )?(?:items|elements|entries|strings|words|names|booleans|objects|integers|numbers)\b|^\s?개/iu.test(
    behind,
  )
    ? "item"
    : undefined;
}
