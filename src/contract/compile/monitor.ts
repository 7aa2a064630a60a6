/**
 * Monitors: small deterministic machines that watch the words and gaps of one part of a text (a sentence, the whole
 * text) and say whether it obeys one clause. They compose along a scope: "the last word of sentence 2" is a test of a
 * word, selected inside a sentence, selected inside the text.
 * @module
 */
import type { Unit } from "../types.ts";
import { type Gap, gapLength, markLength, type WordClass } from "./events.ts";

/** States are numbers, so that products of monitors can be interned cheaply. */
export type MonitorState = number;

export interface Monitor {
  /** At the beginning of a part, behind what stands there before its first word (`- `; mostly nothing). */
  begin(lead: string): MonitorState;
  /** After a word; undefined: the clause can no longer hold in this part. */
  word(state: MonitorState, word: WordClass): MonitorState | undefined;
  /** After a gap that does not close the part. */
  gap(state: MonitorState, gap: Gap): MonitorState | undefined;
  /** Whether the clause holds if this gap closes the part. */
  close(state: MonitorState, gap: Gap): boolean;
  /** How many more words it wants that serve no other monitor with such a demand. */
  missing?(state: MonitorState): number;
  /** Whether it follows the text character by character, so that it sees pieces of words where others see words. */
  readonly piecewise?: boolean;
  /** How many more words the part may have. */
  room?(state: MonitorState): number;
}

/** How many of something, both ends included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const UNBOUNDED = Number.POSITIVE_INFINITY;

/** A larger count within the bounds; without an upper bound it saturates, so that states stay few. */
export function added(count: number, amount: number, { min, max }: Bounds): number | undefined {
  const sum = count + amount;
  if (sum > max) return undefined;
  return max === UNBOUNDED ? Math.min(sum, min) : sum;
}

/**
 * Counts units inside the part. `complete`: words behind the last sentence are not allowed, as the checks have it for
 * exact counts of sentences.
 */
export function countMonitor({
  unit,
  bounds,
  complete = false,
}: {
  unit: Unit;
  bounds: Bounds;
  complete?: boolean;
}): Monitor {
  const { min, max } = bounds;
  const perWord = (word: WordClass): number =>
    unit === "word" ? 1 : unit === "character" ? word.length : unit === "syllable" ? word.syllables : 0;
  // A word behind the last part that is allowed begins one more, and that is known before it is closed.
  const opensPart = unit === "line" || unit === "paragraph" || (unit === "sentence" && complete);
  const closed = (gap: Gap): number => (unit !== "word" && gap.closes.has(unit) ? 1 : 0);
  return {
    begin: (lead) => (unit === "character" ? [...lead].length : 0),
    word: (state, word) => (opensPart && state >= max ? undefined : added(state, perWord(word), bounds)),
    gap: (state, gap) => added(state, unit === "character" ? gapLength(gap) : closed(gap), bounds),
    close: (state, gap) => {
      if (complete && !gap.closes.has("sentence")) return false;
      const sum = state + (unit === "character" ? markLength(gap) : closed(gap));
      return sum >= min && sum <= max;
    },
    ...(unit === "word" && max !== UNBOUNDED && { room: (state: MonitorState) => max - state }),
  };
}

/** Counts the characters of a part that is a single word, which the symbols around it are no part of. */
export function wordLengthMonitor({ bounds: { min, max } }: { bounds: Bounds }): Monitor {
  return {
    begin: () => 0,
    word: (state, { coreLength }) => (coreLength >= min && coreLength <= max ? state : undefined),
    gap: (state) => state,
    close: () => true,
  };
}

/** A part that is a single word, which must pass the test. */
export function wordTestMonitor({ test, wanted = true }: { test: number; wanted?: boolean }): Monitor {
  return {
    begin: () => 0,
    word: (state, word) => (word.passes.has(test) === wanted ? state : undefined),
    gap: (state) => state,
    close: () => true,
  };
}

/** Counts the words that pass a test: at least once is "contains", at most zero times is "avoids". */
export function occurrenceMonitor({
  test,
  bounds,
  exclusive = false,
}: {
  test: number;
  bounds: Bounds;
  /** Whether words that pass the test pass no other exclusive one: the test names the word. */
  exclusive?: boolean;
}): Monitor {
  const { min, max } = bounds;
  return {
    begin: () => 0,
    word: (state, word) => (word.passes.has(test) ? added(state, 1, bounds) : state),
    gap: (state) => state,
    close: (state) => state >= min && state <= max,
    ...(exclusive && min > 0 && { missing: (state: MonitorState) => Math.max(0, min - state) }),
  };
}
