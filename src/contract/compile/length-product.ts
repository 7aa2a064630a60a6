/**
 * The product of a contract's clauses together with the number of characters of the whole text.
 *
 * A character count multiplies the states of a product by the length of the text. But it only adds up, so it is kept
 * apart: for each state of the other clauses, the set of lengths that some way to the end has, as bits of a big
 * integer. A text can be finished when the wanted length minus the length so far is in that set. Exact, and small.
 * @module
 */
import { SijoError } from "../../errors.ts";
import { type Gap, gapLength, type WordClass } from "./events.ts";
import type { Bounds } from "./monitor.ts";
import { type Machine, type Product, type ProductState, tooIntricate } from "./product.ts";
import type { ClassSet } from "./words.ts";

/** Longest text, in characters, whose length is counted exactly. */
const MAX_LENGTH = 20_000;
const MAX_BASE_STATES = 50_000;

export interface LengthProductOptions {
  readonly product: Product;
  readonly classes: readonly WordClass[];
  readonly gaps: readonly Gap[];
  readonly bounds: Bounds;
  /** Classes that no way to the end may count on. */
  readonly rationed?: ReadonlySet<number>;
}

export class LengthProduct implements Machine {
  readonly start: ProductState;
  readonly #product: Product;
  readonly #gaps: readonly Gap[];
  readonly #classes: readonly WordClass[];
  readonly #min: number;
  readonly #max: number;
  /** Where lengths saturate: without an upper bound, all lengths from `min` on are one. */
  readonly #top: number;
  readonly #ways: readonly bigint[];
  readonly #ids = new Map<number, ProductState>();
  readonly #pairs: { readonly base: ProductState; readonly length: number }[] = [];
  readonly #allowedClasses: (ClassSet | undefined)[] = [];
  readonly #allowedGaps: (readonly number[] | undefined)[] = [];
  readonly #rationed: ReadonlySet<number>;

  constructor({ product, classes, gaps, bounds, rationed = new Set() }: LengthProductOptions) {
    this.#rationed = rationed;
    this.#product = product;
    this.#classes = classes;
    this.#gaps = gaps;
    this.#min = bounds.min;
    this.#max = bounds.max;
    this.#top = Number.isFinite(bounds.max) ? bounds.max : bounds.min;
    if (this.#top > MAX_LENGTH) {
      throw new SijoError(
        "contract.too-long",
        `A text of ${this.#top} characters is too long to count exactly.`,
        {
          kind: "usage",
          hint: `Ask for at most ${MAX_LENGTH} characters, or count words or sentences instead.`,
        },
      );
    }
    this.#ways = this.#waysToFinish();
    this.start = this.#intern(product.start, 0);
  }

  /** All its searching is done when it is made. */
  settle(): void {
    this.#product.settle();
  }

  word(state: ProductState, wordClass: number): ProductState {
    const { base, length } = this.#pairs[state];
    const next = this.#product.word(base, wordClass);
    return next < 0 ? next : this.#reach(next, length + this.#classes[wordClass].length);
  }

