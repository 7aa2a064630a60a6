/**
 * The events of a trace put together again: what people want to see of a run.
 * @module
 */
import type { RunRequest } from "../program/index.ts";
import type { TraceEvent } from "../trace/index.ts";
import type { PipelineRequest, TraceData, TraceKind } from "./trace-data.ts";

export interface StoryStage {
  readonly stage: string;
  /** From the start of the run. */
  readonly from: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly tokens: number;
}

export interface StoryBarrier {
  readonly index: number;
  readonly time: string;
  readonly effectiveSampleSize: number;
  readonly alive: number;
  readonly logZ: number;
  /** Each particle's share of the weight before resampling; 0: it is dead. */
  readonly shares: readonly number[];
  /** What each particle had written; undefined where the trace has no texts. */
  readonly texts: readonly string[] | undefined;
  /** The particle of the barrier before from which each came; undefined at the first. */
  readonly parents: readonly number[] | undefined;
  /** The particle here from which each goes on, where there was resampling. */
  readonly ancestors: readonly number[] | undefined;
}

/** The texts that a round came to. */
export interface StoryTexts extends Pick<TraceData["written"], "logZ" | "logZStandardError"> {
  /** `passed`: null where nothing was checked. */
  readonly candidates: readonly {
    readonly text: string;
    readonly share: number;
    readonly passed: boolean | null;
  }[];
}

export interface StoryRound {
  readonly round: number;
  readonly start: TraceData["round"] | undefined;
  readonly barriers: readonly StoryBarrier[];
  readonly written: StoryTexts | undefined;
}

export interface StoryProgram {
  readonly source: string;
  readonly check?: string | null;
  /** Of a program that was run by hand. */
  readonly kind?: string;
  readonly name?: string;
  readonly path?: string;
  readonly sha256?: string;
  readonly params?: unknown;
}

export interface Story {
  /** Runs of programs have no more than this. */
  readonly request: (RunRequest & Partial<PipelineRequest> & { readonly algorithm?: string }) | undefined;
  readonly started: string | undefined;
  readonly stages: readonly StoryStage[];
  readonly plans: readonly TraceData["plan"][];
  readonly audit: TraceData["audit"] | undefined;
  /** What a planner wrote, in place of a contract, or what was run by hand. */
  readonly program: StoryProgram | undefined;
  readonly contract: TraceData["contract"] | undefined;
  readonly compiled: TraceData["compiled"] | undefined;
  readonly contradiction: TraceData["contradiction"] | undefined;
  readonly rounds: readonly StoryRound[];
  readonly checks: TraceData["checks"] | undefined;
  readonly limit: TraceData["limit"] | undefined;
  readonly error: TraceData["error"] | undefined;
  readonly verdict: TraceData["verdict"] | undefined;
  readonly repair: TraceData["repair"] | undefined;
  /** What an inference came to. */
  readonly posterior: TraceData["posterior"] | undefined;
  /** Whether texts were kept out of the trace. */
  readonly withoutTexts: boolean;
  /** Whether what was said was deleted. */
  readonly deleted: boolean;
}

/** All events of a kind, in their order. */
export const eventsOf = <Kind extends TraceKind>(
  events: readonly TraceEvent[],
  kind: Kind,
): readonly { readonly time: string; readonly data: TraceData[Kind] }[] =>
  events.flatMap((event) =>
    event.kind === kind && event.salt !== undefined
      ? [{ time: event.time, data: event.data as TraceData[Kind] }]
      : [],
  );

/** Puts a run together from the events of its trace, as far as they go. */
export function storyOf(events: readonly TraceEvent[]): Story {
  const only = <Kind extends TraceKind>(kind: Kind): TraceData[Kind] | undefined =>
    eventsOf(events, kind)[0]?.data;
  const request = only("request");
  const verdict = only("verdict");
  const withoutTexts = /^(sha256|keyed):[0-9a-f]{32,64}$/.test(request?.request ?? "");
  return {
    request,
    started: events[0]?.time,
    stages: stagesOf(events),
    plans: eventsOf(events, "plan").map(({ data }) => data),
    audit: only("audit"),
    contract: only("contract"),
    compiled: only("compiled"),
    contradiction: only("contradiction"),
    rounds: roundsOf(events, { withoutTexts }),
    checks: only("checks") ?? (verdict && { text: verdict.best, checks: verdict.checks }),
    limit: only("limit"),
    error: only("error"),
    program: programOf(events),
    verdict,
    repair: only("repair"),
    posterior: only("posterior"),
    withoutTexts,
    deleted: events.length > 0 && events[0].salt === undefined,
  };
}

