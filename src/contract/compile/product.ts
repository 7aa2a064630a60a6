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

/** A state of the product: before a word (a word must follow) or behind one (a gap must follow). */
export type ProductState = number;

const DEAD = -1;
const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/** Beyond this many states a contract is refused as too intricate, rather than searched without end. */
const MAX_STATES = 400_000;

/** What a text constraint asks of a product; states are numbers, −1 is "some clause has failed". */
export interface Machine {
  readonly start: ProductState;
  /** The state behind a word of this class. Says nothing of completions. */
  word(state: ProductState, wordClass: number): ProductState;
  /** The state before the next word, after this gap; for a gap that ends the text: 0 when every clause holds. */
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

  constructor({ monitors, classes, gaps }: ProductOptions) {
    this.#monitors = monitors;
    this.#classes = classes;
    this.#gaps = gaps;
    this.start = this.#intern(
      monitors.map((monitor) => monitor.start),
      false,
    );
  }

  word(state: ProductState, wordClass: number): ProductState {
    return this.#step(state, wordClass);
  }

  gap(state: ProductState, gap: number): ProductState {
    return this.#step(state, gap);
  }

  /** Whether a gap must follow here, rather than a word. */
  isBehindWord(state: ProductState): boolean {
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

  #intern(tuple: readonly number[], behindWord: boolean): ProductState {
    const key = `${behindWord ? "b" : "a"}${tuple.join()}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#tuples.length;
      if (id >= MAX_STATES) {
        throw tooIntricate();
      }
      this.#ids.set(key, id);
      this.#tuples.push(tuple);
      this.#behindWord.push(behindWord);
      this.#verdict.push(UNKNOWN);
      const symbols = behindWord ? this.#gaps.length : this.#classes.length;
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
    return this.#intern(next, true);
  }

  #gapStep(state: ProductState, symbol: number): ProductState {
    const tuple = this.#tuples[state];
    const gap = this.#gaps[symbol];
    if (gap.ends)
      return this.#monitors.every((monitor, index) => monitor.close(tuple[index], gap)) ? 0 : DEAD;
    const next = new Array<number>(tuple.length);
    for (let index = 0; index < tuple.length; index += 1) {
      const after = this.#monitors[index].gap(tuple[index], gap);
      if (after === undefined) return DEAD;
      next[index] = after;
    }
    return this.#intern(next, false);
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
