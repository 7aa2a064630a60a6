/**
 * Numbers and strings that fit several schemas together, as languages.
 * @module
 */

import {
  ceilingAt,
  compareDecimals,
  type Decimal,
  decimalOf,
  floorAt,
  leastCommonMultiple,
  unitsAt,
} from "../../fields/decimal.ts";
import type { PatternAutomaton } from "../../pattern/pattern.ts";
import type { NumberLanguage } from "../values/numbers.ts";
import { LONGEST_STRING, type StringLanguage, stringLanguage } from "../values/strings.ts";
import { knownFormat, searched } from "./accepts.ts";
import { pointerTo, schemaError, tooIntricateSchema } from "./errors.ts";
import type { SchemaObject } from "./keywords.ts";
import type { Schema } from "./library.ts";

/** Digits behind the point where nobody says, … */
export const USUAL_PLACES = 2;
/** … and at most. */
const MOST_PLACES = 12;
/** The largest number where nobody says. */
export const USUAL_NUMBER = 999_999_999n;
/** Whole numbers beyond this are not exact everywhere (2^53 − 1). */
const LARGEST_INTEGER = 9_007_199_254_740_991n;
const LARGEST_NUMBER = 999_999_999_999_999n;

/** A schema that is no longer `false`. */
export interface Rules extends Schema {
  readonly value: SchemaObject;
}

interface Bound {
  readonly at: Decimal;
  readonly exclusive: boolean;
}

/** The numbers that fit; none: the intervals are empty. */
export function mergedNumbers(schemas: readonly Rules[], { integer }: { integer: boolean }): NumberLanguage {
  let step: Decimal | undefined = integer ? decimalOf(1) : undefined;
  let [low, high]: (Bound | undefined)[] = [undefined, undefined];
  for (const { value } of schemas) {
    if (value.multipleOf !== undefined) {
      const own = decimalOf(value.multipleOf as number);
      step = step ? leastCommonMultiple(step, own) : own;
    }
    for (const bound of boundsOf(value, "minimum", "exclusiveMinimum")) low = tighter(low, bound, 1);
    for (const bound of boundsOf(value, "maximum", "exclusiveMaximum")) high = tighter(high, bound, -1);
  }
  const finest = Math.max(low ? finestOf(low) : 0, high ? finestOf(high) : 0);
  const places = step?.places ?? Math.max(USUAL_PLACES, finest);
  if (places > MOST_PLACES) {
    throw schemaError(
      schemas[0].pointer,
      `numbers with more than ${MOST_PLACES} digits behind the point are not supported.`,
    );
  }
  const scale = 10n ** BigInt(places);
  const largest = (places === 0 ? LARGEST_INTEGER : LARGEST_NUMBER) * scale;
  const least = low && (low.exclusive ? floorAt(low.at, places) + 1n : ceilingAt(low.at, places));
  const greatest = high && (high.exclusive ? ceilingAt(high.at, places) - 1n : floorAt(high.at, places));
  const usual = USUAL_NUMBER * scale;
  const from = clamp(least ?? smaller(-usual, (greatest ?? 0n) * 1000n), largest);
  const to = clamp(greatest ?? -smaller(-usual, -(least ?? 0n) * 1000n), largest);
  if ((least !== undefined && least > largest) || (greatest !== undefined && greatest < -largest)) {
    throw schemaError(schemas[0].pointer, "numbers of more than 15 digits are not supported.");
  }
  return {
    places,
    step: step ? unitsAt(step, places) : 1n,
    intervals: from <= to ? [{ low: from, high: to }] : [],
  };
}

/** Numbers strictly above a bound may need one more digit than the bound has. */
const finestOf = ({ at, exclusive }: Bound): number => at.places + (exclusive ? 1 : 0);

function boundsOf(value: SchemaObject, inclusive: string, exclusive: string): Bound[] {
  const found: Bound[] = [];
  for (const [keyword, isExclusive] of [
    [inclusive, false],
    [exclusive, true],
  ] as const) {
    const bound = value[keyword];
    if (typeof bound === "number") found.push({ at: decimalOf(bound), exclusive: isExclusive });
  }
  return found;
}

function tighter(one: Bound | undefined, other: Bound, direction: 1 | -1): Bound {
  if (!one) return other;
  const difference = compareDecimals(one.at, other.at) * direction;
  if (difference !== 0) return difference > 0 ? one : other;
  return one.exclusive ? one : other;
}

function smaller(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}

function clamp(value: bigint, largest: bigint): bigint {
  if (value > largest) return largest;
  return value < -largest ? -largest : value;
}

export interface MergedStringOptions {
  readonly without?: readonly PatternAutomaton[];
  readonly patterns?: readonly PatternAutomaton[];
  readonly usual?: number;
}

/** The strings that fit. */
export function mergedStrings(
  schemas: readonly Rules[],
  { without = [], patterns = [], usual }: MergedStringOptions = {},
): StringLanguage {
  let minLength = 0;
  let maxLength: number | undefined;
  const fitting = [...patterns];
  for (const { value, pointer } of schemas) {
    if (typeof value.minLength === "number") minLength = Math.max(minLength, value.minLength);
    if (typeof value.maxLength === "number")
      maxLength = Math.min(maxLength ?? value.maxLength, value.maxLength);
    if (typeof value.pattern === "string")
      fitting.push(searched(value.pattern, pointerTo(pointer, "pattern")));
    if (typeof value.format === "string") {
      const format = knownFormat(value.format, pointerTo(pointer, "format"));
      if (format) fitting.push(format);
    }
  }
  const language = stringLanguage({
    minLength,
    ...(maxLength !== undefined && { maxLength }),
    patterns: [...new Set(fitting)],
    without,
    ...(usual !== undefined && { usual }),
  });
  if (language === "too-long") {
    throw schemaError(
      schemas[0]?.pointer ?? "#",
      `strings of more than ${LONGEST_STRING.toLocaleString("en")} characters are not written.`,
      {
        keyword: "minLength",
      },
    );
  }
  if (language === "too-intricate") {
    throw tooIntricateSchema("its patterns and lengths come to too many states", schemas[0]?.pointer);
  }
  return language;
}
