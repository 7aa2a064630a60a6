/**
 * Monitors: small deterministic machines that watch the words and gaps of one part of a text (a sentence, the whole
 * text) and say whether it obeys one clause. They compose along a scope: "the last word of sentence 2" is a test of a
 * word, selected inside a sentence, selected inside the text.
 * @module
 */
import type { Selector, Unit } from "../types.ts";
import { type Gap, markLength, type WordClass } from "./events.ts";

/** States are numbers, so that products of monitors can be interned cheaply. */
export type MonitorState = number;

export interface Monitor {
  readonly start: MonitorState;
  /** After a word; undefined: the clause can no longer hold in this part. */
  word(state: MonitorState, word: WordClass): MonitorState | undefined;
  /** After a gap that does not close the part. */
  gap(state: MonitorState, gap: Gap): MonitorState | undefined;
  /** Whether the clause holds if this gap closes the part. */
  close(state: MonitorState, gap: Gap): boolean;
}

/** How many of something, both ends included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Counts units inside the part. Without an upper bound the count saturates, so that states stay few. */
export function countMonitor({ unit, bounds }: { unit: Unit; bounds: Bounds }): Monitor {
  const { min, max } = bounds;
  const add = (state: MonitorState, amount: number): MonitorState | undefined => {
    const sum = state + amount;
    if (sum > max) return undefined;
    return max === Number.POSITIVE_INFINITY ? Math.min(sum, min) : sum;
  };
  const perWord = (word: WordClass): number =>
    unit === "word" ? 1 : unit === "character" ? word.length : unit === "syllable" ? word.syllables : 0;
  return {
    start: 0,
    word: (state, word) => add(state, perWord(word)),
    gap: (state, gap) => {
      if (unit === "character") return add(state, markLength(gap) + gap.separator.length);
      return add(state, unit !== "word" && gap.closes.has(unit) ? 1 : 0);
    },
    close: (state, gap) => {
      const last = unit === "character" ? markLength(gap) : unit !== "word" && gap.closes.has(unit) ? 1 : 0;
      return state + last >= min && state + last <= max;
    },
  };
}

/** Counts the words that pass a test: at least once is "contains", at most zero times is "avoids". */
export function occurrenceMonitor({ test, bounds }: { test: number; bounds: Bounds }): Monitor {
  const { min, max } = bounds;
  return {
    start: 0,
    word: (state, word) => {
      const sum = state + (word.passes.has(test) ? 1 : 0);
      if (sum > max) return undefined;
      return max === Number.POSITIVE_INFINITY ? Math.min(sum, min) : sum;
    },
    gap: (state) => state,
    close: (state) => state >= min && state <= max,
  };
}

/** The first words pass these tests in turn; with `whole`, there are no others. */
export function prefixMonitor({
  tests,
  whole = false,
}: {
  tests: readonly number[];
  whole?: boolean;
}): Monitor {
  return {
    start: 0,
    word: (state, word) => {
      if (state === tests.length) return whole ? undefined : state;
      return word.passes.has(tests[state]) ? state + 1 : undefined;
    },
    gap: (state) => state,
    close: (state) => state === tests.length,
  };
}

/**
 * Consecutive words that pass these tests in turn, in one sentence. The state is the set of partial matches as bits
 * (bit i: the last i + 1 words match tests 0 … i), so it follows every overlap.
 */
export function phraseMonitor({
  tests,
  where,
}: {
  tests: readonly number[];
  where: "anywhere" | "nowhere" | "end";
}): Monitor {
  const complete = 1 << (tests.length - 1);
  const found = 1 << tests.length;
  const seen = (state: MonitorState): boolean => (state & found) !== 0;
  return {
    start: 0,
    word: (state, word) => {
      let next = 0;
      for (let index = 0; index < tests.length; index += 1) {
        const reached = index === 0 || (state & (1 << (index - 1))) !== 0;
        if (reached && word.passes.has(tests[index])) next |= 1 << index;
      }
      if (where === "nowhere" && next & complete) return undefined;
      if (where === "anywhere" && (next & complete || seen(state))) return found;
      return next;
    },
    gap: (state, gap) => (where !== "end" && gap.closes.has("sentence") ? state & found : state),
    close: (state) => where === "nowhere" || (where === "anywhere" ? seen(state) : (state & complete) !== 0),
  };
}

