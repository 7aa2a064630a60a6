/**
 * How the host and the sandbox's thread talk: one request and one reply at a time, as JSON in shared memory, so that a
 * generator on the host's side can wait for the answer.
 * @module
 */
import type { Failure } from "./failure.ts";
import type { SandboxLimits } from "./limits.ts";

/** The function that a source must declare. */
export type Entry = "program" | "check";

export interface WorkerOptions {
  readonly memory: SharedArrayBuffer;
  readonly source: string;
  readonly entry: Entry;
  readonly limits: SandboxLimits;
  /** JSON of what the program is called with. */
  readonly params: string;
}

export type Request =
  | { readonly operation: "batch"; readonly commands: readonly Command[] }
  | { readonly operation: "check"; readonly text: string };

/** About one particle, by a number that the host gives it. */
export type Command =
  | { readonly kind: "start"; readonly id: number }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "fork"; readonly id: number; readonly to: number }
  | { readonly kind: "stop"; readonly id: number };

/** What a particle asked for since it was answered; without an end, the last effect waits for its answer. */
export interface Told {
  readonly id: number;
  readonly effects: readonly string[];
  readonly end?: { readonly result?: unknown; readonly failure?: Failure };
}

export interface Reply {
  readonly failure?: Failure;
  readonly [field: string]: unknown;
}

export const IDLE = 0;
export const ASKED = 1;
export const REPLIED = 2;

const HEADER_BYTES = 16;

/** Shared memory for twice so many UTF-16 units, of three bytes in UTF-8 at most: batches are cut when they are half as long. */
export function newMemory(characters: number): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + 3 * (2 * characters + 4_096));
}

/** One text in shared memory, and whose turn it is. */
export class Mailbox {
  readonly #header: Int32Array;
  readonly #bytes: Buffer;

  constructor(memory: SharedArrayBuffer) {
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = Buffer.from(memory, HEADER_BYTES);
  }

  /** False when the text is too long. */
  post(text: string, state: number): boolean {
    if (3 * text.length > this.#bytes.length) return false;
    this.#header[1] = this.#bytes.write(text, "utf8");
    Atomics.store(this.#header, 0, state);
    Atomics.notify(this.#header, 0);
    return true;
  }

  /** The text, once the state is no longer this one; undefined when that takes too long without a beat. */
  await(state: number, milliseconds?: number): string | undefined {
    let beats = Atomics.load(this.#header, 2);
    // Being woken says nothing of the state.
    while (Atomics.load(this.#header, 0) === state) {
      if (Atomics.wait(this.#header, 0, state, milliseconds) !== "timed-out") continue;
      const now = Atomics.load(this.#header, 2);
      if (now === beats) return undefined;
      beats = now;
    }
    return this.#bytes.toString("utf8", 0, this.#header[1]);
  }

  /** Says that the work goes on: one particle is done with, and the next one's time begins. */
  beat(): void {
    Atomics.add(this.#header, 2, 1);
  }
}
