/**
 * Which cell of the key-value cache holds what, so that the cells of every text stay in the order of its tokens.
 *
 * Attention sums in the order of cells, and libllama fills whatever cell is free: a text whose later tokens took cells
 * in front of its earlier ones would be summed otherwise than the same text in an empty cache. So cells are taken from
 * one end, and what is given back in the middle keeps its place until it pays to move all others together.
 * @module
 */
import type { CacheOperation } from "./context-tree.ts";

/** Cells that nobody needs, and part of those in use, before all others are moved together. */
const LEAST_DEAD = 512;
const DEAD_SHARE = 0.5;

/** How the worker reads an operation: four numbers, of which the first is its kind. */
export const OPERATION = { copy: 0, remove: 1, compact: 2 } as const;

/**
 * Carries the operations of a `ContextTree` over to libllama's sequences. Those of the tree are names: where a sequence
 * can't be emptied at once, its name goes on to another one.
 */
export class Cells {
  readonly #capacity: number;
  /** libllama's sequences that hold nothing. */
  readonly #free: number[];
  /** Those whose cells nobody needs, to be emptied at the next collection. */
  #retired: number[] = [];
  /** By the tree's sequence, libllama's. */
  readonly #named = new Map<number, number>();
  /** By libllama's sequence, the cells of its positions. */
  readonly #cellsOf: number[][];
  /** By cell: sequences that hold it, and how many of these are still needed. */
  readonly #held: Uint16Array;
  readonly #needed: Uint16Array;
  /** All cells below are taken, all others free. */
  #top = 0;
  #dead = 0;
  #owed: number[] = [];

  constructor({ cells, sequences }: { cells: number; sequences: number }) {
    this.#capacity = cells;
    this.#free = Array.from({ length: sequences }, (_, index) => sequences - 1 - index);
    this.#cellsOf = Array.from({ length: sequences }, () => []);
    this.#held = new Uint16Array(cells);
    this.#needed = new Uint16Array(cells);
  }

  apply(operations: readonly CacheOperation[]): void {
    for (const operation of operations) {
      if (operation.kind === "remove") this.#remove(operation.sequence, operation.from);
      else this.#copy(operation);
    }
  }

  /** Moves the cells in use together where so many more would find no room, or too many are dead. */
  makeRoom(cells: number): void {
    const isFull = this.#top + cells > this.#capacity;
    const limit = Math.max(LEAST_DEAD, DEAD_SHARE * (this.#top - this.#dead));
    if (this.#dead > 0 && (isFull || this.#dead > limit)) this.#collect();
  }

  /** libllama's sequence for one of the tree. It stays the same until the tree removes some of it. */
  sequenceOf(name: number): number {
    let sequence = this.#named.get(name);
    if (sequence === undefined) {
      sequence = this.#allocate();
      this.#named.set(name, sequence);
    }
    return sequence;
  }

  /** So many tokens have been decoded, or loaded, at the end of a sequence. */
  append(name: number, tokens = 1): void {
    const cells = this.#cellsOf[this.sequenceOf(name)];
    for (let count = 0; count < tokens; count += 1) {
      this.#held[this.#top] = 1;
      this.#needed[this.#top] = 1;
      cells.push(this.#top);
      this.#top += 1;
    }
  }

  /** What is owed to the cache since the last call, as the worker reads it. */
  takeOperations(): Int32Array {
    const owed = Int32Array.from(this.#owed);
    this.#owed = [];
    return owed;
  }

  #owe(kind: keyof typeof OPERATION, first = 0, second = 0, length = 0): void {
    this.#owed.push(OPERATION[kind], first, second, length);
  }

  #copy({ source, target, length }: Extract<CacheOperation, { kind: "copy" }>): void {
    this.#share(this.sequenceOf(source), { with: this.sequenceOf(target), length });
  }

  /** Lets an empty sequence hold the first cells of another one, too. */
  #share(sequence: number, { with: other, length }: { with: number; length: number }): void {
    this.#owe("copy", sequence, other, length);
    this.#cellsOf[other] = this.#cellsOf[sequence].slice(0, length);
    for (const cell of this.#cellsOf[other]) {
      this.#held[cell] += 1;
      this.#needed[cell] += 1;
    }
  }

  #remove(name: number, from: number): void {
    const sequence = this.#named.get(name);
    if (sequence === undefined) return;
    const cells = this.#cellsOf[sequence];
    if (from === 0) this.#named.delete(name);
    const none = this.#free.length + this.#retired.length === 0;
    if (this.#leavesNoHole(cells, from) || (from > 0 && none)) {
      this.#empty(sequence, from);
      if (this.#dead > 0 && none) this.#collect();
      return;
    }
    if (from > 0) {
      const heir = this.#allocate();
      this.#named.set(name, heir);
      this.#share(sequence, { with: heir, length: from });
    }
    this.#retire(sequence);
  }

  /** Whether the cells that would become free are the last ones, or none. */
  #leavesNoHole(cells: readonly number[], from: number): boolean {
    let [freed, lowest] = [0, this.#top];
    for (let at = from; at < cells.length; at += 1) {
      if (this.#held[cells[at]] > 1) continue;
      freed += 1;
      lowest = Math.min(lowest, cells[at]);
    }
    return lowest === this.#top - freed;
  }

  /** Gives up a sequence's cells from a position on, at once. */
  #empty(sequence: number, from: number): void {
    this.#owe("remove", sequence, from);
    for (const cell of this.#cellsOf[sequence].splice(from)) {
      this.#held[cell] -= 1;
      this.#needed[cell] -= 1;
      if (this.#needed[cell] === 0) this.#dead += 1;
    }
    if (from === 0) this.#free.push(sequence);
    while (this.#top > 0 && this.#held[this.#top - 1] === 0) {
      this.#top -= 1;
      this.#dead -= 1;
    }
  }

  #retire(sequence: number): void {
    for (const cell of this.#cellsOf[sequence]) {
      this.#needed[cell] -= 1;
      if (this.#needed[cell] === 0) this.#dead += 1;
    }
    this.#cellsOf[sequence] = [];
    this.#retired.push(sequence);
  }

  #allocate(): number {
    if (this.#free.length === 0) this.#collect();
    return this.#free.pop() as number;
  }

  /** Empties what was retired, and moves the cells in use together where holes are left. */
  #collect(): void {
    for (const sequence of this.#retired) this.#owe("remove", sequence);
    this.#free.push(...this.#retired);
    this.#retired = [];
    const placeOf = new Int32Array(this.#top);
    let used = 0;
    let last = 0;
    for (let cell = 0; cell < this.#top; cell += 1) {
      placeOf[cell] = used;
      if (this.#needed[cell] === 0) continue;
      this.#needed[used] = this.#needed[cell];
      used += 1;
      last = cell + 1;
    }
    if (last > used) {
      this.#owe("compact");
      for (const cells of this.#cellsOf) for (const [at, cell] of cells.entries()) cells[at] = placeOf[cell];
    }
    this.#needed.fill(0, used);
    this.#held.set(this.#needed);
    this.#top = used;
    this.#dead = 0;
  }
}