  gap(state: ProductState, gap: number): ProductState {
    const { base, length } = this.#pairs[state];
    const next = this.#product.gap(base, gap);
    if (next < 0) return next;
    const sum = length + gapLength(this.#gaps[gap]);
    if (this.#gaps[gap].ends) return sum >= this.#min && sum <= this.#max ? 0 : -1;
    return this.#reach(next, sum);
  }

  feasible(state: ProductState): boolean {
    const { base, length } = this.#pairs[state];
    return this.#finishes(base, length);
  }

  allowedClasses(state: ProductState): ClassSet {
    let set = this.#allowedClasses[state];
    if (set === undefined) {
      set = new Int32Array(Math.max(1, Math.ceil(this.#classes.length / 32)));
      for (let index = 0; index < this.#classes.length; index += 1) {
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

  #reach(base: ProductState, length: number): ProductState {
    if (length > this.#max) return -1;
    return this.#intern(base, Math.min(length, this.#top));
  }

  #intern(base: ProductState, length: number): ProductState {
    const key = base * (MAX_LENGTH + 1) + length;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#pairs.length;
      this.#ids.set(key, id);
      this.#pairs.push({ base, length });
    }
    return id;
  }

  #finishes(base: ProductState, length: number): boolean {
    const ways = this.#ways[base] ?? 0n;
    // Lengths still to come, from what is missing at least to what is left at most.
    const missing = Math.max(0, this.#min - length);
    const wanted = ways >> BigInt(missing);
    if (!Number.isFinite(this.#max)) return wanted !== 0n;
    const left = this.#max - length;
    return (wanted & ((1n << BigInt(left - missing + 1)) - 1n)) !== 0n;
  }

  /** Lengths of all ways from each state to the end, as the least fixed point over the states that can be reached. */
  #waysToFinish(): bigint[] {
    const all = (1n << BigInt(this.#top + 1)) - 1n;
    const saturates = !Number.isFinite(this.#max);
    const top = BigInt(this.#top);
    const shift = (ways: bigint, amount: number): bigint => {
      const moved = ways << BigInt(amount);
      if (!saturates || moved <= all) return moved & all;
      return (moved & all) | (1n << top);
    };
    const edges = this.#edges();
    const ways: bigint[] = [];
    const before = new Map<ProductState, { from: ProductState; cost: number }[]>();
    const changed: ProductState[] = [];
    for (const { from, to, cost } of edges) {
      if (to === "end") {
        ways[from] = (ways[from] ?? 0n) | shift(1n, cost);
        changed.push(from);
      } else {
        const list = before.get(to) ?? [];
        list.push({ from, cost });
        before.set(to, list);
      }
    }
    const waiting = new Set(changed);
    for (const state of waiting) {
      waiting.delete(state);
      for (const { from, cost } of before.get(state) ?? []) {
        const sum = (ways[from] ?? 0n) | shift(ways[state], cost);
        if (sum === (ways[from] ?? 0n)) continue;
        ways[from] = sum;
        waiting.add(from);
      }
    }
    return ways;
  }

  /** Steps between states that some text of allowed length can reach, shortest texts first. */
  #edges(): Edge[] {
    const edges: Edge[] = [];
    const reached = new Set<ProductState>();
    const byLength: ProductState[][] = [[this.#product.start]];
    for (let length = 0; length < byLength.length; length += 1) {
      for (const state of byLength[length] ?? []) {
        if (reached.has(state)) continue;
        reached.add(state);
        if (reached.size > MAX_BASE_STATES) throw tooIntricate();
        for (const edge of this.#edgesFrom(state)) {
          const sum = length + edge.cost;
          if (sum > this.#max) continue;
          edges.push(edge);
          if (edge.to === "end" || reached.has(edge.to)) continue;
          byLength[sum] ??= [];
          byLength[sum].push(edge.to);
        }
      }
    }
    return edges;
  }

  /** Words of one length and one successor make one edge. */
  #edgesFrom(from: ProductState): Edge[] {
    const found = new Map<string, Edge>();
    const add = (to: ProductState | "end", cost: number): void => {
      found.set(`${to}:${cost}`, { from, to, cost });
    };
    if (this.#product.awaitsGap(from)) {
      for (const [index, gap] of this.#gaps.entries()) {
        const next = this.#product.gap(from, index);
        if (next >= 0) add(gap.ends ? "end" : next, gapLength(gap));
      }
    } else {
      for (const [index, { length }] of this.#classes.entries()) {
        if (this.#rationed.has(index)) continue;
        const next = this.#product.word(from, index);
        if (next >= 0) add(next, length);
      }
    }
    return [...found.values()];
  }
}

interface Edge {
  readonly from: ProductState;
  readonly to: ProductState | "end";
  /** Characters that the step adds. */
  readonly cost: number;
}
