/**
 * All clauses of a contract at once: the product of their monitors over the words and gaps of a text, with the one
 * question that makes dead ends impossible: can a text that begins like this still be finished?
 *
 * Clauses interact (exactly 80 characters *and* 15 words *and* the last word fixed), so the question is answered on the
 * product, by search with memory, never clause by clause.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Gap, WordClass } from "./events.ts";
import { searchStep } from "./interruption.ts";
import type { Monitor } from "./monitor.ts";
import type { ClassSet } from "./words.ts";

/** A state of the product: before a word (a word must follow), or behind one or at the start (a gap must follow). */
export type ProductState = number;

const DEAD = -1;
const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/** Beyond this many states a contract is refused as too intricate, rather than searched without end … */
const MAX_STATES = 400_000;
/** … and beyond this many numbers kept for them: each state holds one for each monitor and each symbol. */
const MAX_CELLS = 40_000_000;
/** Steps of single monitors that a search may take while it is not settled: a few seconds. */
const MOST_EFFORT = 40_000_000;
/** The same for each question while a text is written. */
const SETTLED_EFFORT = 200_000;
/** More tests than any word passes. */
const MANY = 100_000;

/** What a text constraint asks of a product; states are numbers, −1 is "some clause has failed". */
export interface Machine {
  readonly start: ProductState;
  /** Whether a gap must follow here, rather than a word. */
  awaitsGap(state: ProductState): boolean;
  /** The state behind a word of this class. Says nothing of completions. */
  word(state: ProductState, wordClass: number): ProductState;
  /** The state before the next word, after this gap; for a gap that ends the text: not −1 when every clause holds. */
  gap(state: ProductState, gap: number): ProductState;
  /** Whether some text that continues from here obeys every clause. */
  feasible(state: ProductState): boolean;
  /** Classes of words that may come next. */
  allowedClasses(state: ProductState): ClassSet;
  /** Gaps that may come next; behind them, the text can be finished (or is). */
  allowedGaps(state: ProductState): readonly number[];
  /**
   * From now on never throws: where it takes too long to find a finish, there is none as far as this machine goes. That
   * makes no dead ends, since a state is entered only when a finish has been found from it.
   */
  settle(): void;
}

export interface ProductOptions {
  readonly monitors: readonly Monitor[];
  readonly classes: readonly WordClass[];
  readonly gaps: readonly Gap[];
  /** Steps of single monitors that a search may take before the contract is called too intricate. */
  readonly effort?: number;
  /** Classes that no way to a finish may count on, though their words may be written where there is one without. */
  readonly rationed?: ReadonlySet<number>;
}

export class Product implements Machine {
  readonly start: ProductState;
  readonly #monitors: readonly Monitor[];
  readonly #classes: readonly WordClass[];
  readonly #gaps: readonly Gap[];
  readonly #ids = new Map<string, ProductState>();
  readonly #tuples: (readonly number[])[] = [];
  readonly #awaitsGap: boolean[] = [];
  readonly #steps: Int32Array[] = [];
  readonly #verdict: number[] = [];
  readonly #allowedClasses: (ClassSet | undefined)[] = [];
  readonly #allowedGaps: (readonly number[] | undefined)[] = [];
  /** Monitors that want words which no other of them can use, and monitors that bound the words of the text. */
  readonly #wanting: readonly number[];
  readonly #bounding: readonly number[];
  #cells = 0;
  #effort: number;
  #settled = false;
  readonly #rationed: ReadonlySet<number>;

  constructor({ monitors, classes, gaps, effort = MOST_EFFORT, rationed = new Set() }: ProductOptions) {
    this.#effort = effort;
    this.#rationed = rationed;
    this.#monitors = monitors;
    this.#classes = classes;
    this.#gaps = gaps;
    this.#wanting = [...monitors.keys()].filter((index) => monitors[index].missing);
    this.#bounding = [...monitors.keys()].filter((index) => monitors[index].room);
    this.start = this.#intern([], "start");
  }

  settle(): void {
    this.#settled = true;
    this.#effort = SETTLED_EFFORT;
  }

  word(state: ProductState, wordClass: number): ProductState {
    return this.#step(state, wordClass);
  }

  gap(state: ProductState, gap: number): ProductState {
    return this.#step(state, gap);
  }

  /** Whether a gap must follow here, rather than a word. */
  awaitsGap(state: ProductState): boolean {
    return this.#awaitsGap[state];
  }

