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

/** What a text constraint asks of a product; states are numbers, −1 is "some clause has failed". */
export interface Machine {
  readonly start: ProductState;
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
}

export interface ProductOptions {
  readonly monitors: readonly Monitor[];
  readonly classes: readonly WordClass[];
  readonly gaps: readonly Gap[];
}

export class Product implements Machine {
  readonly start: ProductState;
  readonly #monitors: readonly Monitor[];
  readonly #classes: readonly WordClass[];
  readonly #gaps: readonly Gap[];
  readonly #ids = new Map<string, ProductState>();
  readonly #tuples: (readonly number[])[] = [];
  readonly #behindWord: boolean[] = [];
  readonly #steps: Int32Array[] = [];
  readonly #verdict: number[] = [];
  readonly #allowedClasses: (ClassSet | undefined)[] = [];
  readonly #allowedGaps: (readonly number[] | undefined)[] = [];
  #cells = 0;

  constructor({ monitors, classes, gaps }: ProductOptions) {
    this.#monitors = monitors;
    this.#classes = classes;
    this.#gaps = gaps;
    this.start = this.#intern([], "start");
  }

  word(state: ProductState, wordClass: number): ProductState {
    return this.#step(state, wordClass);
  }

  gap(state: ProductState, gap: number): ProductState {
    return this.#step(state, gap);
  }

  /** Whether a gap must follow here, rather than a word. */
  awaitsGap(state: ProductState): boolean {
    return this.#behindWord[state];
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
      const behindWord = place !== "before";
      const symbols = behindWord ? this.#gaps.length : this.#classes.length;
      this.#cells += tuple.length + symbols;
      if (id >= MAX_STATES || this.#cells > MAX_CELLS) throw tooIntricate();
      this.#ids.set(key, id);
      this.#tuples.push(tuple);
      this.#behindWord.push(behindWord);
      this.#verdict.push(UNKNOWN);
      this.#steps.push(new Int32Array(symbols).fill(-2));
    }
    return id;
  }

  #step(state: ProductState, symbol: number): ProductState {
    const known = this.#steps[state][symbol];
    if (known !== -2) return known;
    const next = this.#behindWord[state] ? this.#gapStep(state, symbol) : this.#wordStep(state, symbol);
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
    return this.#intern(next, "behind");
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
    const path: { state: ProductState; symbol: number }[] = [{ state: root, symbol: 0 }];
    const visited = [root];
    const onTheWay = new Set([root]);
    while (path.length > 0) {
      const top = path[path.length - 1];
      const behind = this.#behindWord[top.state];
      if (top.symbol >= this.#steps[top.state].length) {
        path.pop();
        continue;
      }
      const symbol = top.symbol++;
      const next = this.#step(top.state, symbol);
      if (next === DEAD) continue;
      const finished = behind && this.#gaps[symbol].ends;
      if (finished || this.#verdict[next] === YES) {
        for (const { state } of path) this.#verdict[state] = YES;
        return;
      }
      if (this.#verdict[next] === NO || onTheWay.has(next)) continue;
      onTheWay.add(next);
      visited.push(next);
      path.push({ state: next, symbol: 0 });
    }
    for (const state of visited) this.#verdict[state] = NO;
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
