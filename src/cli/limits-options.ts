/**
 * Ceilings as a person gives them.
 * @module
 */
import { SijoError } from "../errors.ts";
import { type Limits, type Prices, readPrices } from "../limits/index.ts";
import { numberOption } from "./input.ts";

export interface LimitsOptions {
  readonly maxTokens?: readonly string[];
  readonly maxSeconds?: string;
  readonly maxCpuSeconds?: string;
  readonly maxJoules?: string;
  readonly maxMemory?: string;
  readonly maxCost?: string;
  readonly prices?: string;
  readonly deadline?: string;
}

/** A run that takes longer is handed off with what there is, unless more is allowed. */
const DEFAULT_SECONDS = 300;

/** @throws SijoError `limits.prices` (usage) for a file that holds none. */
export const pricesOf = ({ prices }: LimitsOptions): Prices | undefined =>
  prices === undefined ? undefined : readPrices(prices);

/** @throws SijoError `usage.number`, `usage.deadline`, `usage.twice`. */
export function limitsOf(options: LimitsOptions): Limits {
  const positive = { least: 0.1, most: 1e9 };
  const seconds = numberOption("--max-seconds", options.maxSeconds, { least: 0.1, most: 1e6 });
  const cpuSeconds = numberOption("--max-cpu-seconds", options.maxCpuSeconds, positive);
  const joules = numberOption("--max-joules", options.maxJoules, positive);
  const money = numberOption("--max-cost", options.maxCost, { least: 0.000001, most: 1e9 });
  const megabytes = numberOption("--max-memory", options.maxMemory, { least: 1, most: 1e9 });
  const deadline = deadlineOf(options.deadline);
  return {
    ...tokenLimits(options.maxTokens),
    seconds: seconds ?? DEFAULT_SECONDS,
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    ...(joules !== undefined && { joules }),
    ...(money !== undefined && { money }),
    ...(megabytes !== undefined && { memoryBytes: megabytes * 1e6 }),
    ...(deadline !== undefined && { deadline }),
  };
}

/** Limits that take the place of others: only those that are given. */
export function replacedLimits(options: LimitsOptions): Limits {
  const { seconds, ...rest } = limitsOf(options);
  return options.maxSeconds === undefined || seconds === undefined ? rest : { ...rest, seconds };
}

/** A number is for all models together, `model=number` for one of them. */
function tokenLimits(given: readonly string[] = []): Pick<Limits, "tokens" | "tokensOf"> {
  let tokens: number | undefined;
  const tokensOf = new Map<string, number>();
  for (const word of given) {
    const [, model, amount] = /^(?:(.*)=)?(.*)$/su.exec(word) ?? [];
    const most = numberOption("--max-tokens", amount, { whole: true, least: 1, most: 1e9 });
    if (model === undefined ? tokens !== undefined : tokensOf.has(model)) {
      throw new SijoError(
        "usage.twice",
        `--max-tokens is given twice for ${model ?? "all models together"}.`,
        {
          kind: "usage",
          hint: "Give one number for all models together, and one for each model by its name, as in small=500.",
        },
      );
    }
    if (model === undefined) tokens = most;
    else if (most !== undefined) tokensOf.set(model, most);
  }
  return {
    ...(tokens !== undefined && { tokens }),
    ...(tokensOf.size > 0 && { tokensOf: Object.fromEntries(tokensOf) }),
  };
}

function deadlineOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.test(given.trim());
  const deadline = isDate ? Date.parse(given.trim()) : Number.NaN;
  if (!Number.isNaN(deadline)) return deadline;
  throw new SijoError("usage.deadline", `--deadline is ${JSON.stringify(given)}.`, {
    kind: "usage",
    hint: "Give a date and time, as in 2027-01-31T18:00 (here) or 2027-01-31T18:00Z.",
  });
}
