/**
 * Monitors of several words in their order: at the front, at the end, one after the other, or with anything between.
 *
 * A state is a set of partial matches as bits (bit i: the last i + 1 words match tests 0 … i), so it follows every
 * overlap; whatever else is counted stands above those bits.
 * @module
 */
import { isBareSpace, UNRANKED } from "./events.ts";
import { added, type Bounds, type Monitor } from "./monitor.ts";

/** Longest phrase whose partial matches fit into the bits of a state. */
export const LONGEST_PHRASE = 20;

/** The words of a part, one after the other from its beginning: these sequences of tests, and nothing else may begin. */
export function prefixMonitor({
  options,
  whole = false,
  joined = false,
}: {
  options: readonly (readonly number[])[];
  /** Whether the part is such a sequence, rather than begins with it. */
  whole?: boolean;
  /** Whether nothing but spaces may stand between the words. */
  joined?: boolean;
}): Monitor {
  // A trie of the sequences: tests that differ are passed by different words, so at most one branch fits.
  const branches: Map<number, number>[] = [new Map()];
  const complete = new Set<number>();
  for (const tests of options) {
    let node = 0;
    for (const test of tests) {
      let next = branches[node].get(test);
      if (next === undefined) {
        next = branches.length;
        branches.push(new Map());
        branches[node].set(test, next);
      }
      node = next;
    }
    complete.add(node);
  }
  const DONE = branches.length;
  return {
    begin: () => 0,
    word: (state, word) => {
      if (state === DONE) return DONE;
      for (const [test, next] of branches[state]) {
        if (word.passes.has(test)) return !whole && complete.has(next) ? DONE : next;
      }
      return undefined;
    },
    gap: (state, gap) => {
      const isInside = state !== DONE && !complete.has(state);
      return joined && isInside && !isBareSpace(gap) ? undefined : state;
    },
    close: (state) => state === DONE || complete.has(state),
  };
}

/** The partial matches after a word. */
function matched(tests: readonly number[], bits: number, passes: ReadonlySet<number>): number {
  let next = 0;
  for (let index = 0; index < tests.length; index += 1) {
    const reached = index === 0 || (bits & (1 << (index - 1))) !== 0;
    if (reached && passes.has(tests[index])) next |= 1 << index;
  }
  return next;
}

/** The last words of a part pass these tests in turn. */
export function suffixMonitor({
  tests,
  joined = false,
}: {
  tests: readonly number[];
  /** Whether nothing but spaces may stand between the words. */
  joined?: boolean;
}): Monitor {
  const complete = 1 << (tests.length - 1);
  return {
    begin: () => 0,
    word: (state, { passes }) => matched(tests, state, passes),
    gap: (state, gap) => (joined && !isBareSpace(gap) ? 0 : state),
    close: (state) => (state & complete) !== 0,
  };
}

/**
 * How often consecutive words pass these tests in turn, without overlap. `joined`: with nothing but a space between
 * them, so that they read as one phrase.
 */
export function phraseMonitor({
  tests,
  bounds,
  joined = false,
}: {
  tests: readonly number[];
  bounds: Bounds;
  joined?: boolean;
}): Monitor {
  const complete = 1 << (tests.length - 1);
  const base = 1 << tests.length;
  return {
    begin: () => 0,
    word: (state, { passes }) => {
      const count = Math.floor(state / base);
      const bits = matched(tests, state % base, passes);
      if (!(bits & complete)) return isSettled(count, bounds) ? count * base : count * base + bits;
      const sum = added(count, 1, bounds);
      return sum === undefined ? undefined : sum * base;
    },
    gap: (state, gap) => (joined && !isBareSpace(gap) ? state - (state % base) : state),
    close: (state) => {
      const count = Math.floor(state / base);
      return count >= bounds.min && count <= bounds.max;
    },
  };
}

/** Whether more of it changes nothing. */
const isSettled = (count: number, { min, max }: Bounds): boolean => !Number.isFinite(max) && count >= min;

/** Phrases that must occur in this order, anything between. */
export function orderMonitor({ phrases }: { phrases: readonly (readonly number[])[] }): Monitor {
  const base = 1 << LONGEST_PHRASE;
  return {
    begin: () => 0,
    word: (state, { passes }) => {
      const index = Math.floor(state / base);
      if (index === phrases.length) return state;
      const tests = phrases[index];
      const bits = matched(tests, state % base, passes);
      return bits & (1 << (tests.length - 1)) ? (index + 1) * base : index * base + bits;
    },
    gap: (state) => state,
    close: (state) => Math.floor(state / base) === phrases.length,
  };
}

/** The first words of units stand in strictly rising (or falling) ranks: enough to be in order, though not necessary. */
export function rankMonitor({
  unit,
  rising,
}: {
  unit: "paragraph" | "line" | "sentence" | "word";
  rising: boolean;
}): Monitor {
  // 2 × (rank of the unit before, plus 1; 0: none yet) + whether the next word is the first of a unit.
  return {
    begin: () => 1,
    word: (state, { rank }) => {
      if (state % 2 === 0) return state;
      if (rank === UNRANKED) return undefined;
      const before = (state - 1) / 2;
      const inOrder = before === 0 || (rising ? rank + 1 > before : rank + 1 < before);
      return inOrder ? 2 * (rank + 1) : undefined;
    },
    gap: (state, gap) => (gap.closes.has(unit) ? state + 1 : state),
    close: () => true,
  };
}
