/**
 * Writes what happens in a run into its trace: the events that all kinds of runs have.
 * @module
 */
import type { BarrierEvent } from "../inference/population.ts";
import type { Bound, Limits } from "../limits/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import type { Environment, Trace } from "../trace/index.ts";

/** What was spent since the run began. */
export interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Tokens evaluated, by the part that models have in the run. */
  readonly tokens: { readonly planner: number; readonly follower: number };
}

/** A model as a trace names it: enough to find the same again. */
export interface TracedModel {
  readonly role: "planner" | "follower";
  readonly name: string;
  readonly sha256: string | null;
  /** The name that the program has for it; absent: the model of the run. */
  readonly called?: string;
  readonly contextLength: number;
  readonly maxContexts: number;
}

/** The first event of every run: what it was asked with. */
export interface RunRequest {
  readonly run: "ask" | "repair" | "planned" | "program";
  readonly seed: number;
  /** What was asked for; of a program, what it says that it is. */
  readonly request: string;
  /** As they were given, before any default; null: left to the run. */
  readonly particles: number | null;
  readonly limits: Limits;
  readonly models: readonly TracedModel[];
  readonly environment: Environment;
}

/** Data of the events that all runs have. */
export interface RunData {
  /** A stage begins; what was spent until then. */
  readonly stage: Spent & { readonly stage: "warm" | "plan" | "compile" | "write" | "check" };
  readonly barrier: {
    readonly round: number;
    readonly index: number;
    readonly effectiveSampleSize: number;
    readonly alive: number;
    /** ln of the estimate of Z so far. */
    readonly logZ: number;
    /** ln of each particle's weight before resampling; null: it is dead. */
    readonly logWeights: readonly (number | null)[];
    /** What each particle has added since the barrier before, to the text it then had. */
    readonly added: readonly string[];
    /** … or to so much of it, in UTF-16 code units, where a move wrote the rest anew. */
    readonly kept?: readonly number[];
    /** The particle here from which each goes on, where there was resampling. */
    readonly ancestors?: readonly number[];
  };
  /** The limit that binds, and what had been spent by then. */
  readonly limit: Spent & { readonly bound: Bound };
  /** The run ended in an error. */
  readonly error: { readonly code: string | null; readonly message: string };
}

/** What a trace says of a model. */
export function tracedModel(
  { description }: TokenModel,
  { role = "follower", called }: { role?: TracedModel["role"]; called?: string | undefined } = {},
): TracedModel {
  const { name, sha256, contextLength, maxContexts } = description;
  return { role, name, sha256, ...(called !== undefined && { called }), contextLength, maxContexts };
}

/** How long the beginning is that two texts share, in UTF-16 code units. */
function sharedLength(one: string, other: string): number {
  if (other.startsWith(one)) return one.length;
  let length = 0;
  while (one[length] === other[length]) length += 1;
  return length;
}

/** A trace with events of these kinds. */
export class RunRecord<Data extends RunData> {
  readonly #trace: Trace;
  readonly #spent: () => Spent;
  /** What each particle had written behind the last barrier. */
  #texts: readonly string[] = [];
  #isBound = false;

  constructor(trace: Trace, { spent }: { spent: () => Spent }) {
    this.#trace = trace;
    this.#spent = spent;
  }

  get id(): string {
    return this.#trace.id;
  }

  get failure(): string | undefined {
    return this.#trace.failure;
  }

  add<Kind extends keyof Data & string>(kind: Kind, data: Data[Kind]): void {
    this.#trace.add(kind, data);
  }

  stage(stage: RunData["stage"]["stage"]): void {
    this.#common("stage", { stage, ...this.#spent() });
  }

  barrier(
    { index, effectiveSampleSize, alive, logZ, logWeights, texts, ancestors }: BarrierEvent,
    { round }: { round: number },
  ): void {
    if (index === 0) this.#texts = [];
    const before = texts.map((_, particle) => this.#texts[particle] ?? "");
    const kept = texts.map((text, particle) => sharedLength(before[particle], text));
    const isRewritten = kept.some((length, particle) => length < before[particle].length);
    this.#common("barrier", {
      round,
      index,
      effectiveSampleSize,
      alive,
      logZ,
      logWeights: [...logWeights],
      added: texts.map((text, particle) => text.slice(kept[particle])),
      ...(isRewritten && { kept }),
      ...(ancestors && { ancestors: [...ancestors] }),
    });
    this.#texts = ancestors ? Array.from(ancestors, (ancestor) => texts[ancestor]) : texts;
  }

  /** The first limit that binds; those behind it change nothing. */
  limit(bound: Bound): void {
    if (this.#isBound) return;
    this.#isBound = true;
    this.#common("limit", { bound, ...this.#spent() });
  }

  /** The error that ends the run, which goes on to whoever asked. */
  failed(error: unknown): void {
    const { code, message } = error as { code?: unknown; message?: unknown };
    this.#common("error", { code: typeof code === "string" ? code : null, message: String(message) });
    this.end("error");
  }

  end(status: string): void {
    this.#trace.end(status);
  }

  #common<Kind extends keyof RunData>(kind: Kind, data: RunData[Kind]): void {
    this.#trace.add(kind, data);
  }
}
