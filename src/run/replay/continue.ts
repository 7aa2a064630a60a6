/**
 * A run that goes on from a step of another: the same up to there, and then what another seed comes to.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Limits } from "../../limits/index.ts";
import type { Tools } from "../../program/index.ts";
import type { Trace, TraceEvent } from "../../trace/index.ts";
import type { Continues, TraceData } from "../trace-data.ts";
import { type RecordedRun, ReseededRandom, requestOf, runAgain } from "./again.ts";
import { Comparison, type ReplayDifference } from "./comparison.ts";
import { recordedTools } from "./programs.ts";
import { asReadBack } from "./replay.ts";

/** A place in a run, as `sijo trace show` numbers them. */
export interface Step {
  /** From 1. */
  readonly round: number;
  /** A barrier of the round, from 1. */
  readonly step: number;
}

/** A recorded run, the step from which it goes on, and with which seed and limits. */
export interface ContinueOptions extends RecordedRun {
  /** Name of the trace that the events are of. */
  readonly id: string;
  readonly from: Step;
  /** Of what comes behind the step. Default: another one each time, told in the answer. */
  readonly seed?: number | undefined;
  /** Default of each: that of the recorded run, but for its deadline. */
  readonly limits?: Limits | undefined;
  /** What a program may call behind the step; before it, tools answer what they answered. */
  readonly tools?: Tools;
  /** Takes down the new run, and is ended with it. Default: none. */
  readonly trace?: Trace;
}

/** What came of a run that went on from a step. */
export interface Continuation {
  /** The events of the new run, its request first: `storyOf` puts them together. */
  readonly events: readonly TraceEvent[];
  readonly from: Step;
  readonly seed: number;
  /** Whether all came again that was recorded up to the step: weights, texts, resampling decisions. */
  readonly same: boolean;
  readonly differences: readonly ReplayDifference[];
}

/**
 * Does a run again up to a barrier with its own seed, and goes on from there with another. Up to there it is compared with
 * what was recorded. The new run's trace says where it came from, and can be replayed, or continued in its turn.
 * @throws SijoError `replay.*` (usage) as `replay` does, `replay.step` (usage) for a step that the run didn't come to.
 */
export async function continueRun(options: ContinueOptions): Promise<Continuation> {
  const { events, id, from, seed = Math.floor(Math.random() * 2 ** 31), tools = {}, trace, signal } = options;
  const request = requestOf(events);
  const last = indexOf(events, from);
  const barriers = events.slice(0, last + 1).filter(({ kind }) => kind === "barrier").length;
  const before = request.continues?.reseeds.filter((reseed) => reseed.barriers < barriers) ?? [];
  const continues: Continues = { trace: id, reseeds: [...before, { barriers, seed }] };
  const reseeded = new ReseededRandom(request, continues.reseeds);
  const written: TraceEvent[] = [];
  const both: Trace = {
    id: trace?.id ?? "continued",
    get failure() {
      return trace?.failure;
    },
    add(kind, data) {
      const said = kind === "request" ? { ...(data as TraceData["request"]), continues } : data;
      written.push(asReadBack(events[0], { index: written.length, kind, data: said }));
      trace?.add(kind, said);
      reseeded.heard(kind);
    },
    end: (status) => trace?.end(status),
  };
  const { deadline: _, ...recordedLimits } = request.limits;
  const answered = recordedTools(events);
  const names = new Set([...Object.keys(answered), ...Object.keys(tools)]);
  const toolNamed = (name: string): Tools[string] => {
    return async (input) => {
      if (!reseeded.isThrough) return answered[name]?.(input);
      if (tools[name]) return tools[name](input);
      throw new SijoError("replay.tool", `Behind the step the program calls ${name}, which isn't given.`, {
        kind: "usage",
        hint: "What it answered before says nothing of what it is asked now: give it in `tools`.",
      });
    };
  };
  await runAgain(options, {
    trace: both,
    signal,
    random: reseeded.random,
    limits: { ...recordedLimits, ...options.limits },
    tools: Object.fromEntries([...names].map((name) => [name, toolNamed(name)])),
  });
  const comparison = new Comparison();
  for (let index = 1; index <= last; index += 1) comparison.compare(index, events[index], written[index]);
  return { events: written, from, seed, same: comparison.count === 0, differences: comparison.differences };
}

/** Of the event of a step. */
function indexOf(events: readonly TraceEvent[], { round, step }: Step): number {
  const places = new Map<number, number[]>();
  for (const [index, { kind, data }] of events.entries()) {
    if (kind !== "barrier") continue;
    const number = (data as TraceData["barrier"]).round + 1;
    places.set(number, [...(places.get(number) ?? []), index]);
  }
  const found = places.get(round)?.[step - 1];
  if (found !== undefined) return found;
  const there = [...places].map(([number, { length }]) =>
    places.size === 1 ? `steps 1 to ${length}` : `round ${number}: steps 1 to ${length}`,
  );
  const name = places.size > 1 || round > 1 ? `step ${step} of round ${round}` : `step ${step}`;
  throw new SijoError("replay.step", `The run has no ${name}.`, {
    kind: "usage",
    hint: there.length === 0 ? "It came to no barrier at all." : `There are ${there.join("; ")}.`,
  });
}
