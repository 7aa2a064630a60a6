/**
 * Ceilings on what a run may spend, and the meter that holds it to them.
 * @module
 */
import { SijoError } from "../errors.ts";
import { type EnergyMeter, startEnergy } from "./energy.ts";

/** Ceilings; absent: none. */
export interface Limits {
  /** Tokens evaluated by all models together, prompts included. */
  readonly tokens?: number;
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
  /** Tokens evaluated so far by all models of the run. */
  readonly tokens: () => number;
  /** Money spent so far, null where it is unknown; default: unknown. */
  readonly money?: () => number | null;
  readonly signal?: AbortSignal | undefined;
  /** Counts joules; default: from now on. */
  readonly energy?: EnergyMeter;
}

/**
 * Starts to measure.
 * @throws SijoError `limits.range` (usage) when a ceiling is not a positive number, `limits.unknown` (usage) when energy or
 * money is to be held and isn't known.
 */
export function startMeter({
  limits,
  tokens,
  money = () => null,
  signal,
  energy = startEnergy(),
}: MeterOptions): Meter {
  for (const [name, value] of Object.entries(limits)) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new SijoError("limits.range", `The limit on ${name} is ${value}; it must be a positive number.`, {
      kind: "usage",
    });
  }
  if (limits.joules !== undefined && energy.joules(0).value === null) {
    throw new SijoError("limits.unknown", "A limit on joules can't be held: they are unknown here.", {
      kind: "usage",
      hint: energy.joules(0).how,
    });
  }
  const moneyBefore = limits.money === undefined ? 0 : money();
  if (moneyBefore === null) {
    throw new SijoError("limits.unknown", "A limit on money can't be held: what it costs is unknown here.", {
      kind: "usage",
      hint: "Say what each model costs with --prices; nothing is 0.",
    });
  }
  const started = performance.now();
  const before = tokens();
  const cpu = process.cpuUsage();
  const cpuSeconds = (): number => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  };
  const seconds = (): number => (performance.now() - started) / 1000;
  // What has no ceiling is not measured; the first that binds names the reason.
  const spent: Readonly<Record<keyof Limits, () => number>> = {
    seconds,
    deadline: Date.now,
    tokens: () => tokens() - before,
    money: () => (money() ?? Number.POSITIVE_INFINITY) - moneyBefore,
    cpuSeconds,
    joules: () => energy.joules(cpuSeconds()).value ?? 0,
    memoryBytes: () => process.memoryUsage.rss(),
  };
  const ceilings = Object.entries(spent).flatMap(([name, now]) => {
    const most = limits[name as keyof Limits];
    return most === undefined ? [] : [{ name: name as keyof Limits, most, now }];
  });
  return {
    seconds,
    bound() {
      if (signal?.aborted) return "cancelled";
      return ceilings.find(({ most, now }) => now() >= most)?.name;
    },
  };
}
