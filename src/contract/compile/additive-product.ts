/**
 * The product of a contract's clauses together with something that only adds up over the whole text: its characters, or
 * its numbers.
 *
 * Counting it as a clause would multiply the states of a product by all its amounts. But it only adds up, so it is kept
 * apart: for each state of the other clauses, the set of amounts that some way to the end has, as bits of a big integer.
 * A text can be finished when the wanted amount minus the amount so far is in that set. Exact, and small.
 * @module
 */
import type { Gap, WordClass } from "./events.ts";
import { searchStep } from "./interruption.ts";
import type { Bounds } from "./monitor.ts";
import { type Machine, type ProductState, tooIntricate } from "./product.ts";
import type { ClassSet } from "./words.ts";

/** Largest amount that is told from others. */
export const LARGEST_AMOUNT = 20_000;
const MAX_BASE_STATES = 50_000;
/** Steps of the other clauses that may be taken to find all ways: a few seconds. */
const MOST_EFFORT = 2_000_000;

export interface AdditiveProductOptions {
  readonly machine: Machine;
  readonly classes: readonly WordClass[];
  readonly gaps: readonly Gap[];
  /** Of the whole text; neither end beyond `LARGEST_AMOUNT`, but the upper one may be infinite. */
  readonly bounds: Bounds;
  /** What a word or a gap adds: 0 or more. */
  readonly ofWord: (word: WordClass) => number;
  readonly ofGap: (gap: Gap) => number;
  /** Classes that no way to the end may count on. */
  readonly rationed?: ReadonlySet<number>;
}

export class AdditiveProduct implements Machine {
  readonly start: ProductState;
  readonly #machine: Machine;
  readonly #gaps: readonly Gap[];
  readonly #ofClass: readonly number[];
  readonly #ofGap: readonly number[];
  readonly #min: number;
  readonly #max: number;
  /** Where amounts saturate: without an upper bound, all from `min` on are one. */
  readonly #top: number;
  readonly #ways: readonly bigint[];
  readonly #ids = new Map<number, ProductState>();
  readonly #pairs: { readonly base: ProductState; readonly amount: number }[] = [];
  readonly #allowedClasses: (ClassSet | undefined)[] = [];
  readonly #allowedGaps: (readonly number[] | undefined)[] = [];
  readonly #rationed: ReadonlySet<number>;

  constructor(options: AdditiveProductOptions) {
    const { machine, classes, gaps, bounds, ofWord, ofGap, rationed = new Set() } = options;
    this.#rationed = rationed;
    this.#machine = machine;
    this.#gaps = gaps;
    this.#ofClass = classes.map(ofWord);
    this.#ofGap = gaps.map(ofGap);
    this.#min = bounds.min;
    this.#max = bounds.max;
    this.#top = Number.isFinite(bounds.max) ? bounds.max : bounds.min;
    this.#ways = this.#waysToFinish();
    this.start = this.#intern(machine.start, 0);
  }

  /** All its searching is done when it is made. */
  settle(): void {
    this.#machine.settle();
  }

  awaitsGap(state: ProductState): boolean {
    return this.#machine.awaitsGap(this.#pairs[state].base);
  }

  word(state: ProductState, wordClass: number): ProductState {
    const { base, amount } = this.#pairs[state];
    const next = this.#machine.word(base, wordClass);
    return next < 0 ? next : this.#reach(next, amount + this.#ofClass[wordClass]);
  }

  gap(state: ProductState, gap: number): ProductState {
    const { base, amount } = this.#pairs[state];
    const next = this.#machine.gap(base, gap);
    if (next < 0) return next;
    const sum = amount + this.#ofGap[gap];
    if (this.#gaps[gap].ends) return sum >= this.#min && sum <= this.#max ? 0 : -1;
    return this.#reach(next, sum);
  }

  feasible(state: ProductState): boolean {
    const { base, amount } = this.#pairs[state];
    return this.#finishes(base, amount);
  }

  allowedClasses(state: ProductState): ClassSet {
    let set = this.#allowedClasses[state];
    if (set === undefined) {
      set = new Int32Array(Math.max(1, Math.ceil(this.#ofClass.length / 32)));
      for (let index = 0; index < this.#ofClass.length; index += 1) {
        const next = this.word(state, index);
        if (next >= 0 && this.feasible(next)) set[index >> 5] |= 1 << (index & 31);
      }
      this.#allowedClasses[state] = set;
    }
    return set;
  }

  allowedGaps(state: ProductState): readonly number[] {
    let allowed = this.#allowedGaps[state];
    if (allowed === undefined) {
      allowed = this.#gaps.flatMap((gap, index) => {
        const next = this.gap(state, index);
        return next >= 0 && (gap.ends || this.feasible(next)) ? [index] : [];
      });
      this.#allowedGaps[state] = allowed;
    }
    return allowed;
  }

  #reach(base: ProductState, amount: number): ProductState {
    if (amount > this.#max) return -1;
    return this.#intern(base, Math.min(amount, this.#top));
  }

  #intern(base: ProductState, amount: number): ProductState {
    const key = base * (LARGEST_AMOUNT + 1) + amount;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#pairs.length;
      this.#ids.set(key, id);
      this.#pairs.push({ base, amount });
    }
    return id;
  }

