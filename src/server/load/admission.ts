/**
 * Who may run now: requests wait in lines, one for each API key, until the models they use have contexts and cells for
 * them. Lines take turns, and both the whole and each line's part of it are bounded.
 * @module
 */
import { ApiError } from "../errors.ts";
import type { Pool } from "./pool.ts";

/** What a request takes of one pool while it runs. */
export interface Need {
  readonly pool: Pool;
  readonly contexts: number;
  readonly cells: number;
  /** The field of the request that says how many texts there are; default: `n`. */
  readonly lower?: "n" | "sijo.particles" | undefined;
}

export interface Ticket {
  /** Resolves when the request may run; rejects when its signal is aborted or the server ends. */
  readonly admitted: Promise<void>;
  /** Gives everything back, whether it was admitted or not. */
  leave(): void;
}

export interface AdmissionOptions {
  /** Requests that may wait. */
  readonly mostWaiting: number;
  /** Keys that share the places; one key may take no more than its part. */
  readonly keys: number;
}

interface Entry {
  readonly key: string;
  readonly needs: readonly Need[];
  admit(): void;
  refuse(error: unknown): void;
}

/** Seconds a run is taken for before any has ended. */
const USUAL_SECONDS = 5;

export class Admission {
  readonly #mostWaiting: number;
  readonly #mostForKey: number;
  /** Keys in the order of their turns; a line that is empty is forgotten. */
  readonly #lines = new Map<string, Entry[]>();
  readonly #running = new Set<Entry>();
  #waiting = 0;
  #closed = false;
  #meanSeconds = USUAL_SECONDS;
  /** Resolves waiting for `idle`. */
  #whenIdle: (() => void)[] = [];

  constructor({ mostWaiting, keys }: AdmissionOptions) {
    this.#mostWaiting = mostWaiting;
    this.#mostForKey = Math.max(1, Math.floor(mostWaiting / Math.max(1, keys)));
  }

  get waiting(): number {
    return this.#waiting;
  }

  get running(): number {
    return this.#running.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Joins the line of a key.
   * @throws ApiError 400 for what never fits, 429 when there is no place to wait, 503 when the server is ending.
   */
  enter({
    key,
    needs,
    signal,
  }: {
    readonly key: string;
    readonly needs: readonly Need[];
    readonly signal: AbortSignal;
  }): Ticket {
    if (this.#closed) throw ending();
    for (const need of needs) {
      const { pool, contexts, cells } = need;
      if (contexts > pool.contexts || cells > pool.cells) throw tooLarge(need);
    }
    let entry: Entry | undefined;
    let started = 0;
    const leave = (): void => {
      if (!entry) return;
      const left = entry;
      entry = undefined;
      signal.removeEventListener("abort", onAbort);
      if (this.#running.delete(left)) {
        for (const need of left.needs) need.pool.give(need);
        this.#meanSeconds = 0.9 * this.#meanSeconds + 0.1 * ((performance.now() - started) / 1000);
      } else this.#remove(left);
      this.#turn();
      if (this.#running.size + this.#waiting === 0) {
        for (const resolve of this.#whenIdle) resolve();
        this.#whenIdle = [];
      }
    };
    const onAbort = (): void => {
      if (entry && !this.#running.has(entry)) entry.refuse(signal.reason);
    };
    const admitted = new Promise<void>((resolve, reject) => {
      entry = {
        key,
        needs,
        admit() {
          started = performance.now();
          resolve();
        },
        refuse: reject,
      };
    });
    // Whoever leaves early does not look.
    admitted.catch(() => {});
    const joined = entry!;
    const line = this.#lines.get(key) ?? [];
    const fits = this.#waiting === 0 && joined.needs.every((need) => need.pool.has(need));
    if (!fits && (this.#waiting >= this.#mostWaiting || line.length >= this.#mostForKey)) {
      throw this.#full(line.length);
    }
    line.push(joined);
    this.#lines.set(key, line);
    this.#waiting += 1;
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    this.#turn();
    return { admitted, leave };
  }

  /** Takes in nobody any more; those who wait or run may come to their end. Resolves when all have left. */
  close(): Promise<void> {
    this.#closed = true;
    if (this.#running.size + this.#waiting === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /**
   * Lets in whoever fits, key by key. A request that does not fit yet keeps its place: later ones may use other pools
   * meanwhile, but not those that it waits for, so that a large request is not kept out by small ones for ever.
   */
  #turn(): void {
    for (let again = true; again; ) {
      again = false;
      const awaited = new Set<Pool>();
      for (const [key, line] of [...this.#lines]) {
        const [first] = line;
        const fits = first.needs.every((need) => !awaited.has(need.pool) && need.pool.has(need));
        if (!fits) {
          for (const { pool } of first.needs) awaited.add(pool);
          continue;
        }
        this.#remove(first);
        // Its key's next turn comes behind all others.
        const rest = this.#lines.get(key);
        if (rest) {
          this.#lines.delete(key);
          this.#lines.set(key, rest);
        }
        for (const need of first.needs) need.pool.take(need);
        this.#running.add(first);
        first.admit();
        again = true;
      }
    }
  }

  #remove(entry: Entry): void {
    const line = this.#lines.get(entry.key);
    const at = line?.indexOf(entry) ?? -1;
    if (!line || at < 0) return;
    line.splice(at, 1);
    this.#waiting -= 1;
    if (line.length === 0) this.#lines.delete(entry.key);
  }

  #full(ahead: number): ApiError {
    const side = Math.max(1, this.#running.size);
    const seconds = Math.max(1, Math.ceil((this.#meanSeconds * (ahead + 1)) / side));
    return new ApiError("Too many requests are waiting already; try again later.", {
      status: 429,
      type: "rate_limit_error",
      code: "queue_full",
      headers: { "retry-after": String(Math.min(seconds, 600)) },
    });
  }
}

export const ending = (): ApiError =>
  new ApiError("The server is about to end and takes no more requests.", {
    status: 503,
    type: "server_error",
    code: "ending",
    headers: { "retry-after": "10" },
  });

const tooLarge = ({ pool, contexts, cells, lower = "n" }: Need): ApiError =>
  cells > pool.cells
    ? new ApiError(
        `The request takes ${cells} tokens, those it may write included; ${pool.name} holds ${pool.cells}. Shorten the messages, or lower max_tokens or ${lower}.`,
        { status: 400, param: "messages", code: "context_length_exceeded" },
      )
    : new ApiError(
        `The request takes ${contexts} texts side by side; ${pool.name} holds ${pool.contexts}. Lower ${lower === "n" ? "n" : "sijo.particles, or the effort of reasoning"}.`,
        { status: 400, param: lower, code: "too_many_contexts" },
      );
