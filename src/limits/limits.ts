/**
 * Ceilings on what a run may spend, and the meter that holds it to them.
 * @module
 */
import { SijoError } from "../errors.ts";
import { type EnergyMeter, startEnergy } from "./energy.ts";
import { moneyOf, type Prices, tokensIn, type Use } from "./prices.ts";

/** Ceilings; absent: none. */
export interface Limits {
  /** Tokens evaluated by all models together, prompts included. */
  readonly tokens?: number;
  /** Tokens evaluated by one model, by its name. */
  readonly tokensOf?: Readonly<Record<string, number>>;
  /** Wall-clock seconds from the start of the run. */
  readonly seconds?: number;
  /** Seconds of CPU of this process from the start of the run, all its threads and runs together. */
  readonly cpuSeconds?: number;
  /** Joules from the start of the run, as `bill.joules` has them: measured, or else estimated from seconds of CPU. */
  readonly joules?: number;
  /** Money from the start of the run, by the prices that were given for models. */
  readonly money?: number;
  /** Milliseconds since 1970, as `Date.now()` has them. */
  readonly deadline?: number;
  /** Bytes of this process in memory, the models included. */
  readonly memoryBytes?: number;
}

/** What ended a run early: a ceiling, the room for contexts (`memory`), or whoever asked for it. */
export type Bound = keyof Limits | "memory" | "cancelled";

export interface Meter {
  /** The limit that binds now, if one does. Asked before every decode. */
  bound(): Bound | undefined;
  /** Wall-clock seconds so far. */
  seconds(): number;
}

export interface MeterOptions {
  readonly limits: Limits;
  /** Tokens evaluated so far, by model of the run. */
  readonly uses: () => readonly Use[];
  readonly prices?: Prices | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Counts joules; default: from now on. */
  readonly energy?: EnergyMeter;
}

/**
 * Starts to measure.
 * @throws SijoError `limits.range` (usage) when a ceiling is not a positive number, `limits.unknown` (usage) when energy or
 * money is to be held and isn't known, `limits.model` (usage), also later on, when tokens of a model are to be held that
 * has no part in the run.
 */
export function startMeter({ limits, uses, prices, signal, energy = startEnergy() }: MeterOptions): Meter {
  const { tokensOf = {}, ...rest } = limits;
  checkRange(rest, "");
  checkRange(tokensOf, "tokens of ");
  if (limits.joules !== undefined && energy.joules(0).value === null) {
    throw new SijoError("limits.unknown", "A limit on joules can't be held: they are unknown here.", {
      kind: "usage",
      hint: energy.joules(0).how,
    });
  }
  const before = uses();
  const money = (): number => moneyOf(uses(), prices).amount ?? Number.POSITIVE_INFINITY;
  const moneyBefore = limits.money === undefined ? 0 : money();
  if (!Number.isFinite(moneyBefore)) {
    throw new SijoError("limits.unknown", "A limit on money can't be held: what it costs is unknown here.", {
      kind: "usage",
      hint: "Say what each model costs with --prices; nothing is 0.",
    });
  }
  const started = performance.now();
  const cpu = process.cpuUsage();
  const cpuSeconds = (): number => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  };
  const seconds = (): number => (performance.now() - started) / 1000;
  // What has no ceiling is not measured; the first that binds names the reason.
  const spent: Readonly<Record<Exclude<keyof Limits, "tokensOf">, () => number>> = {
    seconds,
    deadline: Date.now,
    tokens: () => tokensIn(uses()) - tokensIn(before),
    money: () => money() - moneyBefore,
    cpuSeconds,
    joules: () => energy.joules(cpuSeconds()).value ?? 0,
    memoryBytes: () => process.memoryUsage.rss(),
  };
  const ceilings: { name: keyof Limits; most: number; now: () => number }[] = [];
  for (const [name, now] of Object.entries(spent)) {
    const most = rest[name as keyof typeof spent];
    if (most !== undefined) ceilings.push({ name: name as keyof typeof spent, most, now });
  }
  for (const [model, most] of Object.entries(tokensOf)) {
    const now = (): number =>
      tokensOfModel(uses(), model) - tokensIn(before.filter(({ name }) => name === model));
    if (before.length > 0) now();
    ceilings.push({ name: "tokensOf", most, now });
  }
  return {
    seconds,
    bound() {
      if (signal?.aborted) return "cancelled";
      return ceilings.find(({ most, now }) => now() >= most)?.name;
    },
  };
}

function checkRange(ceilings: Readonly<Record<string, number | undefined>>, what: string): void {
  for (const [name, value] of Object.entries(ceilings)) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new SijoError(
      "limits.range",
      `The limit on ${what}${name} is ${value}; it must be a positive number.`,
      {
        kind: "usage",
      },
    );
  }
}

/** Where no model is at work yet, none has spent anything. */
function tokensOfModel(uses: readonly Use[], model: string): number {
  const own = uses.filter(({ name }) => name === model);
  if (own.length > 0 || uses.length === 0) return tokensIn(own);
  throw new SijoError(
    "limits.model",
    `A limit on tokens of ${model} can't be held: it has no part in this run.`,
    {
      kind: "usage",
      hint: `The models at work are ${[...new Set(uses.map(({ name }) => name))].join(" and ")}.`,
    },
  );
}
