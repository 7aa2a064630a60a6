/**
 * A run done again from its trace: the same models, the same seed, and whether everything that was recorded comes out.
 * @module
 */
import { LANGUAGES } from "../../contract/compile/language.ts";
import { readContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import type { TokenModel } from "../../model/token-model.ts";
import type { WarmPrompt } from "../../model/warm.ts";
import type { TracedModel } from "../../program/index.ts";
import { type Environment, environment, type Trace, type TraceEvent } from "../../trace/index.ts";
import { ask } from "../ask.ts";
import type { RunEvent } from "../events.ts";
import { repair } from "../repair/repair.ts";
import { eventsOf } from "../story.ts";
import type { TraceData } from "../trace-data.ts";
import type { ModelUse } from "../verdict.ts";
import { Comparison, type ReplayDifference } from "./comparison.ts";
import { askProgramAgain, type GivenProgram, type RecordedProgram, runProgramAgain } from "./programs.ts";

/** A model of a run, by its part in it and, of a program's other followers, the name that it had there. */
export type RecordedModel = ModelUse & Pick<TracedModel, "called">;

/** What came of doing a run again: the same, or where it differs. */
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

/** A recorded run, and where its models and programs are. */
export interface ReplayOptions {
  readonly events: readonly TraceEvent[];
  /** Opens a model that the run used. Its checksum is compared. */
  readonly open: (model: RecordedModel) => Promise<TokenModel>;
  /** Gives a program again that isn't in the trace: a file, or a function. Its SHA-256 is compared. */
  readonly program?: (program: RecordedProgram) => Promise<GivenProgram>;
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
export async function replay({
  events,
  open,
  program,
  warm,
  signal,
  onEvent,
}: ReplayOptions): Promise<Replay> {
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
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    trace,
    ...(onEvent && { onEvent }),
  };
  const models = new Map<RecordedModel, TokenModel>();
  const used = usedModels(events, request);
  const opened = async (role: ModelUse["role"], called?: string): Promise<TokenModel> => {
    const model = used.find((one) => one.role === role && one.called === called);
    if (!model) {
      throw new SijoError("replay.model", `The trace names no ${role}.`, {
        kind: "usage",
        hint: `Say which with --${role}.`,
      });
    }
    const found = models.get(model) ?? (await open(model));
    models.set(model, found);
    if (model.sha256 !== null && found.description.sha256 !== model.sha256) {
      throw new SijoError("replay.model", `The ${role} is not the one of the run, by its checksum.`, {
        kind: "usage",
        hint: `The run used ${model.name}, SHA-256 ${model.sha256}.`,
      });
    }
    return found;
  };
  const { contract: given = null, width = null, temperature = null, language = null } = request;
  const contract = given === null ? undefined : readContract(JSON.stringify(given));
  const asGiven = {
    ...(temperature !== null && { temperature }),
    ...(language !== null && { language: languageOf(language) }),
    particles: request.particles ?? undefined,
  };
  try {
    if (request.run === "program") {
      const openNamed = (called: string | undefined): Promise<TokenModel> => opened("follower", called);
      await runProgramAgain({ ...options, events }, { request, open: openNamed, given: program });
    } else if (request.run === "planned") {
      await askProgramAgain({ ...options, events }, { request, follower: await opened("follower") });
    } else if (request.run === "repair") {
      await repair({
        ...options,
        ...asGiven,
        contract: contract!,
        text: request.text ?? "",
        follower: () => opened("follower"),
      });
    } else {
      await ask({
        ...options,
        ...asGiven,
        ...(contract ? { contract } : { planner: await opened("planner") }),
        ...(request.plannedBy && { plannedBy: request.plannedBy }),
        ...(request.history && { history: request.history }),
        follower: await opened("follower"),
        ...(width !== null && { width }),
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

const usedModels = (
  events: readonly TraceEvent[],
  request: TraceData["request"],
): readonly RecordedModel[] =>
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
  const instead = events.findIndex(({ kind }) => kind === "fallback");
  if (instead >= 0) {
    const { traceId } = events[instead].data as TraceData["fallback"];
    return { until: instead, endedEarly: `A contract was planned in place of a program: ${traceId}.` };
  }
  const closed = events.some(({ kind }) => kind === "end");
  if (closed) return { until: events.length, endedEarly: undefined };
  return { until: events.length, endedEarly: "The run was killed there." };
}
