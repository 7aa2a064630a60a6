/**
 * The characters that a pattern tells apart: all of Unicode, sorted into sets of characters that it treats alike.
 * @module
 */
import type { CharSet } from "refa";

export interface Alphabet {
  /** How many sets there are; their indices are what an automaton reads. */
  readonly size: number;
  /** The set of a code point. */
  indexOf(codePoint: number): number;
  /** One code point of each set: a letter or a digit where the set has one. */
  readonly representatives: Int32Array;
  /** How many code points each set has. */
  readonly sizes: Int32Array;
  /** For each of the character sets that it was made for, the indices that it consists of. */
  readonly members: readonly Int32Array[];
}

const LAST_POINT = 0x10ffff;
const ASCII = 128;

/** The coarsest partition of Unicode in which each of these sets is a union of parts. */
export function alphabetOf(sets: readonly CharSet[]): Alphabet {
  const changes: { readonly at: number; readonly set: number; readonly opens: boolean }[] = [];
  for (const [set, { ranges }] of sets.entries()) {
    for (const { min, max } of ranges) {
      changes.push({ at: min, set, opens: true }, { at: max + 1, set, opens: false });
    }
  }
  changes.sort((one, other) => one.at - other.at);
  const ids = new Map<string, number>();
  const starts: number[] = [];
  const indices: number[] = [];
  const members: number[][] = sets.map(() => []);
  const first: number[] = [];
  const sizes: number[] = [];
  const active = new Set<number>();
  for (let at = 0, change = 0; at <= LAST_POINT; ) {
    for (; change < changes.length && changes[change].at === at; change += 1) {
      if (changes[change].opens) active.add(changes[change].set);
      else active.delete(changes[change].set);
    }
    const end = change < changes.length ? changes[change].at : LAST_POINT + 1;
    const here = [...active].sort((one, other) => one - other);
    const key = here.join();
    let id = ids.get(key);
    if (id === undefined) {
      id = ids.size;
      ids.set(key, id);
      first.push(at);
      sizes.push(0);
      for (const set of here) members[set].push(id);
    }
    if (!isAlphanumeric(first[id])) first[id] = alphanumericIn(at, end) ?? first[id];
    sizes[id] += end - at;
    starts.push(at);
    indices.push(id);
    at = end;
  }
  const find = (point: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= point) low = middle;
      else high = middle - 1;
    }
    return indices[low];
  };
  const ascii = Int32Array.from({ length: ASCII }, (_, point) => find(point));
  return {
    size: ids.size,
    indexOf: (point) => (point < ASCII ? ascii[point] : find(point)),
    representatives: Int32Array.from(first),
    sizes: Int32Array.from(sizes),
    members: members.map((list) => Int32Array.from(list)),
  };
}

const isAlphanumeric = (point: number): boolean => /[\p{L}\p{N}]/u.test(String.fromCodePoint(point));

/** An ASCII letter or digit in `[from, end)`. */
function alphanumericIn(from: number, end: number): number | undefined {
  for (let point = from; point < Math.min(end, ASCII); point += 1) if (isAlphanumeric(point)) return point;
  return undefined;
}
