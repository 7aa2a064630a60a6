/**
 * What a run is asked with, and what of it can't be worked with.
 * @module
 */
import type { Language } from "../contract/compile/language.ts";
import type { Contract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import type { Random } from "../inference/index.ts";
import type { Limits, Prices } from "../limits/index.ts";
import type { Message, TokenModel } from "../model/token-model.ts";
import type { WarmPrompt } from "../model/warm.ts";
import type { Telemetry, Trace, TraceMode } from "../trace/index.ts";
import type { Effort } from "./effort.ts";
import type { RunEvent } from "./events.ts";
import type { Verdict } from "./verdict.ts";

/** A planner that was asked before the run, and how often. */
export interface PlannedBy {
  readonly name: string;
  /** Null where its weights are elsewhere. */
  readonly sha256: string | null;
  readonly attempts: number;
}

/** A request, who plans and writes it, and within what limits. */
export interface AskOptions {
  /** What a person asks for. May be left out where a contract is given. */
  readonly request?: string;
  /** A conversation that came before the request, as the follower sees it; the contract is about the request alone. */
  readonly history?: readonly Message[];
  /** A contract made before: planning is skipped. */
  readonly contract?: Contract;
  /** Who planned the contract that is given: the trace says so. */
  readonly plannedBy?: PlannedBy;
  /** The verdict with what was spent, and by whom, before the run: so it is recorded and returned. */
  readonly completed?: (verdict: Verdict) => Verdict;
  /** Writes the contract; needed where none is given. May be the same model as the follower. */
  readonly planner?: TokenModel;
  readonly follower: TokenModel;
  /** How hard to try; default: medium. */
  readonly effort?: Effort;
  /** 1 to 250; default: what the effort comes to. */
  readonly particles?: number | undefined;
  /**
   * How many times as many particles try a word that decides much; a whole number from 1. Default: that of the effort, but 1
   * where only `particles` is given.
   */
  readonly width?: number;
  readonly seed?: number;
  /** Where random numbers come from; default: `random(seed)`. */
  readonly random?: Random;
  readonly temperature?: number;
  /** What to write in; default: what the request asks for, or else its own language. */
  readonly language?: Language;
  readonly limits?: Limits;
  /** What models cost, by their names; default: nothing where they run here, and unknown elsewhere. */
  readonly prices?: Prices | undefined;
  readonly signal?: AbortSignal;
  /** Where traces are kept; absent: none is written. */
  readonly traceFolder?: string;
  /** What traces say: all of it (`full`, the default), numbers and hashes of texts, or nothing. */
  readonly traceMode?: TraceMode;
  /** What takes the events in place of a file: for those who compare or forward them. */
  readonly trace?: Trace;
  /** Hears of the run as spans and metrics, without its texts; default: nobody does. */
  readonly telemetry?: Telemetry | undefined;
  /** Prepares a prompt that many runs share; what it returns is held while planning. */
  readonly warm?: WarmPrompt;
  readonly onEvent?: (event: RunEvent) => void;
}

export const MOST_PARTICLES = 250;
export const DEFAULT_PARTICLES = 8;

/** @throws SijoError `ask.particles`, `ask.seed` (usage). */
export function checkNumbers({ particles, seed }: { particles: number; seed: number }): void {
  if (!Number.isInteger(particles) || particles < 1 || particles > MOST_PARTICLES) {
    throw new SijoError("ask.particles", `${particles} particles can't be run.`, {
      kind: "usage",
      hint: `Give a whole number from 1 to ${MOST_PARTICLES}; 8 to 48 is usual.`,
    });
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new SijoError("ask.seed", `${seed} is no seed.`, {
      kind: "usage",
      hint: "Give a whole number from 0.",
    });
  }
}
