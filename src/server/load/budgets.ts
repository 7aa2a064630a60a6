/**
 * What each key has spent today, in memory or in a file that outlives the process.
 * @module
 */
import { ApiError } from "../errors.ts";
import type { Holder } from "../http/keys.ts";
import { type Spent, SpentFile } from "./spent-file.ts";

const DAY_MILLISECONDS = 86_400_000;

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** What models have evaluated, and what that costs by the server's prices. */
export interface Spending {
  readonly tokens: number;
  readonly money: number;
}

const NOTHING: Spending = { tokens: 0, money: 0 };

const plus = (one: Spending, other: Spending): Spending => ({
  tokens: one.tokens + other.tokens,
  money: one.money + other.money,
});

/** A request that runs: what it has spent so far counts already. */
export interface Account {
  /** Writes down what was spent; resolves when it is where it outlives the process. */
  close(now?: number): Promise<void>;
}

export class Budgets {
  #day: string;
  readonly #spent: Map<string, Spending>;
  readonly #running = new Map<string, Set<() => Spending>>();
  readonly #file: SpentFile | undefined;

  /** @throws SijoError `serve.budgets` (usage) for a file that can't be read. */
  constructor({
    file,
    now = Date.now(),
  }: { readonly file?: string | undefined; readonly now?: number } = {}) {
    this.#file = file === undefined ? undefined : new SpentFile(file);
    this.#day = dayOf(now);
    const found = this.#file?.read();
    this.#spent = new Map(found?.day === this.#day ? spendingsOf(found) : []);
  }

  /**
   * What is left of the day's budgets; what is absent has none.
   * @throws ApiError 429 when nothing is left of one.
   */
  left({ name, tokensPerDay, moneyPerDay }: Holder, now = Date.now()): Partial<Spending> {
    if (tokensPerDay === undefined && moneyPerDay === undefined) return {};
    const spent = this.spent(name, now);
    const of = (kind: keyof Spending, most: number | undefined): Partial<Spending> => {
      if (most === undefined) return {};
      const left = most - spent[kind];
      if (left > 0) return { [kind]: left };
      throw nothingLeft(
        kind === "tokens" ? `${most} tokens of today are` : `budget of ${most} for today is`,
        now,
      );
    };
    return { ...of("tokens", tokensPerDay), ...of("money", moneyPerDay) };
  }

  /** A request begins; `spending` is asked what it has come to. */
  open({ name, tokensPerDay, moneyPerDay }: Holder, spending: () => Spending): Account {
    if (tokensPerDay === undefined && moneyPerDay === undefined) return { close: async () => {} };
    const running = this.#running.get(name) ?? new Set();
    this.#running.set(name, running.add(spending));
    return {
      close: async (now = Date.now()) => {
        if (!running.delete(spending)) return;
        if (running.size === 0 && this.#running.get(name) === running) this.#running.delete(name);
        this.#turn(now);
        this.#spent.set(name, plus(this.#spent.get(name) ?? NOTHING, spending()));
        await this.#file?.save(() => this.#written());
      },
    };
  }

  /** What a key has spent today, on requests that run too. */
  spent(name: string, now = Date.now()): Spending {
    this.#turn(now);
    const running = [...(this.#running.get(name) ?? [])];
    return running.reduce((sum, spending) => plus(sum, spending()), this.#spent.get(name) ?? NOTHING);
  }

  /** Resolves when all that was spent is written down. */
  async written(): Promise<void> {
    await this.#file?.written();
  }

  #written(): Spent {
    const of = (kind: keyof Spending): Record<string, number> =>
      Object.fromEntries([...this.#spent].map(([name, spent]) => [name, spent[kind]]));
    const money = of("money");
    const isFree = Object.values(money).every((amount) => amount === 0);
    return { day: this.#day, tokens: of("tokens"), ...(!isFree && { money }) };
  }

  #turn(now: number): void {
    const day = dayOf(now);
    if (day !== this.#day) this.#spent.clear();
    this.#day = day;
  }
}

function spendingsOf({ tokens, money = {} }: Spent): [string, Spending][] {
  const names = new Set([...Object.keys(tokens), ...Object.keys(money)]);
  return [...names].map((name) => [name, { tokens: tokens[name] ?? 0, money: money[name] ?? 0 }]);
}

function nothingLeft(what: string, now: number): ApiError {
  const seconds = Math.ceil((DAY_MILLISECONDS - (now % DAY_MILLISECONDS)) / 1000);
  return new ApiError(`The key's ${what} spent; the next day begins at midnight UTC.`, {
    status: 429,
    type: "rate_limit_error",
    code: "budget_spent",
    headers: { "retry-after": String(seconds) },
  });
}
