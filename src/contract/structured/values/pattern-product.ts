/**
 * Several patterns side by side, each to fit or not: one automaton over the characters that strings are written in, with
 * the lengths of what is still to come.
 * @module
 */
import type { PieceKind } from "../../../inference/index.ts";
import { NO_STATE, type PatternAutomaton } from "../../pattern/pattern.ts";
import { ESCAPED, isWritable, standsAsItIs } from "./characters.ts";

/** A pattern that is to fit, or not. */
export interface Test {
  readonly pattern: PatternAutomaton;
  readonly wanted: boolean;
}

/** A state of the product, from 0. */
export type ProductId = number;

const LAST_POINT = 0x10ffff;
const MOST_STATES = 20_000;
const MOST_CELLS = 8_000_000;
const NEVER = 0x7fff;
const DEAD = -1;
const ASCII = 128;
/** Sets of fewer characters are walked: tables of pieces are worth it for large ones. */
const LARGE_LOOP = 200;

export class PatternProduct {
  readonly #tests: readonly Test[];
  readonly #strides: readonly number[];
  /** One writable character of each set that all tests treat alike. */
  readonly #letters: readonly number[];
  readonly #ids = new Map<string, ProductId>();
  readonly #states: (readonly number[])[] = [];
  /** By state, from sets of characters to the state behind them. */
  readonly #steps: Map<number, ProductId>[] = [];
  /** Characters that are missing at least, or −1. */
  #distance = new Int32Array();
  /** `#lengths[id][k]`: the least length from k up of a completion. */
  #lengths: Int16Array[] = [];
  /** By set, its characters as far as they have been looked for. */
  readonly #members = new Map<number, { readonly found: number[]; at: number }>();
  readonly #loops = new Map<ProductId, PieceKind | undefined>();

