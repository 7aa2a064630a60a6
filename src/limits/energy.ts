/**
 * Energy: the processor's own counters where they can be read, else an estimate that says what it rests on.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A figure and where it comes from. */
export interface Energy {
  readonly value: number | null;
  readonly source: "measured" | "estimated" | "unknown";
  readonly how: string;
}

export interface EnergyMeter {
  /** Joules since the start; the estimate is of these seconds of CPU. */
  joules(cpuSeconds: number): Energy;
}

/**
 * Watts of a core that computes: about the rated power of a processor by its cores (280 W and 64 cores of an EPYC 7763
 * are 4.4 W, 28 W and 4 cores of a Core i7-1165G7 are 7 W). `SIJO_WATTS_PER_CORE` says better.
 */
export const WATTS_PER_CORE = 6;
const POWERCAP = "/sys/class/powercap";

/** Starts to measure. `powercap`: the folder where Linux has the counters. */
export function startEnergy({
  powercap = POWERCAP,
  environment = process.env,
}: {
  powercap?: string;
  environment?: Readonly<Record<string, string | undefined>>;
} = {}): EnergyMeter {
  const counters = countersOf(powercap);
  const before = counters.map(({ read }) => read());
  return {
    joules(cpuSeconds) {
      const after = counters.map(({ read }) => read());
      if (counters.length > 0 && [...before, ...after].every((value) => value !== undefined)) {
        let microjoules = 0;
        for (const [index, { range }] of counters.entries()) {
          const difference = (after[index] as number) - (before[index] as number);
          // A counter that ran over begins at 0 again.
          microjoules += difference < 0 ? difference + range : difference;
        }
        const names = counters.map(({ name }) => name).join(", ");
        const how = `RAPL counters ${names}: all that this machine's processor did, other programs included`;
        return { value: microjoules / 1e6, source: "measured", how };
      }
      const watts = wattsOf(environment.SIJO_WATTS_PER_CORE);
      if (watts === undefined || !Number.isFinite(cpuSeconds)) {
        return { value: null, source: "unknown", how: "SIJO_WATTS_PER_CORE is not a number of watts" };
      }
      const how = `seconds of CPU × ${watts} W a core; without memory, GPU and power supply`;
      return { value: cpuSeconds * watts, source: "estimated", how };
    },
  };
}

function wattsOf(given: string | undefined): number | undefined {
  if (given === undefined || given === "") return WATTS_PER_CORE;
  const watts = Number(given);
  return Number.isFinite(watts) && watts > 0 ? watts : undefined;
}

interface Counter {
  readonly name: string;
  /** Microjoules at which it begins at 0 again. */
  readonly range: number;
  read(): number | undefined;
}

/** The packages of the processor, and memory where it is counted apart; parts of a package are in it already. */
function countersOf(powercap: string): Counter[] {
  const text = (path: string): string | undefined => {
    try {
      return readFileSync(path, "utf8").trim();
    } catch {
      return undefined;
    }
  };
  let zones: string[];
  try {
    zones = readdirSync(powercap).filter((zone) => /^intel-rapl:\d+(:\d+)?$/.test(zone));
  } catch {
    return [];
  }
  return zones.flatMap((zone): Counter[] => {
    const name = text(join(powercap, zone, "name")) ?? "";
    if (!/^(package-\d+|dram)$/.test(name)) return [];
    const path = join(powercap, zone, "energy_uj");
    const read = (): number | undefined => {
      const value = text(path);
      return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
    };
    return [{ name, range: Number(text(join(powercap, zone, "max_energy_range_uj")) ?? 0), read }];
  });
}
