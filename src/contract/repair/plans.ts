/**
 * Which pieces of a text a repair may write anew so that the whole keeps its contract, the cheapest first; decided without
 * any model, by what the contract still asks of the hole.
 * @module
 */
import type { Check } from "../check/check.ts";
import type { Contract } from "../types.ts";
import { residualContract } from "./residual.ts";
import { holeAt, type Pieces, type Surroundings } from "./units.ts";

export interface Plan {
  readonly around: Surroundings;
  /** What stands in the hole now; empty: something is put in. */
  readonly replaced: string;
  /** How many pieces are written in its place; 0: it is taken out. */
  readonly count: number;
  /** What is asked of them. */
  readonly contract: Contract;
  /** The first of the pieces that are replaced, and the first behind them. */
  readonly from: number;
  readonly to: number;
}

/** Pieces that failing checks point at: those that hold a place of it and are not the whole text. */
export function faultyPieces({ spans }: Pieces, checks: readonly Check[]): number[] {
  const found = new Set<number>();
  for (const { passed, offsets } of checks) {
    if (passed) continue;
    for (const [start, end] of offsets) {
      const touched = [...spans.keys()].filter(
        (index) => spans[index].start < end && spans[index].end > start,
      );
      if (touched.length === 1) found.add(touched[0]);
    }
  }
  return [...found].sort((one, other) => one - other);
}

/** More pieces than these are not put in at a time. */
const MOST_ADDED = 12;
/** Windows of several pieces, where no piece is known to be at fault. */
const WIDEST = 3;
/** Words of a sentence that reads well. */
const USUAL_WORDS = 16;

/**
 * The plans, in tiers: what is tried together, and only if nothing before it has helped.
 * @param faulty pieces that are at fault; none: the whole is
 */
export function plansFor(
  contract: Contract,
  pieces: Pieces,
  faulty: readonly number[],
): readonly (readonly Plan[])[] {
  const total = pieces.spans.length;
  const plan = (from: number, to: number, count: number): Plan | undefined => {
    const { replaced, ...around } = holeAt(pieces, from, to);
    const rest = residualContract({
      contract,
      around,
      replaced,
      unit: pieces.unit,
      count: Math.max(1, count),
    });
    // Of nothing, nothing can be asked: the text without the pieces is checked as it is.
    if (count > 0 && !rest) return undefined;
    return { around, replaced, count, contract: rest ?? { clauses: [] }, from, to };
  };
  /** As many pieces as there were, or as near to it as the contract allows. */
  const nearest = (from: number, to: number): Plan[] => {
    const wanted = to - from;
    const counts = Array.from({ length: wanted + MOST_ADDED }, (_, index) => index + 1).sort(
      (one, other) => Math.abs(one - Math.max(1, wanted)) - Math.abs(other - Math.max(1, wanted)),
    );
    for (const count of counts) {
      const found = plan(from, to, count);
      if (!found) continue;
      const needed = Math.ceil(wordsNeeded(found.contract) / USUAL_WORDS);
      const wider = needed > count ? plan(from, to, needed) : undefined;
      return wider ? [wider, found] : [found];
    }
    return [];
  };
  const without = (from: number, to: number): Plan[] => [plan(from, to, 0) ?? []].flat();
  if (faulty.length > 0) {
    const [first] = faulty;
    const last = runFrom(faulty);
    const windows = (some: readonly (readonly [number, number])[]): (readonly [number, number])[] =>
      some.filter(([from, to]) => from >= 0 && to <= total && from + 1 < to);
    return [
      nearest(first, first + 1),
      windows([
        [first, last + 1],
        [first, first + 2],
        [first - 1, first + 1],
      ]).flatMap(([from, to]) => nearest(from, to)),
      without(first, first + 1),
    ];
  }
  const all = Array.from({ length: total }, (_, index) => index);
  return [
    [
      ...all.flatMap((index) => without(index, index + 1)),
      ...nearest(total, total),
      ...all.toReversed().flatMap((index) => nearest(index, index + 1)),
    ],
    [
      ...[0, ...all.slice(1)].flatMap((index) => nearest(index, index)),
      ...widths(total).flatMap((width) =>
        Array.from({ length: total - width + 1 }, (_, index) => index).flatMap((from) => [
          ...without(from, from + width),
          ...nearest(from, from + width),
        ]),
      ),
    ],
    nearest(0, total),
  ];
}

const widths = (total: number): readonly number[] =>
  [2, WIDEST, Math.floor(total / 2)].filter(
    (width, index, list) => width > 1 && width < total && list.indexOf(width) === index,
  );

/** The last of the numbers that follow one another from the first on. */
function runFrom(numbers: readonly number[]): number {
  let last = numbers[0];
  for (const number of numbers.slice(1)) {
    if (number > last + 1) break;
    last = number;
  }
  return last;
}

/** Words that the hole must have at least. */
function wordsNeeded({ clauses }: Contract): number {
  return Math.max(
    0,
    ...clauses.map((clause) => {
      if (!("subject" in clause) || clause.scope.length > 0) return 0;
      const value = "value" in clause ? clause.value : 0;
      const low = Array.isArray(value) ? value[0] : clause.relation === "at most" ? 0 : Number(value);
      return clause.subject === "word" ? low : clause.subject === "character" ? low / 6 : 0;
    }),
  );
}
