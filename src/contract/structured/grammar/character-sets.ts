/**
 * The character sets of a grammar, cut into classes of characters that it treats alike.
 * @module
 */
import type { Characters } from "../../gbnf/parse.ts";
import { isWritable } from "../values/characters.ts";

export interface CharacterSets {
  /** The class of a character, from 0; −1: it is in no set. */
  classOf(codePoint: number): number;
  /** For each set, its classes. */
  readonly members: readonly (readonly number[])[];
  /** How many characters each class has. */
  readonly sizes: readonly number[];
  /** Whether a class has a character from `low` to `high`. */
  meets(characterClass: number, low: number, high: number): boolean;
}

const SURROGATES = [0xd800, 0xdfff] as const;
const ASCII = 128;

export function characterSets(sets: readonly Characters[]): CharacterSets {
  const edges = new Set<number>();
  const spread = sets.map(({ ranges, negated }) =>
    withoutSurrogates(negated ? writablePart(ranges) : ranges),
  );
  for (const ranges of spread) {
    for (const [low, high] of ranges) {
      edges.add(low);
      edges.add(high + 1);
    }
  }
  const starts = [...edges].sort((one, other) => one - other);
  const holders: number[][] = starts.map(() => []);
  for (const [set, ranges] of spread.entries()) {
    for (const [low, high] of ranges) {
      for (let index = indexOf(starts, low); index < starts.length && starts[index] <= high; index += 1) {
        holders[index].push(set);
      }
    }
  }
  const ids = new Map<string, number>();
  const sizes: number[] = [];
  const members: Set<number>[] = sets.map(() => new Set());
  const places: [number, number][][] = [];
  const classes = starts.map((from, index) => {
    if (holders[index].length === 0) return -1;
    const key = holders[index].join();
    let id = ids.get(key);
    if (id === undefined) {
      id = ids.size;
      ids.set(key, id);
      sizes.push(0);
      places.push([]);
      for (const set of holders[index]) members[set].add(id);
    }
    sizes[id] += starts[index + 1] - from;
    places[id].push([from, starts[index + 1] - 1]);
    return id;
  });
  const find = (point: number): number => {
    const index = indexOf(starts, point);
    return index < 0 ? -1 : classes[index];
  };
  const ascii = Int32Array.from({ length: ASCII }, (_, point) => find(point));
  return {
    classOf: (point) => (point < ASCII ? ascii[point] : find(point)),
    members: members.map((set) => [...set]),
    sizes,
    meets: (characterClass, low, high) =>
      places[characterClass].some(([from, to]) => from <= high && to >= low),
  };
}

/** The last start that is not above the point; −1: none is. */
function indexOf(starts: readonly number[], point: number): number {
  let low = -1;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= point) low = middle;
    else high = middle - 1;
  }
  return low;
}

type Range = readonly [low: number, high: number];

let writable: readonly Range[] | undefined;

/** Where the ranges are all but some, what no text holds was not meant. */
function writablePart(ranges: readonly Range[]): Range[] {
  writable ??= writableRanges();
  const found: Range[] = [];
  for (const [low, high] of ranges) {
    for (const [from, to] of writable) {
      if (from <= high && to >= low) found.push([Math.max(low, from), Math.min(high, to)]);
    }
  }
  return found;
}

function writableRanges(): Range[] {
  const found: [number, number][] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (!isWritable(point)) continue;
    const last = found.at(-1);
    if (last?.[1] === point - 1) last[1] = point;
    else found.push([point, point]);
  }
  return found;
}

const withoutSurrogates = (ranges: readonly Range[]): readonly Range[] =>
  ranges.flatMap(([low, high]): Range[] => {
    const [from, to] = SURROGATES;
    if (high < from || low > to) return [[low, high]];
    return [
      ...(low < from ? [[low, from - 1] as const] : []),
      ...(high > to ? [[to + 1, high] as const] : []),
    ];
  });
