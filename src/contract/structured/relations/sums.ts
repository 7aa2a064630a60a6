/**
 * Numbers that add up: as a relation that knows, at each point, which sums are still within reach.
 *
 * Whatever is summed is a multiple of one step, so that what can still be added is a set of intervals of such multiples.
 * @module
 */

import { ceilingDivide, floorDivide } from "../../fields/decimal.ts";
import type { Written } from "../machine/frame.ts";
import type { Relation } from "../machine/ledger.ts";
import type { Interval } from "../values/numbers.ts";

/** One number, or one in each item of an array; in units of 10^−places. */
export interface Summand {
  readonly values: readonly Interval[];
  /** Items of the array; absent: there is one number. */
  readonly repeated?: { readonly min: number; readonly max: number };
}

export interface SumOptions {
  readonly places: number;
  /** Everything that is summed is a multiple of it. */
  readonly step: bigint;
  /** In the order in which they are written. */
  readonly summands: readonly Summand[];
  /** What the sum may be; where another field says it, what that field may be. */
  readonly target: readonly Interval[];
}

export interface SumState {
  /** The summand that comes next, or whose array is open. */
  readonly index: number;
  /** Items of that array. */
  readonly count: number;
  readonly sum: bigint;
  /** What the field that holds the sum says. */
  readonly total: bigint | undefined;
}

/** The part of a summand, of its array, and of the field that holds the sum. */
export const numberPart = (index: number): string => `number ${index}`;
export const arrayPart = (index: number): string => `array ${index}`;
export const TOTAL = "total";

const MOST_INTERVALS = 2_000;

/** The relation; "impossible": no numbers have such a sum; "intricate": there are too many gaps between the sums. */
export function sumRelation(options: SumOptions): Relation<SumState> | "impossible" | "intricate" {
  const { places, step, summands } = options;
  const target = aligned(options.target, step);
  const rest = restOf(summands);
  if (!rest) return "intricate";
  /** What may be added from the state on, after so many more items of the open array. */
  const goals = ({ total }: SumState): readonly Interval[] =>
    total === undefined ? target : [{ low: total, high: total }];
  const differences = (state: SumState, sets: readonly Interval[]): Interval[] =>
    goals(state).flatMap(({ low, high }) =>
      sets.map((set) => ({ low: low - state.sum - set.high, high: high - state.sum - set.low })),
    );
  const isReached = (state: SumState, sets: readonly Interval[]): boolean =>
    differences(state, sets).some(({ low, high }) => low <= 0n && high >= 0n);
  const start: SumState = { index: 0, count: 0, sum: 0n, total: undefined };
  if (!isReached(start, rest(0, 0))) return "impossible";
  return {
    start,
    key: ({ index, count, sum, total }) => `${index}.${count}.${sum}.${total ?? ""}`,
    numbers(state, part, at) {
      if (part === TOTAL) {
        const reachable = rest(state.index, state.count).map(({ low, high }) => ({
          low: state.sum + low,
          high: state.sum + high,
        }));
        return scaled(reachable, places, at);
      }
      const { index, count } = state;
      const behind = summands[index].repeated ? rest(index, count + 1) : rest(index + 1, 0);
      return scaled(differences(state, behind), places, at);
    },
    texts: () => undefined,
    after(state, part, written: Written) {
      if (part.startsWith("array")) return { ...state, index: state.index + 1, count: 0 };
      const { units, places: own } = written.number!;
      const value = units * 10n ** BigInt(places - own);
      if (part === TOTAL) return { ...state, total: value };
      return summands[state.index].repeated
        ? { ...state, sum: state.sum + value, count: state.count + 1 }
        : { ...state, sum: state.sum + value, index: state.index + 1 };
    },
    mayClose: (state) => isReached(state, rest(state.index + 1, 0)),
    mayGrow(state) {
      const { index, count } = state;
      if (count >= summands[index].repeated!.max) return false;
      const { values } = summands[index];
      return differences(state, rest(index, count + 1)).some(({ low, high }) =>
        values.some((value) => low <= value.high && high >= value.low),
      );
    },
  };
}

type Rest = (index: number, count: number) => readonly Interval[];

/** The sums that summands from one on can add, with so many items of its array there already. */
function restOf(summands: readonly Summand[]): Rest | undefined {
  const known = new Map<string, readonly Interval[]>();
  let intricate = false;
  const rest: Rest = (index, count) => {
    if (index >= summands.length) return [{ low: 0n, high: 0n }];
    const key = `${index}.${count}`;
    let sums = known.get(key);
    if (!sums) {
      const { values, repeated } = summands[index];
      let own: readonly Interval[] = values;
      if (repeated) {
        let times: readonly Interval[] = [{ low: 0n, high: 0n }];
        const all: Interval[] = [];
        for (let more = 0; more <= repeated.max - count; more += 1) {
          if (more >= repeated.min - count) all.push(...times);
          times = added(times, values);
          if (all.length > MOST_INTERVALS) break;
        }
        own = merged(all);
      }
      sums = merged(added(own, rest(index + 1, 0)));
      if (sums.length > MOST_INTERVALS) intricate = true;
      known.set(key, sums);
    }
    return sums;
  };
  rest(0, 0);
  return intricate ? undefined : rest;
}

const added = (ones: readonly Interval[], others: readonly Interval[]): readonly Interval[] =>
  merged(
    ones.flatMap((one) => others.map((other) => ({ low: one.low + other.low, high: one.high + other.high }))),
  );

function merged(intervals: readonly Interval[]): readonly Interval[] {
  const found: { low: bigint; high: bigint }[] = [];
  for (const { low, high } of intervals.toSorted((one, other) => (one.low < other.low ? -1 : 1))) {
    const last = found.at(-1);
    if (last && low <= last.high) {
      if (high > last.high) last.high = high;
    } else found.push({ low, high });
  }
  return found;
}

/** The same with ends that are multiples of the step. */
export const aligned = (intervals: readonly Interval[], step: bigint): readonly Interval[] =>
  intervals
    .map(({ low, high }) => ({ low: ceilingDivide(low, step) * step, high: floorDivide(high, step) * step }))
    .filter(({ low, high }) => low <= high);

/** Intervals in units of another size, no larger than they were. */
function scaled(intervals: readonly Interval[], from: number, to: number): readonly Interval[] {
  const factor = 10n ** BigInt(from - to);
  return merged(
    intervals
      .map(({ low, high }) => ({ low: ceilingDivide(low, factor), high: floorDivide(high, factor) }))
      .filter(({ low, high }) => low <= high),
  );
}