  feasible(state: ProductState): boolean {
    if (this.#verdict[state] === UNKNOWN) this.#search(state);
    return this.#verdict[state] === YES;
  }

  allowedClasses(state: ProductState): ClassSet {
    let set = this.#allowedClasses[state];
    if (set === undefined) {
      set = new Int32Array(Math.max(1, Math.ceil(this.#classes.length / 32)));
      for (let index = 0; index < this.#classes.length; index += 1) {
        const next = this.#step(state, index);
        if (next !== DEAD && this.feasible(next)) set[index >> 5] |= 1 << (index & 31);
      }
      this.#allowedClasses[state] = set;
    }
    return set;
  }

  allowedGaps(state: ProductState): readonly number[] {
    let allowed = this.#allowedGaps[state];
    if (allowed === undefined) {
      allowed = this.#gaps.flatMap((gap, index) => {
        const next = this.#step(state, index);
        return next !== DEAD && (gap.ends || this.feasible(next)) ? [index] : [];
      });
      this.#allowedGaps[state] = allowed;
    }
    return allowed;
  }

  #intern(tuple: readonly number[], place: "start" | "before" | "behind"): ProductState {
    const key = `${place[2]}${tuple.join()}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#tuples.length;
      const awaitsGap = place !== "before";
      const symbols = awaitsGap ? this.#gaps.length : this.#classes.length;
      if (id >= MAX_STATES || this.#cells + tuple.length + symbols > MAX_CELLS) {
        if (this.#settled) return DEAD;
        throw tooIntricate();
      }
      this.#cells += tuple.length + symbols;
      this.#ids.set(key, id);
      this.#tuples.push(tuple);
      this.#awaitsGap.push(awaitsGap);
      this.#verdict.push(UNKNOWN);
      this.#steps.push(new Int32Array(symbols).fill(-2));
    }
    return id;
  }

  #step(state: ProductState, symbol: number): ProductState {
    const known = this.#steps[state][symbol];
    if (known !== -2) return known;
    searchStep();
    const next = this.#awaitsGap[state] ? this.#gapStep(state, symbol) : this.#wordStep(state, symbol);
    this.#steps[state][symbol] = next;
    return next;
  }

  #wordStep(state: ProductState, symbol: number): ProductState {
    const tuple = this.#tuples[state];
    const next = new Array<number>(tuple.length);
    for (let index = 0; index < tuple.length; index += 1) {
      const after = this.#monitors[index].word(tuple[index], this.#classes[symbol]);
      if (after === undefined) return DEAD;
      next[index] = after;
    }
    return this.#isTooFull(next) ? DEAD : this.#intern(next, "behind");
  }

  #gapStep(state: ProductState, symbol: number): ProductState {
    const tuple = this.#tuples[state];
    const gap = this.#gaps[symbol];
    if (gap.opens !== (state === this.start)) return DEAD;
    if (gap.opens) {
      return this.#intern(
        this.#monitors.map((monitor) => monitor.begin(gap.lead)),
        "before",
      );
    }
    if (gap.ends)
      return this.#monitors.every((monitor, index) => monitor.close(tuple[index], gap)) ? 0 : DEAD;
    const next = new Array<number>(tuple.length);
    for (let index = 0; index < tuple.length; index += 1) {
      const after = this.#monitors[index].gap(tuple[index], gap);
      if (after === undefined) return DEAD;
      next[index] = after;
    }
    return this.#intern(next, "before");
  }

  /**
   * Depth-first search for a finish. Found: every state on the way can be finished. Not found: none of the states
   * visited can, since all their successors were visited too; so nothing is ever searched twice.
   */
  #search(root: ProductState): void {
    const path: { state: ProductState; ways: readonly ProductState[]; at: number }[] = [];
    const visited = new Set<ProductState>();
    let effort = 0;
    /** Whether a text may end here. */
    const enter = (state: ProductState): boolean => {
      visited.add(state);
      effort += this.#steps[state].length * this.#monitors.length;
      const ends = this.#finishes(state);
      path.push({ state, ways: ends ? [] : this.#ways(state), at: 0 });
      return ends;
    };
    let found = enter(root);
    while (!found && path.length > 0) {
      if (effort > this.#effort) {
        if (!this.#settled) throw tooIntricate();
        break;
      }
      const top = path[path.length - 1];
      if (top.at === top.ways.length) {
        path.pop();
        continue;
      }
      const next = top.ways[top.at++];
      if (this.#verdict[next] === NO || visited.has(next)) continue;
      found = this.#verdict[next] === YES || enter(next);
    }
    if (found) for (const { state } of path) this.#verdict[state] = YES;
    else for (const state of visited) this.#verdict[state] = NO;
  }

  #finishes(state: ProductState): boolean {
    return (
      this.#awaitsGap[state] && this.#gaps.some((gap, index) => gap.ends && this.#step(state, index) !== DEAD)
    );
  }

  /**
   * The states that may come next, those nearer to a finish first: behind words that move more monitors, or else pass
   * more tests; behind gaps that close fewer parts, since parts once closed hold no more words.
   */
  #ways(state: ProductState): readonly ProductState[] {
    const from = this.#tuples[state];
    const distance = new Map<ProductState, number>();
    for (let symbol = 0; symbol < this.#steps[state].length; symbol += 1) {
      if (!this.#awaitsGap[state] && this.#rationed.has(symbol)) continue;
      const next = this.#step(state, symbol);
      if (next === DEAD || distance.has(next)) continue;
      if (this.#awaitsGap[state]) {
        if (!this.#gaps[symbol].ends) distance.set(next, this.#gaps[symbol].closes.size);
        continue;
      }
      const to = this.#tuples[next];
      let moved = 0;
      for (let index = 0; index < to.length; index += 1) if (to[index] !== from[index]) moved += 1;
      distance.set(next, -moved - this.#classes[symbol].passes.size / MANY);
    }
    return [...distance.keys()].sort((one, other) => distance.get(one)! - distance.get(other)!);
  }

  /** Whether more words are missing than there is room for: told at once, where a search would try every order. */
  #isTooFull(tuple: readonly number[]): boolean {
    let missing = 0;
    for (const index of this.#wanting) missing += this.#monitors[index].missing!(tuple[index]);
    return missing > 0 && this.#bounding.some((index) => this.#monitors[index].room!(tuple[index]) < missing);
  }
}

export const TOO_INTRICATE = "contract.too-intricate";

export function tooIntricate(): SijoError {
  return new SijoError(
    TOO_INTRICATE,
    "The clauses of this contract interact in too many ways to keep track of.",
    {
      kind: "usage",
      hint: "Ask for a shorter text, for one exact count instead of several, or for fewer words that must occur.",
    },
  );
}