/** Tests that must be passed in this order, anything between. */
export function orderMonitor({ tests }: { tests: readonly number[] }): Monitor {
  return {
    start: 0,
    word: (state, word) => (state < tests.length && word.passes.has(tests[state]) ? state + 1 : state),
    gap: (state) => state,
    close: (state) => state === tests.length,
  };
}

/** A part that is a single word, which must pass the test. */
export function wordTestMonitor({ test, wanted = true }: { test: number; wanted?: boolean }): Monitor {
  return {
    start: 0,
    word: (state, word) => (word.passes.has(test) === wanted ? state : undefined),
    gap: (state) => state,
    close: () => true,
  };
}

/** What closes a word is not part of it. */
const BARE: Gap = { marks: [""], separator: "", closes: new Set(), ends: false, capital: false };

/** Numbers for tuples of small integers, and back. */
class Interner {
  readonly #ids = new Map<string, number>();
  readonly #tuples: (readonly number[])[] = [];

  id(tuple: readonly number[]): number {
    const key = tuple.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#tuples.length;
      this.#ids.set(key, id);
      this.#tuples.push(tuple);
    }
    return id;
  }

  tuple(id: number): readonly number[] {
    return this.#tuples[id];
  }
}

const FAILED = -1;

/**
 * A clause about some parts of an enclosing part. `each`: it holds in all of them. n > 0: there is an n-th, and it holds
 * in that one. n < 0: the same from the end; which part is the −n-th is known only at the end, so the verdicts on the
 * last −n parts are kept as bits.
 */
export function selectMonitor({ selector, inner }: { selector: Selector; inner: Monitor }): Monitor {
  const { unit, at } = selector;
  const states = new Interner();
  const window = at === "each" || at > 0 ? 0 : (1 << -at) - 1;
  const watched = (index: number): boolean => at === "each" || at < 0 || index === at;
  // Tuple: index of the current part (saturating), state of the inner monitor, verdicts on the last parts.
  const make = (index: number, state: number, verdicts: number): MonitorState =>
    states.id([index, state, verdicts]);
  const mayFail = at !== "each" && at < 0;

  const closePart = (index: number, state: number, verdicts: number, gap: Gap): number[] | undefined => {
    const holds = watched(index) && state !== FAILED && inner.close(state, unit === "word" ? BARE : gap);
    if (watched(index) && !holds && !mayFail) return undefined;
    if (at === "each") return [1, inner.start, 0];
    if (at < 0)
      return [Math.min(index + 1, -at + 1), inner.start, ((verdicts << 1) | (holds ? 1 : 0)) & window];
    return [Math.min(index + 1, at + 1), inner.start, 0];
  };
  const advance = (tuple: readonly number[], next: MonitorState | undefined): number[] | undefined => {
    if (next === undefined && !mayFail) return undefined;
    return [tuple[0], next ?? FAILED, tuple[2]];
  };

  return {
    start: make(1, inner.start, 0),
    word: (id, word) => {
      const tuple = states.tuple(id);
      if (!watched(tuple[0]) || tuple[1] === FAILED) return id;
      const next = advance(tuple, inner.word(tuple[1], word));
      return next && states.id(next);
    },
    gap: (id, gap) => {
      const tuple = states.tuple(id);
      if (gap.closes.has(unit)) {
        const next = closePart(tuple[0], tuple[1], tuple[2], gap);
        return next && states.id(next);
      }
      if (!watched(tuple[0]) || tuple[1] === FAILED) return id;
      const next = advance(tuple, inner.gap(tuple[1], gap));
      return next && states.id(next);
    },
    close: (id, gap) => {
      const [index, state, verdicts] = states.tuple(id);
      // A part that the end leaves unfinished (a verse line's open sentence) is no part.
      const last = gap.closes.has(unit) ? closePart(index, state, verdicts, gap) : [index, state, verdicts];
      if (last === undefined) return false;
      if (at === "each") return true;
      if (at > 0) return last[0] > at;
      return last[0] > -at && (last[2] & (1 << (-at - 1))) !== 0;
    },
  };
}
