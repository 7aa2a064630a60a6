/**
 * What a run of characters does to all shapes at once: from each state of each automaton in which a word may begin, the
 * state that it ends in. Two words that do the same can't be told apart by any shape.
 * @module
 */
import { NO_STATE } from "../../pattern/pattern.ts";
import { tooIntricate } from "../product.ts";
import type { Shape } from "./shapes.ts";

/** A vector, by number. */
export type Vector = number;

/** The vector of what no text may hold. */
export const IMPOSSIBLE: Vector = 0;

const MOST_VECTORS = 20_000;
const MOST_CELLS = 8_000_000;
const POINTS = 0x110000;

export class Vectors {
  /** For each shape, the states in which a word may begin. */
  readonly starts: readonly Int32Array[];
  /** For each shape, where its states stand in a vector. */
  readonly offsets: readonly number[];
  readonly #shapes: readonly Shape[];
  readonly #ids = new Map<string, Vector>();
  readonly #vectors: Int32Array[] = [Int32Array.of()];
  readonly #steps = new Map<number, Vector>();
  readonly #length: number;
  /** Nothing has been written yet. */
  readonly start: Vector;

  constructor(shapes: readonly Shape[], starts: readonly Int32Array[]) {
    this.#shapes = shapes;
    this.starts = starts;
    let length = 0;
    this.offsets = starts.map((states) => {
      const offset = length;
      length += states.length;
      return offset;
    });
    this.#length = length;
    this.start = this.#intern(Int32Array.from(starts.flatMap((states) => [...states])));
  }

  /** The same vector where only these states count: others lead nowhere. */
  from(holds: (shape: number, state: number) => boolean): Vector {
    const states = this.starts.flatMap((some, shape) =>
      Array.from(some, (state) => (holds(shape, state) ? state : NO_STATE)),
    );
    return this.#intern(Int32Array.from(states));
  }

  /** After one more character. */
  step(vector: Vector, codePoint: number): Vector {
    if (vector === IMPOSSIBLE) return IMPOSSIBLE;
    const key = vector * POINTS + codePoint;
    let next = this.#steps.get(key);
    if (next === undefined) {
      const states = this.#vectors[vector];
      const moved = new Int32Array(this.#length);
      for (const [shape, { automaton }] of this.#shapes.entries()) {
        const end = this.offsets[shape] + this.starts[shape].length;
        for (let at = this.offsets[shape]; at < end; at += 1) {
          moved[at] = automaton.next(states[at], codePoint);
        }
      }
      next = this.#intern(moved);
      this.#steps.set(key, next);
    }
    return next;
  }

  /** After these characters. */
  after(vector: Vector, text: string): Vector {
    let at = vector;
    for (const character of text) at = this.step(at, character.codePointAt(0)!);
    return at;
  }

  /** The state of a shape that each of `starts` leads to, `NO_STATE` among them. */
  states(vector: Vector): Int32Array {
    return this.#vectors[vector];
  }

  /** One vector of several that each count for some shapes. */
  joined(vectors: readonly Vector[]): Vector {
    if (vectors.every((vector) => vector === vectors[0])) return vectors[0] ?? this.start;
    if (vectors.includes(IMPOSSIBLE)) return IMPOSSIBLE;
    const states = this.starts.flatMap((some, shape) => {
      const from = this.offsets[shape];
      return [...this.#vectors[vectors[shape]].subarray(from, from + some.length)];
    });
    return this.#intern(Int32Array.from(states));
  }

  #intern(states: Int32Array): Vector {
    for (const [shape, { everywhere }] of this.#shapes.entries()) {
      const from = this.offsets[shape];
      const own = states.subarray(from, from + this.starts[shape].length);
      if (everywhere && own.every((state) => state === NO_STATE)) return IMPOSSIBLE;
    }
    const key = states.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#vectors.length;
      if (id > MOST_VECTORS || id * (this.#length + 1) > MOST_CELLS) throw tooIntricate();
      this.#ids.set(key, id);
      this.#vectors.push(states);
    }
    return id;
  }
}