  constructor(tests: readonly Test[]) {
    this.#tests = tests;
    let stride = 1;
    this.#strides = tests.map(({ pattern }) => {
      const own = stride;
      stride *= pattern.sizes.length;
      return own;
    });
    this.#letters = this.#samples(
      tests.length === 1 ? tests[0].pattern.sizes.length : Number.POSITIVE_INFINITY,
    );
  }

  /** The state after one more character, if some string goes on from there; else −1. Every string starts at 0. */
  next(id: ProductId, codePoint: number): ProductId {
    const after = this.#steps[id].get(this.#setOf(codePoint));
    return after !== undefined && this.#distance[after] >= 0 && isWritable(codePoint) ? after : DEAD;
  }

  accepts(id: ProductId): boolean {
    return this.#distance[id] === 0;
  }

  /** Visits every state; false: there are too many. */
  explore(): boolean {
    const start = this.#tests.map(({ pattern }) => pattern.start);
    this.#intern(start);
    const before: ProductId[][] = [[]];
    for (let id = 0; id < this.#states.length; id += 1) {
      if (this.#states.length > MOST_STATES || id * this.#letters.length > MOST_CELLS) return false;
      const steps = new Map<number, ProductId>();
      for (const letter of this.#letters) {
        const after = this.#after(this.#states[id], letter);
        if (!after) continue;
        const to = this.#intern(after);
        steps.set(this.#setOf(letter), to);
        before[to] ??= [];
        before[to].push(id);
      }
      this.#steps.push(steps);
    }
    this.#distance = new Int32Array(this.#states.length).fill(-1);
    let layer = [...this.#states.keys()].filter((id) => this.#isWhole(this.#states[id]));
    for (let distance = 0; layer.length > 0; distance += 1) {
      for (const id of layer) this.#distance[id] = distance;
      layer = [...new Set(layer.flatMap((id) => before[id] ?? []))].filter((id) => this.#distance[id] < 0);
    }
    return true;
  }

  /** The most characters that a shortest completion has. */
  longestShortest(): number {
    return this.#distance.reduce((most, distance) => Math.max(most, distance), 0);
  }

  /** The least length from `min` up of a whole string; undefined: there is none up to `most`. */
  shortest(min: number, most: number): number | undefined {
    let layer = new Set(this.#distance[0] >= 0 ? [0] : []);
    // Behind so many characters, lengths repeat themselves or end.
    const last = Math.min(most, min + 2 * this.#states.length + 2);
    for (let length = 0; length <= last && layer.size > 0; length += 1) {
      if (length >= min && [...layer].some((id) => this.#distance[id] === 0)) return length;
      const next = new Set<ProductId>();
      for (const id of layer) for (const to of this.#successors(id)) next.add(to);
      layer = next;
    }
    return undefined;
  }

  /** Finds the lengths of completions, up to `max`; false: that takes too much. */
  measure(max: number): boolean {
    const count = this.#states.length;
    if (count * (max + 1) > 2 * MOST_CELLS) return false;
    const successors = this.#states.map((_, id) => [...new Set(this.#successors(id))]);
    let reach = Uint8Array.from(this.#distance, (distance) => (distance === 0 ? 1 : 0));
    const layers = [reach];
    for (let length = 1; length <= max; length += 1) {
      const shorter = reach;
      reach = Uint8Array.from(successors, (list) => (list.some((to) => shorter[to] === 1) ? 1 : 0));
      layers.push(reach);
    }
    this.#lengths = this.#states.map((_, id) => {
      const next = new Int16Array(max + 2).fill(NEVER);
      for (let length = max; length >= 0; length -= 1) {
        next[length] = layers[length][id] === 1 ? length : next[length + 1];
      }
      return next;
    });
    return true;
  }

  /** The least length from `from` up of a completion; as far as was measured. */
  lengthFrom(id: ProductId, from: number): number {
    const lengths = this.#lengths[id];
    return lengths[Math.min(from, lengths.length - 1)];
  }

  /** The greatest length up to `max`, as far as was measured, of a whole string. */
  longest(max: number): number {
    const lengths = this.#lengths[0];
    let longest = -1;
    for (let length = lengths[0]; length <= max; length = lengths[Math.min(length + 1, lengths.length - 1)]) {
      longest = length;
      if (length + 1 >= lengths.length) break;
    }
    return longest;
  }

  /** Pieces that leave the state as it is, where many characters do. */
  loop(id: ProductId): PieceKind | undefined {
    if (!this.#loops.has(id)) this.#loops.set(id, this.#makeLoop(id));
    return this.#loops.get(id);
  }

  /** Whether some character that is not ASCII might come next; true where that isn't clear. */
  goesBeyondAscii(id: ProductId): boolean {
    return [...this.#steps[id]].some(([set, to]) => this.#distance[to] >= 0 && this.#isWide(set));
  }

  /** What goes on from here to whole strings, the shortest first, at most so many. */
  completions(
    id: ProductId,
    {
      most,
      accepts,
      canBecome,
    }: {
      readonly most: number;
      /** Asked of a state and how many characters have been added. */
      readonly accepts: (id: ProductId, more: number) => boolean;
      readonly canBecome: (id: ProductId, more: number) => boolean;
    },
  ): string[] {
    const found: string[] = [];
    let layer: { readonly id: ProductId; readonly text: string }[] = [{ id, text: "" }];
    for (let more = 0; layer.length > 0 && found.length < most; more += 1) {
      const longer: typeof layer = [];
      for (const here of layer) {
        if (accepts(here.id, more)) found.push(here.text);
        for (const letter of this.#letters) {
          // Each leads to some string: so many are enough.
          if (longer.length > most) break;
          const after = this.next(here.id, letter);
          if (after === DEAD || !canBecome(after, more + 1)) continue;
          for (const point of this.#alike(letter, most)) {
            longer.push({ id: after, text: here.text + String.fromCodePoint(point) });
          }
        }
      }
      layer = longer;
    }
    return found.slice(0, most);
  }

  /** Characters that are treated like this one, at most so many: those near it first. */
  #alike(letter: number, most: number): number[] {
    const set = this.#setOf(letter);
    const found = [letter];
    const reach = Math.min(most, 64);
    for (
      let point = Math.max(0, letter - reach);
      point <= letter + reach && found.length < most;
      point += 1
    ) {
      if (point !== letter && isWritable(point) && this.#setOf(point) === set) found.push(point);
    }
    if (found.length >= Math.min(most, this.#sizeAtMost(set))) return found;
    return [...new Set([...found, ...this.#membersOf(set, most)])].slice(0, most);
  }

  /** The writable characters of a set, or the first so many. */
  #membersOf(set: number, most: number): readonly number[] {
    let members = this.#members.get(set);
    if (!members) {
      members = { found: [], at: 0 };
      this.#members.set(set, members);
    }
    const { found } = members;
    const all = this.#sizeAtMost(set);
    for (; members.at <= LAST_POINT && found.length < Math.min(most, all); members.at += 1) {
      if (this.#setOf(members.at) === set && isWritable(members.at)) found.push(members.at);
    }
    return found;
  }

  /** No set has more characters than any of the sets that it is shared by. */
  #sizeAtMost(set: number): number {
    return this.#tests.reduce(
      (least, { pattern: { sizes } }, index) =>
        Math.min(least, sizes[Math.floor(set / this.#strides[index]) % sizes.length]),
      LAST_POINT,
    );
  }

  /** Whether a set of characters has more than those of ASCII, as far as each test by itself can tell. */
  #isWide(set: number): boolean {
    return this.#tests.every(({ pattern }, index) => {
      const own = Math.floor(set / this.#strides[index]) % pattern.sizes.length;
      let ascii = 0;
      for (let point = 0; point < ASCII; point += 1) if (pattern.likenessOf(point) === own) ascii += 1;
      return pattern.sizes[own] > ascii;
    });
  }

  #setOf(codePoint: number): number {
    let set = 0;
    for (let index = 0; index < this.#tests.length; index += 1) {
      set += this.#tests[index].pattern.likenessOf(codePoint) * this.#strides[index];
    }
    return set;
  }

  #samples(most: number): readonly number[] {
    const found = new Map<number, number>();
    const look = (point: number): void => {
      if (!isWritable(point)) return;
      const set = this.#setOf(point);
      if (!found.has(set)) found.set(set, point);
    };
    for (const { pattern } of this.#tests) for (const point of pattern.representatives) look(point);
    for (const point of ESCAPED) look(point);
    for (let point = 0; point <= LAST_POINT && found.size < most; point += 1) look(point);
    return [...found.values()];
  }

  #successors(id: ProductId): ProductId[] {
    return [...this.#steps[id].values()].filter((to) => this.#distance[to] >= 0);
  }

  #after(state: readonly number[], codePoint: number): readonly number[] | undefined {
    const after = new Array<number>(state.length);
    for (let index = 0; index < state.length; index += 1) {
      const { pattern, wanted } = this.#tests[index];
      after[index] = pattern.next(state[index], codePoint);
      if (after[index] === NO_STATE && wanted) return undefined;
    }
    return after;
  }

  #isWhole = (state: readonly number[]): boolean =>
    this.#tests.every(({ pattern, wanted }, index) => pattern.mayEnd(state[index]) === wanted);

  #intern(state: readonly number[]): ProductId {
    const key = state.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#states.length;
      this.#ids.set(key, id);
      this.#states.push(state);
    }
    return id;
  }

  #makeLoop(id: ProductId): PieceKind | undefined {
    const loops = new Set([...this.#steps[id]].filter(([, to]) => to === id).map(([set]) => set));
    const stays = (codePoint: number): boolean =>
      standsAsItIs(codePoint) && loops.has(this.#setOf(codePoint));
    if (this.#tests.length === 1) {
      const { sizes } = this.#tests[0].pattern;
      if ([...loops].reduce((sum, set) => sum + sizes[set], 0) < LARGE_LOOP) return undefined;
    }
    if (!this.#letters.some(stays)) return undefined;
    return {
      has: (piece) => {
        for (const character of piece) if (!stays(character.codePointAt(0)!)) return false;
        return true;
      },
    };
  }
}
