/**
 * A run done again from its trace: the same models, the same seed, and whether everything that was recorded comes out.
 * @module
 */
import { type Environment, environment, type Trace, type TraceEvent } from "../../trace/index.ts";
import { eventsOf } from "../story.ts";
import type { TraceData } from "../trace-data.ts";
import { type RecordedRun, ReseededRandom, requestOf, runAgain } from "./again.ts";
import { Comparison, type ReplayDifference } from "./comparison.ts";
import { recordedTools } from "./programs.ts";

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

/**
 * Runs it again and compares event by event: plans, contract, weights, effective sample sizes, resampling decisions, texts,
 * checks, verdict. Times and tokens are not compared, since prompts that are in memory cost none.
 * A run that was ended by a limit, an error or a kill is replayed up to there.
 * @throws SijoError `replay.*` (usage) for a trace that says too little, or a model that is another.
 */
export async function replay(run: RecordedRun): Promise<Replay> {
  const { events, signal } = run;
  const request = requestOf(events);
  const { until, endedEarly } = endOf(events);
  const stop = new AbortController();
  const reseeded = new ReseededRandom(request, request.continues?.reseeds ?? []);
  const replayed: TraceEvent[] = [];
  const trace: Trace = {
    id: "replay",
    failure: undefined,
    add(kind, data) {
      replayed.push(asReadBack(events[0], { index: replayed.length, kind, data }));
      reseeded.heard(kind);
      if (endedEarly !== undefined && replayed.length >= until) stop.abort();
    },
    end() {},
  };
  try {
    await runAgain(run, {
      trace,
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      random: reseeded.random,
      tools: recordedTools(events),
    });
  } catch (error) {
    // An error that was recorded comes again, and is compared; what goes wrong behind the end of a trace is not the run's.
    const isRecorded = replayed.at(-1)?.kind === "error" && events.some(({ kind }) => kind === "error");
    const isBehind = endedEarly !== undefined && replayed.length >= until;
    if (!isRecorded && !isBehind) throw error;
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

/** An event as it would be read back from a file, where there is none. */
export const asReadBack = (
  like: TraceEvent,
  { index, kind, data }: Pick<TraceEvent, "index" | "kind" | "data">,
): TraceEvent => ({ ...like, index, kind, data: JSON.parse(JSON.stringify(data)) as unknown });

const OF_THE_TRACE: ReadonlySet<string> = new Set(["end", "deleted"]);

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
