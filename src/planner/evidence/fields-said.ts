/**
 * What a request for JSON says of which field, where it says it behind the field's name.
 * @module
 */
import type { Evidence } from "./evidence.ts";
import { type Key, keysOf } from "./keys.ts";
import type { NumberFound } from "./numbers.ts";

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

function readFields(evidence: Evidence): readonly FieldSaid[] {
  const { request } = evidence;
  const keys = keysOf(evidence);
  const isBefore = keys.some(({ start }) => SAID_BEFORE.test(request.slice(0, start)));
  const stretches = isBefore ? [{ start: 0, end: request.length }] : stretchesOf(request, keys);
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

function stretchesOf(request: string, keys: readonly Key[]): Stretch[] {
  const starts = keys.flatMap(({ name, start }) => [
    { name, at: start },
    ...mentionsOf(request, name).flatMap((at) => (at > start ? [{ name, at }] : [])),
  ]);
  const ends = [...request.matchAll(SENTENCE_ENDS)].map(({ index }) => ({ name: undefined, at: index }));
  const cuts = [{ name: undefined, at: 0 }, ...starts, ...ends].sort((one, other) => one.at - other.at);
  return cuts.map(({ name, at }, index) => {
    const end = cuts[index + 1]?.at ?? request.length;
    const start = name === undefined ? at : at + name.length;
    return name === undefined || OF_SEVERAL.test(request.slice(start, end))
      ? { start, end }
      : { name, start, end };
  });
}

/** Where a name stands as a word of its own; in Korean particles follow it. */
function mentionsOf(request: string, name: string): number[] {
  const found: number[] = [];
  for (let at = request.indexOf(name); at >= 0; at = request.indexOf(name, at + name.length)) {
    const isBegun = !/[\p{L}\p{N}_]$/u.test(request.slice(Math.max(0, at - 2), at));
    const isOver = !/^[a-z0-9_]/iu.test(request.slice(at + name.length));
    if (isBegun && isOver) found.push(at);
  }
  return found;
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
