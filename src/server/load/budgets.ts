/**
 * What each key has had evaluated today, in memory or in a file that outlives the process.
 * @module
 */
import { ApiError } from "../errors.ts";
import type { Holder } from "../http/keys.ts";
import { SpentFile } from "./spent-file.ts";

const DAY_MILLISECONDS = 86_400_000;

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** A request that runs: what it has spent so far counts already. */
export interface Account {
  /** Writes down what was spent; resolves when it is where it outlives the process. */
  close(now?: number): Promise<void>;
}

export class Budgets {
  #day: string;
  readonly #spent: Map<string, number>;
  readonly #running = new Map<string, Set<() => number>>();
  readonly #file: SpentFile | undefined;

  /** @throws SijoError `serve.budgets` (usage) for a file that can't be read. */
  constructor({
    file,
    now = Date.now(),
  }: { readonly file?: string | undefined; readonly now?: number } = {}) {
    this.#file = file === undefined ? undefined : new SpentFile(file);
    this.#day = dayOf(now);
    const found = this.#file?.read();
    this.#spent = new Map(found?.day === this.#day ? Object.entries(found.tokens) : []);
  }

  /**
   * Tokens that are left of the day's budget; undefined: as many as it likes.
   * @throws ApiError 429 when none are.
   */
  left({ name, tokensPerDay }: Holder, now = Date.now()): number | undefined {
    if (tokensPerDay === undefined) return undefined;
    const left = tokensPerDay - this.spent(name, now);
    if (left > 0) return left;
    const seconds = Math.ceil((DAY_MILLISECONDS - (now % DAY_MILLISECONDS)) / 1000);
    throw new ApiError(
      `The key's ${tokensPerDay} tokens of today are spent; the next day begins at midnight UTC.`,
      {
        status: 429,
        type: "rate_limit_error",
        code: "budget_spent",
        headers: { "retry-after": String(seconds) },
      },
    );
  }

  /** A request begins; `tokens` is asked how many it has had evaluated. */
  open({ name, tokensPerDay }: Holder, tokens: () => number): Account {
    if (tokensPerDay === undefined) return { close: async () => {} };
    const running = this.#running.get(name) ?? new Set();
    this.#running.set(name, running.add(tokens));
    return {
      close: async (now = Date.now()) => {
        if (!running.delete(tokens)) return;
        if (running.size === 0) this.#running.delete(name);
        this.#turn(now);
        this.#spent.set(name, (this.#spent.get(name) ?? 0) + tokens());
        await this.#file?.save(() => ({ day: this.#day, tokens: Object.fromEntries(this.#spent) }));
      },
    };
  }

  /** Tokens that a key has had evaluated today, those of requests that run among them. */
  spent(name: string, now = Date.now()): number {
    this.#turn(now);
    const running = [...(this.#running.get(name) ?? [])];
    return running.reduce((sum, tokens) => sum + tokens(), this.#spent.get(name) ?? 0);
  }

  /** Resolves when all that was spent is written down. */
  async written(): Promise<void> {
    await this.#file?.written();
  }

  #turn(now: number): void {
    const day = dayOf(now);
    if (day !== this.#day) this.#spent.clear();
    this.#day = day;
  }
}