function programOf(events: readonly TraceEvent[]): Story["program"] {
  const found = events.find(({ kind, salt }) => kind === "program" && salt !== undefined);
  return found?.data as Story["program"];
}

function stagesOf(events: readonly TraceEvent[]): StoryStage[] {
  const begun = eventsOf(events, "stage").map(({ data }) => data);
  const last = events.at(-1);
  const [first] = events;
  const bill = billOf(events);
  const sum = (tokens: Readonly<Record<string, number>>): number =>
    Object.values(tokens).reduce((total, count) => total + count, 0);
  return begun.map((stage, index) => {
    // Of a run that was killed, the clock knows how far it came.
    const wall = last && first ? (Date.parse(last.time) - Date.parse(first.time)) / 1000 : stage.seconds;
    const until = begun[index + 1] ??
      bill ?? { seconds: Math.max(wall, stage.seconds), cpuSeconds: stage.cpuSeconds, tokens: stage.tokens };
    return {
      stage: stage.stage,
      from: stage.seconds,
      seconds: until.seconds - stage.seconds,
      cpuSeconds: until.cpuSeconds - stage.cpuSeconds,
      tokens: sum(until.tokens) - sum(stage.tokens),
    };
  });
}

/** What the whole run cost, where it came to its end. */
function billOf(events: readonly TraceEvent[]): TraceData["posterior"]["bill"] | undefined {
  const [ended] = [
    ...eventsOf(events, "verdict"),
    ...eventsOf(events, "repair"),
    ...eventsOf(events, "posterior"),
  ];
  return ended?.data.bill;
}

function roundsOf(events: readonly TraceEvent[], { withoutTexts }: { withoutTexts: boolean }): StoryRound[] {
  const barriers = eventsOf(events, "barrier");
  const starts = eventsOf(events, "round").map(({ data }) => data);
  const written = eventsOf(events, "written").map(({ data }) => data);
  const posterior = eventsOf(events, "posterior")[0]?.data;
  const numbers = new Set([...starts, ...barriers.map(({ data }) => data)].map(({ round }) => round));
  return [...numbers].map((round) => {
    let before: readonly string[] = [];
    let parents: readonly number[] | undefined;
    return {
      round,
      start: starts.find((start) => start.round === round),
      barriers: barriers
        .filter(({ data }) => data.round === round)
        .map(({ time, data }): StoryBarrier => {
          const { logWeights, added, kept, ancestors, round: _, ...rest } = data;
          const texts = added.map(
            (text, particle) => (before[particle] ?? "").slice(0, kept?.[particle]) + text,
          );
          const barrier = {
            ...rest,
            time,
            shares: sharesOf(logWeights),
            texts: withoutTexts ? undefined : texts,
            parents,
            ancestors,
          };
          before = ancestors ? ancestors.map((ancestor) => texts[ancestor]) : texts;
          parents = ancestors ?? texts.map((_text, particle) => particle);
          return barrier;
        }),
      written: written.find((end) => end.round === round) ?? textsOf(posterior),
    };
  });
}

function textsOf(posterior: TraceData["posterior"] | undefined): StoryTexts | undefined {
  return (
    posterior && {
      logZ: posterior.logZ,
      logZStandardError: posterior.logZStandardError,
      candidates: posterior.outcomes.map(({ result, probability }) => ({
        text: printed(result),
        share: probability,
        passed: null,
      })),
    }
  );
}

/** The result of a program, for people. */
export const printed = (result: unknown): string =>
  typeof result === "string" ? result : (JSON.stringify(result, undefined, 2) ?? String(result));

function sharesOf(logWeights: readonly (number | null)[]): number[] {
  const alive = logWeights.filter((weight) => weight !== null);
  const most = Math.max(...alive);
  const shares = logWeights.map((weight) => (weight === null ? 0 : Math.exp(weight - most)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
