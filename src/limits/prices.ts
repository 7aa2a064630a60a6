/**
 * What models cost, as whoever uses them says: nobody else's figures are believed.
 * @module
 */
import { readFileSync } from "node:fs";
import { SijoError } from "../errors.ts";

/** Money for a million tokens that a model evaluates, by the model's name, in a currency of the user's own. */
export type Prices = Readonly<Record<string, number>>;

/** Tokens that a model has evaluated. */
export interface Use {
  readonly name: string;
  readonly tokens: number;
  /** Whether it runs on this machine, where tokens cost nothing unless a price says otherwise. */
  readonly local: boolean;
}

/** Tokens of all uses together. */
export const tokensIn = (uses: readonly Use[]): number => uses.reduce((sum, { tokens }) => sum + tokens, 0);

/** A sum of money and where it comes from. */
export type Money =
  | { readonly amount: number; readonly source: "local" | "prices" }
  | { readonly amount: null; readonly source: "unknown" };

/** What uses cost; unknown where a model runs elsewhere and has no price. */
export function moneyOf(uses: readonly Use[], prices: Prices = {}): Money {
  let amount = 0;
  let source: "local" | "prices" = "local";
  for (const { name, tokens, local } of uses) {
    if (Object.hasOwn(prices, name)) {
      amount += (tokens * prices[name]) / 1e6;
      source = "prices";
    } else if (!local) return { amount: null, source: "unknown" };
  }
  return { amount, source };
}

/**
 * Prices in a file: `{"qwen2.5-coder-1.5b": 0.05, "large": 2.5}`.
 * @throws SijoError `limits.prices` (usage).
 */
export function readPrices(path: string): Prices {
  const wrong = (why: string, cause?: unknown): SijoError =>
    new SijoError("limits.prices", `The prices in ${path} can't be read: ${why}.`, {
      kind: "usage",
      hint: 'It holds JSON, money for a million tokens by model: {"qwen2.5-coder-1.5b": 0.05}.',
      cause,
    });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw wrong("it is not there, or not ours to read", cause);
  }
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw wrong("it is not JSON", cause);
  }
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw wrong("it is no object");
  for (const [name, price] of Object.entries(found)) {
    if (typeof price !== "number" || !Number.isFinite(price) || price < 0)
      throw wrong(`${name} has the price ${JSON.stringify(price)}`);
  }
  return found as Prices;
}
