/**
 * A run done again from its trace: the same models, the same seed, and whether everything that was recorded comes out.
 * @module
 */

import { LANGUAGES } from "../contract/compile/language.ts";
import { readContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import type { TokenModel } from "../model/token-model.ts";
import type { Trace, TraceEvent } from "../trace/index.ts";
import { ask } from "./ask.ts";
import type { RunEvent } from "./events.ts";
import type { WarmPrompt } from "./plan.ts";
import { environment } from "./record.ts";
import { repair } from "./repair/repair.ts";
import { eventsOf } from "./story.ts";
import type { Environment, TraceData } from "./trace-data.ts";
import type { ModelUse } from "./verdict.ts";

/** Numbers that differ by less, absolutely or of the larger, are the same. On one machine they are the same bits. */
export const TOLERANCE = 1e-6;
/** Differences that are named; what goes wrong once goes wrong everywhere behind it. */
const MOST_NAMED = 20;

export interface ReplayDifference {
  /** Of the event. */
  readonly index: number;
  readonly kind: string;
  /** Where in its data: `logWeights[3]`. */
  readonly path: string;
  /** As JSON; undefined: there is none. */
  readonly recorded: string | undefined;
  readonly replayed: string | undefined;
}

export interface Replay {
  readonly same: boolean;
  /** Events that were compared, and what was recomputed in them. */
  readonly compared: {
    readonly events: number;
    readonly barriers: number;
    readonly weights: number;
    readonly resamplings: number;
    readonly checks: number;
  };
  /** Between two numbers that were compared. */
  readonly largestDifference: number;
  readonly differences: readonly ReplayDifference[];
  /** Why not all of the run can be replayed; undefined: all of it was. */
  readonly endedEarly: string | undefined;
  readonly recordedOn: Environment | undefined;
  readonly replayedOn: Environment;
}

export interface ReplayOptions {
  readonly events: readonly TraceEvent[];
  /** Opens a model that the run used. Its checksum is compared. */
  readonly open: (model: ModelUse) => Promise<TokenModel>;
  readonly warm?: WarmPrompt;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs it again and compares event by event: plans, contract, weights, effective sample sizes, resampling decisions, texts,
 * checks, verdict. Times and tokens are not compared, since prompts that are in memory cost none.
 * A run that was ended by a limit, an error or a kill is replayed up to there.
 * @throws SijoError `replay.*` (usage) for a trace that says too little, or a model that is another.
 */
export async function replay({ events, open, warm, signal, onEvent }: ReplayOptions): Promise<Replay> {
  const request = requestOf(events);
  const { until, endedEarly } = endOf(events);
  const stop = new AbortController();
  const replayed: TraceEvent[] = [];
  const trace: Trace = {
    id: "replay",
    failure: undefined,
    add(kind, data) {
      // As it would be read back.
      const said = JSON.parse(JSON.stringify(data)) as unknown;
      replayed.push({ ...events[0], index: replayed.length, kind, data: said });
      if (endedEarly !== undefined && replayed.length >= until) stop.abort();
    },
    end() {},
  };
  const options = {
    request: request.request,
    seed: request.seed,
    ...(request.temperature !== null && { temperature: request.temperature }),
    ...(request.language !== null && { language: languageOf(request.language) }),
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    trace,
    ...(onEvent && { onEvent }),
  };
  const models = new Map<string, TokenModel>();
  const used = usedModels(events, request);
  const opened = async (role: ModelUse["role"]): Promise<TokenModel> => {
    const model = used.find((one) => one.role === role);
    if (!model) {
      throw new SijoError("replay.model", `The trace names no ${role}.`, {
        kind: "usage",
        hint: `Say which with --${role}.`,
      });
    }
    const found = models.get(role) ?? (await open(model));
    models.set(role, found);
    if (model.sha256 !== null && found.description.sha256 !== model.sha256) {
      throw new SijoError("replay.model", `The ${role} is not the one of the run, by its checksum.`, {
        kind: "usage",
        hint: `The run used ${model.name}, SHA-256 ${model.sha256}.`,
      });
    }
    return found;
  };
  const contract = request.contract === null ? undefined : readContract(JSON.stringify(request.contract));
  try {
    if (request.run === "repair") {
      await repair({
        ...options,
        contract: contract!,
        text: request.text ?? "",
        particles: request.particles ?? undefined,
        follower: () => opened("follower"),
      });
    } else {
      await ask({
        ...options,
        ...(contract ? { contract } : { planner: await opened("planner") }),
        ...(request.history && { history: request.history }),
        follower: await opened("follower"),
        particles: request.particles ?? undefined,
        ...(request.width !== null && { width: request.width }),
        ...(request.effort && { effort: request.effort }),
        ...(warm && { warm }),
      });
    }
  } catch (error) {
    // An error that was recorded comes again, and is compared.
    if (replayed.at(-1)?.kind !== "error" || !events.some(({ kind }) => kind === "error")) throw error;
  }
  signal?.throwIfAborted();
  const recorded = events.filter(({ kind }) => !OF_THE_TRACE.has(kind));
  const upTo = endedEarly === undefined ? Math.max(recorded.length, replayed.length) : until;
  const comparison = new Comparison();
  for (let index = 1; index < upTo; index += 1) comparison.compare(index, recorded[index], replayed[index]);
  const there = replayed.slice(0, upTo);
  const barriers = eventsOf(there, "barrier").map(({ data }) => data);
  return {
    same: comparison.count === 0,
    compared: {
      events: Math.max(0, upTo - 1),
      barriers: barriers.length,
      weights: barriers.reduce((sum, { logWeights }) => sum + logWeights.length, 0),
      resamplings: barriers.filter(({ ancestors }) => ancestors !== undefined).length,
      checks: eventsOf(there, "checks").reduce((sum, { data }) => sum + data.checks.length, 0),
    },
    largestDifference: comparison.largest,
    differences: comparison.differences,
    endedEarly,
    recordedOn: request.environment,
    replayedOn: environment(),
  };
}

const OF_THE_TRACE: ReadonlySet<string> = new Set(["end", "deleted"]);

function requestOf(events: readonly TraceEvent[]): TraceData["request"] {
  const [first] = events;
  const cannot = (why: string, hint?: string): SijoError =>
    new SijoError("replay.trace", why, { kind: "usage", ...(hint !== undefined && { hint }) });
  if (first?.kind === "program-request")
    throw cannot(
      "Runs of a planner's program can't be replayed.",
      "`sijo trace show` says what was recorded.",
    );
  if (first?.kind !== "request") throw cannot("The trace doesn't begin with a request.");
  if (first.salt === undefined) throw cannot("What the trace said was deleted: there is nothing to replay.");
  const request = first.data as TraceData["request"];
  if (/^(sha256|keyed):[0-9a-f]+$/.test(request.request)) {
    throw cannot(
      "The trace holds hashes in place of texts: nobody knows from it what was asked.",
      "Only runs with --trace full can be replayed.",
    );
  }
  return request;
}

const languageOf = (name: string): (typeof LANGUAGES)[number] =>
  LANGUAGES.find((known) => known === name) ?? "en";

const usedModels = (events: readonly TraceEvent[], request: TraceData["request"]): readonly ModelUse[] =>
  request.models.length > 0 ? request.models : (eventsOf(events, "repair")[0]?.data.models ?? []);

/** Events that can come again, and why those behind them can't. */
function endOf(events: readonly TraceEvent[]): { until: number; endedEarly: string | undefined } {
  const at = events.findIndex(({ kind }) => kind === "limit");
  const bound = at < 0 ? undefined : (events[at].data as TraceData["limit"]).bound;
  // Room for contexts is the same at every run; time, and what is in memory already, are not.
  if (bound !== undefined && bound !== "memory") {
    const what = bound === "cancelled" ? "It was cancelled" : `The limit on ${bound} ended it`;
    return { until: at, endedEarly: `${what} there, which no replay can do at the same place.` };
  }
  const closed = events.some(({ kind }) => kind === "end");
  if (closed) return { until: events.length, endedEarly: undefined };
  return { until: events.length, endedEarly: "The run was killed there." };
}

/** Paths whose values are times, costs, or names of this run. */
const NOT_COMPARED = /(^|\.)(seconds|cpuSeconds|tokens|bill|traceId|traceFailure|models)$|^limits\.set$/;

class Comparison {
  readonly differences: ReplayDifference[] = [];
  largest = 0;
  count = 0;

  compare(index: number, recorded: TraceEvent | undefined, replayed: TraceEvent | undefined): void {
    const kind = recorded?.kind ?? replayed?.kind ?? "";
    if (recorded?.kind !== replayed?.kind) {
      this.#differ({ index, kind, path: "kind", recorded: recorded?.kind, replayed: replayed?.kind });
      return;
    }
    this.#values({ index, kind }, "", recorded?.data, replayed?.data);
  }

  #values(event: { index: number; kind: string }, path: string, recorded: unknown, replayed: unknown): void {
    if (NOT_COMPARED.test(path)) return;
    if (typeof recorded === "number" && typeof replayed === "number") {
      const distance = Math.abs(recorded - replayed);
      this.largest = Math.max(this.largest, distance);
      if (distance <= TOLERANCE * Math.max(1, Math.abs(recorded), Math.abs(replayed))) return;
    } else if (
      isObject(recorded) &&
      isObject(replayed) &&
      Array.isArray(recorded) === Array.isArray(replayed)
    ) {
      for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)])) {
        const inner = Array.isArray(recorded) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
        this.#values(event, inner, recorded[key], replayed[key]);
      }
      return;
    } else if (recorded === replayed) return;
    this.#differ({ ...event, path, recorded: JSON.stringify(recorded), replayed: JSON.stringify(replayed) });
  }

  #differ(difference: ReplayDifference): void {
    this.count += 1;
    if (this.differences.length < MOST_NAMED) this.differences.push(difference);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
