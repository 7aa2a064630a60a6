/**
 * Runs of programs done again: what a planner answered and what tools answered is taken from the trace, and everything
 * else is computed.
 * @module
 */
import { sandboxConstraint } from "../../contract/compile/contract-constraint.ts";
import { SijoError } from "../../errors.ts";
import { ALGORITHM_NAMES, type Algorithm, type AlgorithmName, type Random } from "../../inference/index.ts";
import type { Limits } from "../../limits/index.ts";
import type { ChatModel } from "../../model/chat-model.ts";
import type { TokenModel } from "../../model/token-model.ts";
import {
  hashOfSource,
  type InferenceData,
  type Program,
  type ProgramSource,
  sandboxProgram,
  type Tools,
} from "../../program/index.ts";
import type { Trace, TraceEvent } from "../../trace/index.ts";
import { progressOf, type RunEvent } from "../events.ts";
import { askProgram } from "../planned/program.ts";
import { type OwnCheck, runProgram } from "../program-run.ts";
import { eventsOf } from "../story.ts";
import type { PipelineRequest } from "../trace-data.ts";

/** What a trace says of a program, with what it takes to run it. */
export type RecordedProgram = Omit<InferenceData["program"], "source">;

/** A program that is not in the sandbox, given again. */
export interface GivenProgram {
  readonly program: Program<unknown>;
  readonly source: ProgramSource;
  /** Its own check, if it has one. */
  readonly check?: OwnCheck;
  /** Where the run had one with settings of its own. */
  readonly algorithm?: Algorithm<unknown>;
}

export interface Again {
  readonly events: readonly TraceEvent[];
  readonly signal?: AbortSignal | undefined;
  readonly trace: Trace;
  readonly random: Random;
  readonly limits?: Limits;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
}

/** A planner's program: dry runs, approval, writing and checks. */
export async function askProgramAgain(
  { events, ...again }: Again,
  { request, follower }: { readonly request: PipelineRequest; readonly follower: TokenModel },
): Promise<void> {
  const approval = eventsOf(events, "approval")[0]?.data;
  const { onEvent, ...rest } = again;
  await askProgram({
    ...rest,
    ...(onEvent && { onEvent }),
    request: request.request,
    seed: request.seed,
    particles: request.particles ?? undefined,
    ...(request.retries !== undefined && { retries: request.retries }),
    planner: recordedPlanner(events),
    follower,
    ...(approval?.asked && { approve: async () => approval.approved }),
  });
}

/** Answers what the planner answered. */
function recordedPlanner(events: readonly TraceEvent[]): ChatModel {
  const answers = eventsOf(events, "program-attempt").map(({ data }) => data);
  const error = eventsOf(events, "error")[0]?.data;
  let at = 0;
  return {
    name: "the trace",
    sha256: null,
    local: true,
    tokens: 0,
    async complete() {
      const answer = answers[at++];
      if (answer) {
        const finished = !answer.problem?.startsWith("Your answer was cut off.");
        return { text: answer.answer, finished };
      }
      throw new SijoError(
        error?.code ?? "replay.answer",
        error?.message ?? "The trace holds no more answers.",
      );
    },
  };
}

/** A program that was run by hand, or by `infer`. */
export async function runProgramAgain(
  { events, onEvent, limits = {}, ...again }: Again & { readonly tools: Tools },
  {
    request,
    open,
    given,
  }: {
    readonly request: PipelineRequest;
    readonly open: (called: string | undefined) => Promise<TokenModel>;
    readonly given: ((program: RecordedProgram) => Promise<GivenProgram>) | undefined;
  },
): Promise<void> {
  const { algorithm, mostParticles } = request as unknown as InferenceData["request"];
  const recorded = eventsOf(events, "program")[0]?.data as InferenceData["program"] | undefined;
  if (!recorded) throw cannot("The trace holds no program: the run was ended before it was known.");
  using opened = await programOf(recorded, given);
  const model = await open(undefined);
  const names = request.models.flatMap(({ called }) => (called === undefined ? [] : [called]));
  const followers = await Promise.all(names.map(async (called) => [called, await open(called)] as const));
  const named = ALGORITHM_NAMES.find((name): name is AlgorithmName => name === algorithm);
  if (named === undefined && !opened.algorithm) {
    throw cannot("The run had an algorithm of its own, which is not in its trace.");
  }
  const started = performance.now();
  await runProgram({
    ...again,
    limits,
    program: opened.program,
    source: opened.source,
    ...(opened.check && { check: opened.check }),
    model,
    followers: Object.fromEntries(followers),
    algorithm: named ?? opened.algorithm,
    seed: request.seed,
    ...(request.particles !== null && { particles: request.particles }),
    ...(mostParticles !== null && { mostParticles }),
    onBarrier(event) {
      const seconds = (performance.now() - started) / 1000;
      onEvent?.(progressOf(event, { tokens: model.evaluated, seconds }));
    },
  });
}

async function programOf(
  { source: text, sha256, ...origin }: InferenceData["program"],
  given: ((program: RecordedProgram) => Promise<GivenProgram>) | undefined,
): Promise<GivenProgram & Disposable> {
  if (origin.kind === "sandbox") {
    const options = { source: text, params: origin.params, compile: sandboxConstraint };
    const { program, close } = await sandboxProgram(options);
    return { program, source: { ...origin, text }, [Symbol.dispose]: close };
  }
  // A trace may come from anybody: what stands in it runs in the sandbox or not at all.
  if (!given) {
    const what = origin.kind === "file" ? `the file ${origin.path}` : "a function";
    throw cannot(`The program is ${what}, which has to be given again.`);
  }
  const found = await given({ ...origin, sha256 });
  assertUnchanged(found.source, sha256);
  return { ...found, source: { ...found.source, params: origin.params }, [Symbol.dispose]: () => {} };
}

/**
 * Asked before a file is loaded as well, since loading it runs what stands in it.
 * @throws SijoError `replay.program` (usage) for a source with another hash than the run's.
 */
export function assertUnchanged(source: Pick<ProgramSource, "text" | "path">, sha256: string): void {
  if (hashOfSource(source) === sha256) return;
  throw cannot(
    `The program is not the one of the run: ${source.path ?? "its text"} has another SHA-256.`,
    `The run used ${sha256}. \`sijo trace show --json\` has its source.`,
  );
}

/** Tools that answer what they answered, call by call. */
export function recordedTools(events: readonly TraceEvent[]): Tools {
  const calls = eventsOf(events, "call").map(({ data }) => data);
  let at = 0;
  const answer = (): unknown => {
    const call = calls[at++];
    if (call && call.failure === undefined) return call.answer;
    throw new Error(call?.failure ?? "The trace holds no more answers of tools.");
  };
  return Object.fromEntries(calls.map(({ tool }) => [tool, answer]));
}

const cannot = (message: string, hint?: string): SijoError =>
  new SijoError("replay.program", message, { kind: "usage", ...(hint !== undefined && { hint }) });