  #finishes(base: ProductState, amount: number): boolean {
    const ways = this.#ways[base] ?? 0n;
    // Amounts still to come, from what is missing at least to what is left at most.
    const missing = Math.max(0, this.#min - amount);
    const wanted = ways >> BigInt(missing);
    if (!Number.isFinite(this.#max)) return wanted !== 0n;
    const left = this.#max - amount;
    return (wanted & ((1n << BigInt(left - missing + 1)) - 1n)) !== 0n;
  }

  /** Amounts of all ways from each state to the end, as the least fixed point over the states that can be reached. */
  #waysToFinish(): bigint[] {
    const all = (1n << BigInt(this.#top + 1)) - 1n;
    const saturates = !Number.isFinite(this.#max);
    const top = BigInt(this.#top);
    const within = (ways: bigint): bigint => {
      if (!saturates || ways <= all) return ways & all;
      return (ways & all) | (1n << top);
    };
    /** With any cost of the range added, by doubling. */
    const shift = (ways: bigint, { low, high }: CostRange): bigint => {
      let spread = ways;
      for (let width = 1; width <= high - low; ) {
        const step = Math.min(width, high - low + 1 - width);
        spread |= spread << BigInt(step);
        width += step;
      }
      return within(spread << BigInt(low));
    };
    const ways: bigint[] = [];
    const before = new Map<ProductState, { from: ProductState; cost: CostRange }[]>();
    const waiting = new Set<ProductState>();
    for (const { from, to, cost } of this.#edges()) {
      if (to === "end") {
        ways[from] = (ways[from] ?? 0n) | shift(1n, cost);
        waiting.add(from);
      } else {
        const list = before.get(to) ?? [];
        list.push({ from, cost });
        before.set(to, list);
      }
    }
    for (const state of waiting) {
      waiting.delete(state);
      for (const { from, cost } of before.get(state) ?? []) {
        searchStep();
        const sum = (ways[from] ?? 0n) | shift(ways[state], cost);
        if (sum === (ways[from] ?? 0n)) continue;
        ways[from] = sum;
        waiting.add(from);
      }
    }
    return ways;
  }

  /** Steps between states that some text of allowed amount can reach, smallest amounts first. */
  #edges(): Edge[] {
    const edges: Edge[] = [];
    const reached = new Set<ProductState>();
    const byAmount: ProductState[][] = [[this.#machine.start]];
    let effort = 0;
    for (let amount = 0; amount < byAmount.length; amount += 1) {
      for (const state of byAmount[amount] ?? []) {
        if (reached.has(state)) continue;
        searchStep();
        reached.add(state);
        effort += this.#machine.awaitsGap(state) ? this.#gaps.length : this.#ofClass.length;
        if (reached.size > MAX_BASE_STATES || effort > MOST_EFFORT) throw tooIntricate();
        for (const edge of this.#edgesFrom(state)) {
          const sum = amount + edge.cost.low;
          if (sum > this.#max) continue;
          edges.push(edge);
          if (edge.to === "end" || reached.has(edge.to)) continue;
          const least = Math.min(sum, this.#top);
          byAmount[least] ??= [];
          byAmount[least].push(edge.to);
        }
      }
    }
    return edges;
  }

  /** Words of one successor make an edge for each run of amounts. */
  #edgesFrom(from: ProductState): Edge[] {
    const costs = new Map<ProductState | "end", Set<number>>();
    const add = (to: ProductState | "end", cost: number): void => {
      const known = costs.get(to);
      if (known) known.add(cost);
      else costs.set(to, new Set([cost]));
    };
    if (this.#machine.awaitsGap(from)) {
      for (const [index, gap] of this.#gaps.entries()) {
        const next = this.#machine.gap(from, index);
        if (next >= 0) add(gap.ends ? "end" : next, this.#ofGap[index]);
      }
    } else {
      for (const [index, cost] of this.#ofClass.entries()) {
        if (this.#rationed.has(index)) continue;
        const next = this.#machine.word(from, index);
        if (next >= 0) add(next, cost);
      }
    }
    return [...costs].flatMap(([to, some]) => rangesOf(some).map((cost) => ({ from, to, cost })));
  }
}

/** Every whole number from one to the other. */
interface CostRange {
  readonly low: number;
  readonly high: number;
}

interface Edge {
  readonly from: ProductState;
  readonly to: ProductState | "end";
  /** What the step adds: any of these. */
  readonly cost: CostRange;
}

function rangesOf(costs: ReadonlySet<number>): CostRange[] {
  const ranges: { low: number; high: number }[] = [];
  for (const cost of [...costs].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && last.high + 1 === cost) last.high = cost;
    else ranges.push({ low: cost, high: cost });
  }
  return ranges;
}
