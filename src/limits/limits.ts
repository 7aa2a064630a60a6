/**
 * Ceilings on what a run may spend, and the meter that holds it to them.
 * @module
 */
import { SijoError } from "../errors.ts";

/** Ceilings; absent: none. */
export interface Limits {
  /** Tokens evaluated by all models together, prompts included. */
  readonly tokens?: number;
  /** Wall-clock seconds from the start of the run. */
  readonly seconds?: number;
}

/** What ended a run early: a ceiling, the room for contexts, or whoever asked for it. */
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
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts to measure.
 * @throws SijoError `limits.range` (usage) when a ceiling is not a positive number.
 */
export function startMeter({ limits, tokens, signal }: MeterOptions): Meter {
  for (const [name, value] of Object.entries(limits)) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new SijoError("limits.range", `The limit on ${name} is ${value}; it must be a positive number.`, {
      kind: "usage",
    });
  }
  const started = performance.now();
  const before = tokens();
  const seconds = (): number => (performance.now() - started) / 1000;
  return {
    seconds,
    bound() {
      if (signal?.aborted) return "cancelled";
      if (limits.seconds !== undefined && seconds() >= limits.seconds) return "seconds";
      if (limits.tokens !== undefined && tokens() - before >= limits.tokens) return "tokens";
      return undefined;
    },
  };
}
