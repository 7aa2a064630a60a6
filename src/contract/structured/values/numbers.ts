/**
 * Numbers as they are written, digit by digit: which beginnings can become a number that is asked for.
 * @module
 */
import { ceilingDivide, type Decimal, floorDivide } from "../../fields/decimal.ts";

/** Whole numbers from `low` to `high`, in units of 10^−places. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/** Numbers that are multiples of a step within some intervals. No exponents, no `-0`, no zeros in front. */
export interface NumberLanguage {
  /** Digits behind the point, at most. */
  readonly places: number;
  /** In units of 10^−places; 1 or more. */
  readonly step: bigint;
  /** Ascending, without overlap. */
  readonly intervals: readonly Interval[];
}

/** How many numbers the language has, of those in these intervals. */
export function countNumbers({ step, intervals }: NumberLanguage): bigint {
  return intervals.reduce((sum, { low, high }) => sum + multiplesBetween(low, high, step), 0n);
}

/** The numbers of the language, ascending, in units of 10^−places. */
export function* numbersOf({ step, intervals }: NumberLanguage): Generator<bigint> {
  for (const { low, high } of intervals) {
    for (let units = ceilingDivide(low, step) * step; units <= high; units += step) yield units;
  }
}

const multiplesBetween = (low: bigint, high: bigint, step: bigint): bigint => {
  const count = floorDivide(high, step) - ceilingDivide(low, step) + 1n;
  return count > 0n ? count : 0n;
};

/** The parts that lie within these intervals, too. */
export function withinIntervals(
  { places, step, intervals }: NumberLanguage,
  others: readonly Interval[],
): NumberLanguage {
  const both: Interval[] = [];
  for (const one of intervals) {
    for (const other of others) {
      const shared = overlap(one, other);
      if (shared) both.push(shared);
    }
  }
  return { places, step, intervals: both };
}

function overlap(one: Interval, other: Interval): Interval | undefined {
  const [later, earlier] = one.low > other.low ? [one, other] : [other, one];
  const [first, last] = one.high < other.high ? [one, other] : [other, one];
  if (later.low > first.high) return undefined;
  return later.low === earlier.low && first.high === last.high ? one : { low: later.low, high: first.high };
}

/** Its least and its greatest number; undefined: it has none. */
export function extremes({ step, intervals }: NumberLanguage): Interval | undefined {
  let low: bigint | undefined;
  let high: bigint | undefined;
  for (const interval of intervals) {
    if (multiplesBetween(interval.low, interval.high, step) === 0n) continue;
    low ??= ceilingDivide(interval.low, step) * step;
    high = floorDivide(interval.high, step) * step;
  }
  return low === undefined ? undefined : { low, high: high! };
}

const SHAPE = /^(-?)(?:(0|[1-9]\d*)(?:(\.)(\d*))?)?$/;

/**
 * Whether some number of the language that isn't `excluded` begins with what was typed. The texts that do are, by the
 * digits still to come, intervals of numbers.
 */
export function canBecome(
  language: NumberLanguage,
  typed: string,
  excluded: ReadonlySet<bigint> = NONE,
): boolean {
  const { places } = language;
  const match = SHAPE.exec(typed);
  if (!match) return false;
  const [, sign, whole, point, fraction = ""] = match;
  const scale = 10n ** BigInt(places);
  const negative = sign === "-";
  const reaches = (low: bigint, high: bigint): boolean =>
    holdsBetween(language, { low, high, negative }, excluded);
  if (whole === undefined) return negative ? reaches(1n, farthest(language)) : reachesAny(language, excluded);
  const magnitude = BigInt(whole) * scale;
  if (point !== undefined) {
    if (places === 0 || fraction.length > places) return false;
    const left = 10n ** BigInt(places - fraction.length);
    const low = magnitude + BigInt(fraction || "0") * left;
    return reaches(low, low + left - 1n);
  }
  if (reaches(magnitude, magnitude + scale - 1n)) return true;
  if (whole === "0") return false;
  const most = farthest(language);
  for (let low = magnitude * 10n, width = scale * 10n; low <= most; low *= 10n, width *= 10n) {
    if (reaches(low, low + width - 1n)) return true;
  }
  return false;
}

/** The number that a whole text writes, in units, if it is one of the language. */
export function writtenNumber(
  { places, step, intervals }: NumberLanguage,
  typed: string,
  excluded: ReadonlySet<bigint> = NONE,
): bigint | undefined {
  const match = SHAPE.exec(typed);
  if (match?.[2] === undefined || (match[3] !== undefined && match[4] === "")) return undefined;
  const [, sign, whole, , fraction = ""] = match;
  if (fraction.length > places) return undefined;
  const magnitude = BigInt(whole + fraction.padEnd(places, "0"));
  if (sign && magnitude === 0n) return undefined;
  const units = sign ? -magnitude : magnitude;
  if (units % step !== 0n || excluded.has(units)) return undefined;
  return intervals.some(({ low, high }) => low <= units && units <= high) ? units : undefined;
}

const NONE: ReadonlySet<bigint> = new Set();

const reachesAny = (language: NumberLanguage, excluded: ReadonlySet<bigint>): boolean =>
  language.intervals.some(({ low, high }) => holds(language.step, low, high, excluded));

function farthest({ intervals }: NumberLanguage): bigint {
  let most = 0n;
  for (const { low, high } of intervals) {
    if (high > most) most = high;
    if (-low > most) most = -low;
  }
  return most;
}

/** Magnitudes from `low` to `high`, behind a minus sign or not. */
function holdsBetween(
  { step, intervals }: NumberLanguage,
  { low, high, negative }: Interval & { readonly negative: boolean },
  excluded: ReadonlySet<bigint>,
): boolean {
  // Nothing is written `-0`.
  const least = negative && low === 0n ? 1n : low;
  const [from, to] = negative ? [-high, -least] : [least, high];
  if (from > to) return false;
  return intervals.some((interval) => {
    const shared = overlap(interval, { low: from, high: to });
    return shared !== undefined && holds(step, shared.low, shared.high, excluded);
  });
}

function holds(step: bigint, low: bigint, high: bigint, excluded: ReadonlySet<bigint>): boolean {
  if (low > high) return false;
  let count = multiplesBetween(low, high, step);
  for (const value of excluded) {
    if (count === 0n) return false;
    if (low <= value && value <= high && value % step === 0n) count -= 1n;
  }
  return count > 0n;
}

/** In units of 10^−places. */
export const asDecimal = (units: bigint, places: number): Decimal => ({ units, places });
