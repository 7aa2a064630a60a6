/**
 * Words that are made of several pieces with marks between them and no space (`10:30`, `AB-12`): one word to every clause,
 * but to those that follow single characters.
 * @module
 */
import { type Gap, gapLength, type WordClass, type WordTest } from "../events.ts";
import type { Monitor, MonitorState } from "../monitor.ts";
import { tooIntricate } from "../product.ts";
import { kindKey } from "../word-classes.ts";
import { isGlue } from "./shape-gaps.ts";

/** Monitors as they are, where no gap joins pieces; else adapted to see whole words. */
export function asWholeWords({
  monitors,
  classes,
  gaps,
  tests,
}: {
  monitors: readonly Monitor[];
  classes: readonly WordClass[];
  gaps: readonly Gap[];
  tests: readonly WordTest[];
}): readonly Monitor[] {
  if (!gaps.some(isGlue)) return monitors;
  const pieces = new Pieces(classes, tests);
  return monitors.map((monitor) => (monitor.piecewise ? monitor : whole(monitor, pieces)));
}

/** More pieces make no word. */
const MOST_PIECES = 5;
const MOST_CLASSES = 100_000;
const LONGEST_GLUE = 16;

/** Classes by number, those of several pieces among them. What monitors of whole words can't tell apart is one. */
class Pieces {
  readonly #tests: readonly WordTest[];
  readonly #classes: WordClass[] = [];
  readonly #numbers = new Map<WordClass, number>();
  readonly #byKey = new Map<string, number>();
  readonly #joined = new Map<number, number>();
  /** How many pieces each has. */
  readonly #sizes: number[] = [];

  constructor(classes: readonly WordClass[], tests: readonly WordTest[]) {
    this.#tests = tests;
    for (const one of classes) this.#numbers.set(one, this.#intern(one, 1));
  }

  number(one: WordClass): number {
    return this.#numbers.get(one)!;
  }

  class(number: number): WordClass {
    return this.#classes[number];
  }

  /**
   * The class of a word that goes on with another piece, so many characters between them; undefined: it would have too
   * many pieces.
   */
  join(one: number, other: number, between: number): number | undefined {
    const size = this.#sizes[one] + 1;
    if (size > MOST_PIECES) return undefined;
    const key = (one * MOST_CLASSES + other) * LONGEST_GLUE + between;
    let number = this.#joined.get(key);
    if (number === undefined) {
      number = this.#intern(this.#join(this.#classes[one], this.#classes[other], between), size);
      if (number >= MOST_CLASSES) throw tooIntricate();
      this.#joined.set(key, number);
    }
    return number;
  }

  #join(one: WordClass, other: WordClass, between: number): WordClass {
    const passes = new Set<number>();
    const keep = (from: WordClass, at: "front" | "end"): void => {
      for (const test of from.passes) {
        const { letters } = this.#tests[test] ?? {};
        if (letters && (letters.at === "anywhere" || letters.at === at)) passes.add(test);
      }
    };
    keep(one, "front");
    keep(other, "end");
    const { length, coreLength, syllables, dotted, begins, rank } = one;
    return {
      length: length === 0 ? 0 : length + between + other.length,
      coreLength: coreLength === 0 ? 0 : coreLength + between + other.coreLength,
      syllables: syllables + other.syllables,
      fullStop: "ends",
      dotted,
      begins,
      isItemNumber: false,
      rank,
      passes,
    };
  }

  #intern(one: WordClass, size: number): number {
    const { passes, ...kind } = one;
    const value = "value" in one ? String(one.value) : "";
    const key = `${kindKey(kind)} ${kind.rank} ${[...passes].sort((a, b) => a - b).join()} ${value} ${size}`;
    let number = this.#byKey.get(key);
    if (number === undefined) {
      number = this.#classes.length;
      this.#byKey.set(key, number);
      this.#classes.push(one);
      this.#sizes.push(size);
    }
    return number;
  }
}

const NONE = 0;

/** The monitor is told of a word when a gap ends it. */
function whole(inner: Monitor, pieces: Pieces): Monitor {
  const ids = new Map<string, MonitorState>();
  const states: { readonly inner: MonitorState; readonly word: number; readonly between: number }[] = [];
  // `word`: number of the class of what was written since the last gap that ended a word, plus 1; or none. `between`:
  // how many characters join the next piece to it.
  const intern = (state: MonitorState, word: number, between: number): MonitorState => {
    const key = `${state} ${word} ${between}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = states.length;
      ids.set(key, id);
      states.push({ inner: state, word, between });
    }
    return id;
  };
  const told = (id: MonitorState): MonitorState | undefined => {
    const { inner: state, word } = states[id];
    return word === NONE ? state : inner.word(state, pieces.class(word - 1));
  };
  return {
    begin: (lead) => intern(inner.begin(lead), NONE, 0),
    word: (id, word) => {
      const { inner: state, word: before, between } = states[id];
      const number = pieces.number(word);
      const whole = before === NONE ? number : pieces.join(before - 1, number, between);
      return whole === undefined ? undefined : intern(state, whole + 1, 0);
    },
    gap: (id, gap) => {
      if (isGlue(gap)) return intern(states[id].inner, states[id].word, gapLength(gap));
      const state = told(id);
      const next = state === undefined ? undefined : inner.gap(state, gap);
      return next === undefined ? undefined : intern(next, NONE, 0);
    },
    close: (id, gap) => {
      const state = told(id);
      return state !== undefined && inner.close(state, gap);
    },
  };
}
