/**
 * What each key has had evaluated today. Kept in memory: a server that starts again starts with a new day.
 * @module
 */
import { ApiError } from "../errors.ts";
import type { Holder } from "../http/keys.ts";

const DAY_MILLISECONDS = 86_400_000;

export class Budgets {
  #day = 0;
  readonly #spent = new Map<string, number>();

  /** @throws ApiError 429 when nothing is left of the day's budget. */
  assertLeft({ name, tokensPerDay }: Holder, now = Date.now()): void {
    if (tokensPerDay === undefined || this.spent(name, now) < tokensPerDay) return;
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

  spend({ name, tokensPerDay }: Holder, tokens: number, now = Date.now()): void {
    if (tokensPerDay === undefined) return;
    this.#spent.set(name, this.spent(name, now) + tokens);
  }

  spent(name: string, now = Date.now()): number {
    const day = Math.floor(now / DAY_MILLISECONDS);
    if (day !== this.#day) this.#spent.clear();
    this.#day = day;
    return this.#spent.get(name) ?? 0;
  }
}
