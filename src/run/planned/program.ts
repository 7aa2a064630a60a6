/**
 * A run whose plan is a program: a planner writes it with a check of its own, dry runs try it, a person approves it, the
 * follower carries it out. Where no program runs, the planner's contract is the fallback.
 * @module
 */

import { printContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { type BarrierEvent, type Random, random } from "../../inference/index.ts";
import type { Bound } from "../../limits/index.ts";
import type { ChatModel } from "../../model/chat-model.ts";
import {
  type Draft,
  type ProgramAttempt,
  type ProgramPlan,
  planProgramSource,
  tryDraft,
} from "../../planner/index.ts";
import { type RunRecord, tracedModel } from "../../program/index.ts";
import { environment } from "../../trace/index.ts";
import { progressOf } from "../events.ts";
import { type AskOptions, checkNumbers, DEFAULT_PARTICLES } from "../options.ts";
import { startRecord } from "../record.ts";
import { requestOf } from "../request.ts";
import type { TraceData } from "../trace-data.ts";
import type { Candidate, HandOff, Verdict, VerdictCheck } from "../verdict.ts";
import { Budget } from "./budget.ts";
import { judge } from "./judge.ts";
import { type ProgramWriting, writeProgram } from "./write-program.ts";

export interface AskProgramOptions
  extends Pick<
    AskOptions,
    | "follower"
    | "particles"
    | "seed"
    | "random"
    | "limits"
    | "prices"
    | "signal"
    | "trace"
    | "traceFolder"
    | "traceMode"
    | "telemetry"
    | "onEvent"
  > {
  readonly request: string;
  /** Writes the program: behind an engine, or `localChat(model)`. */
  readonly planner: ChatModel;
  /** How often a program goes back to the planner; default 3. */
  readonly retries?: number;
  /**
   * Asked before the program is carried out, with what will run. Dry runs have happened by then, in the sandbox. False
   * ends the run with a hand-off.
   */
  readonly approve?: (plan: ProgramPlan) => Promise<boolean>;
  /**
   * Answers by a contract of the same planner's, with what is left of the limits, when no program runs. What it hands on to
   * `ask` as `completed` puts the whole bill into that run's trace as well.
   */
  readonly fallback?: (left: Pick<AskOptions, "limits" | "seed" | "completed">) => Promise<Verdict>;
  readonly onAttempt?: (attempt: ProgramAttempt) => void;
}

/** Rounds of writing, where no text passes. */
const ROUNDS = 3;
/** Texts of a round that are checked, the likeliest first. */
const MOST_CHECKED = 50;
/** A dry run takes no more of what is left. */
const TRIAL_SHARE = 0.2;
const MOST_TRIAL = { tokens: 3_000, seconds: 60 };

/**
 * Answers a request by a program that the planner writes, or hands it off.
 * @throws SijoError of kind `usage` for what can't be worked with; `remote.*` where the planner can't be reached.
 * @example
 * const planner = openRemoteChat({ address: "openai:http://localhost:8080/v1/qwen2.5-coder-32b" });
 * const verdict = await askProgram({ request: "A poem whose lines begin with R, O, S, E.", planner, follower });
 */
export async function askProgram(options: AskProgramOptions): Promise<Verdict> {
  return new ProgramRun(options).verdict();
}

class ProgramRun {
  readonly #options: AskProgramOptions;
  readonly #request: string;
  readonly #seed: number;
  readonly #particles: number;
  readonly #random: Random;
  readonly #budget: Budget;
  readonly #record: RunRecord<TraceData>;

  constructor(options: AskProgramOptions) {
    const { particles = DEFAULT_PARTICLES, seed = Math.floor(Math.random() * 2 ** 31) } = options;
    checkNumbers({ particles, seed });
    this.#options = options;
    this.#request = requestOf({ request: options.request });
    this.#seed = seed;
    this.#particles = particles;
    this.#random = options.random ?? random(seed);
    this.#budget = new Budget({ ...options, chat: options.planner });
    this.#record = startRecord(options, {
      spent: () => {
        const { tokens, seconds, cpuSeconds } = this.#budget.bill();
        return { tokens, seconds, cpuSeconds };
      },
    });
  }

  async verdict(): Promise<Verdict> {
    const { planner, follower, limits = {}, retries, particles = null } = this.#options;
    const { name, sha256 } = planner;
    this.#record.add("request", {
      run: "planned",
      request: this.#request,
      seed: this.#seed,
      particles,
      ...(retries !== undefined && { retries }),
      limits,
      width: null,
      temperature: null,
      language: null,
      contract: null,
      models: [{ role: "planner", name, sha256, contextLength: 0, maxContexts: 0 }, tracedModel(follower)],
      environment: environment(),
    });
    try {
      return await this.#way();
    } catch (error) {
      this.#record.failed(error);
      throw error;
    }
  }

  async #way(): Promise<Verdict> {
    const { plan, attempts } = await this.#plan();
    if (!plan) {
      const last = attempts.at(-1)?.problem;
      return this.#fallBack(
        last === undefined
          ? "the planner had not answered yet"
          : `no program ran after ${attempts.length} answers of the planner; the last: ${last}`,
      );
    }
    this.#record.add("program", { source: plan.source, check: plan.check, contract: plan.contract ?? null });
    const { approve } = this.#options;
    const approved = await this.#budget.waiting(async () => (await approve?.(plan)) ?? true);
    this.#record.add("approval", { approved, asked: approve !== undefined });
    if (!approved) return this.#finish(plan, this.#shouldStop() ? {} : { handOff: DECLINED });
    try {
      return await this.#carryOut(plan);
    } catch (error) {
      if (!(error instanceof SijoError) || !error.code.startsWith("program.")) throw error;
      return this.#fallBack(`the program failed in its run: ${error.message}`);
    }
  }

  async #plan(): Promise<Awaited<ReturnType<typeof planProgramSource>>> {
    const { planner, follower, prices, retries, onAttempt = () => {}, signal } = this.#options;
    this.#stage("plan");
    const attempts: ProgramAttempt[] = [];
    const planning = this.#budget.planning(() =>
      planProgramSource({
        request: this.#request,
        chat: planner,
        ...(retries !== undefined && { retries }),
        seed: this.#seed,
        signal: this.#budget.signal,
        shouldStop: this.#shouldStop,
        mostTokens: this.#budget.mostTokens,
        // What no dry run can be paid for is not carried out either.
        trial: async (draft) =>
          this.#shouldStop()
            ? undefined
            : tryDraft(draft, {
                request: this.#request,
                follower,
                limits: this.#trialLimits(),
                prices,
                signal,
                seed: this.#seed,
              }),
        onAttempt: (attempt) => {
          attempts.push(attempt);
          this.#record.add("program-attempt", attempt);
          onAttempt(attempt);
        },
      }),
    );
    // What comes now needs the room.
    const found = await planning.finally(() => planner.release?.());
    return found ?? { plan: undefined, attempts };
  }

  #trialLimits(): NonNullable<AskOptions["limits"]> {
    const left = this.#budget.left();
    const { tokens = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = left;
    return {
      ...left,
      tokens: Math.min(MOST_TRIAL.tokens, tokens * TRIAL_SHARE),
      seconds: Math.min(MOST_TRIAL.seconds, seconds * TRIAL_SHARE),
    };
  }

  /** The contract planner's verdict, with what was tried before it. */
  async #fallBack(why: string): Promise<Verdict> {
    const { fallback } = this.#options;
    this.#record.add("program-given-up", { why });
    if (!fallback || this.#shouldStop()) return this.#finish(undefined, { why });
    const before = this.#budget.bill();
    const whole = (own: Verdict): Verdict => ({
      ...own,
      bill: {
        ...this.#budget.bill(),
        tokens: {
          planner: before.tokens.planner + own.bill.tokens.planner,
          follower: before.tokens.follower + own.bill.tokens.follower,
        },
      },
      limits: { ...own.limits, set: this.#options.limits ?? {} },
    });
    let isWhole = false;
    const found = await fallback({
      limits: this.#budget.left({ planning: true }),
      seed: this.#seed,
      completed: (own) => {
        isWhole = true;
        return whole(own);
      },
    });
    const verdict = isWhole ? found : whole(found);
    this.#record.add("fallback", { traceId: verdict.traceId });
    this.#record.end(verdict.status);
    const note = unverified("the program", `${why}; a contract was planned in its place`);
    return { ...verdict, checks: [...verdict.checks, note] };
  }

  async #carryOut(plan: ProgramPlan): Promise<Verdict> {
    const { follower } = this.#options;
    this.#stage("write");
    let candidates: Candidate[] = [];
    const checks = new Map<string, readonly VerdictCheck[]>();
    let unfinished = "";
    let full = false;
    for (let round = 0; round < ROUNDS && !full && !this.#shouldStop(); round += 1) {
      const writing: ProgramWriting = await writeProgram({
        draft: plan,
        follower,
        particles: this.#particles,
        random: this.#random.split(100 + round),
        shouldStop: this.#shouldStop,
        onBarrier: (event) => this.#watch(event, round),
      });
      ({ unfinished, full } = writing);
      const { logZ, logZStandardError } = writing;
      const found: Candidate[] = [];
      const texts = writing.texts.slice(0, MOST_CHECKED);
      const judged =
        texts.length === 0
          ? []
          : await judge(
              plan,
              texts.map(({ text }) => text),
            );
      for (const [index, { text, share, logTarget }] of texts.entries()) {
        checks.set(text, judged[index].checks);
        found.push({
          text,
          share,
          logProbabilityPerCharacter: logTarget / Math.max(1, [...text].length),
          logTastePerCharacter: 0,
          passed: judged[index].passed,
        });
      }
      this.#record.add("written", { round, candidates: found, logZ, logZStandardError, unfinished, full });
      candidates = [...candidates, ...found].sort(
        (one, other) => Number(other.passed) - Number(one.passed) || other.share - one.share,
      );
      if (candidates[0]?.passed) break;
    }
    const best = candidates[0]?.text ?? (unfinished === "" ? null : unfinished);
    const said = best === null ? [] : (checks.get(best) ?? (await judge(plan, [best]))[0].checks);
    return this.#finish(plan, { candidates, best, checks: said, full });
  }

  #watch(event: BarrierEvent, round: number): void {
    const spent = { tokens: this.#options.follower.evaluated, seconds: this.#budget.seconds() };
    this.#options.onEvent?.(progressOf(event, spent));
    this.#record.barrier(event, { round });
  }

  #stage(stage: "plan" | "write" | "check"): void {
    this.#record.stage(stage);
    this.#options.onEvent?.({ kind: "stage", stage });
  }

  #bound(): Bound | undefined {
    const bound = this.#budget.bound();
    if (bound) this.#record.limit(bound);
    return bound;
  }

  readonly #shouldStop = (): boolean => this.#bound() !== undefined;

  #finish(
    plan: (Draft & Pick<ProgramPlan, "attempts">) | undefined,
    {
      candidates = [],
      best = null,
      checks = [],
      full = false,
      why,
      handOff,
    }: {
      readonly candidates?: readonly Candidate[];
      readonly best?: string | null;
      readonly checks?: readonly VerdictCheck[];
      readonly full?: boolean;
      readonly why?: string;
      readonly handOff?: HandOff;
    },
  ): Verdict {
    this.#stage("check");
    const answered = candidates[0]?.passed ?? false;
    const contract = plan?.contract ?? { clauses: [] };
    const bound = answered ? null : (this.#bound() ?? (full ? "memory" : null));
    const failed = checks.filter(({ passed }) => passed === false).map(({ clause }) => clause);
    const verdict: Verdict = {
      status: answered ? "answered" : "handed_off",
      answer: answered ? best : null,
      best,
      contract,
      notation: printContract(contract),
      ...(plan && { program: { source: plan.source, check: plan.check, attempts: plan.attempts.length } }),
      checks: why === undefined ? checks : [...checks, unverified("the program", why)],
      confidence: null,
      candidates,
      handOff: answered ? null : (handOff ?? handOffFor({ bound, failed, hasText: best !== null, why })),
      bill: this.#budget.bill(),
      limits: { set: this.#options.limits ?? {}, bound },
      seed: this.#seed,
      particles: this.#particles,
      models: this.#budget.models,
      traceId: this.#record.id,
    };
    this.#record.add("checks", { text: best, checks: verdict.checks });
    this.#record.add("verdict", verdict);
    this.#record.end(verdict.status);
    const { failure } = this.#record;
    return failure === undefined ? verdict : { ...verdict, traceFailure: failure };
  }
}

const unverified = (clause: string, evidence: string): VerdictCheck => ({
  clause,
  how: "unverified",
  passed: null,
  evidence,
  offsets: [],
});

const DECLINED: HandOff = {
  reason: "cancelled",
  message: "The program was not run, since it was declined.",
  clauses: [],
  suggestions: ["ask again, or say the request in other words", "plan a contract instead: --plan contract"],
};

function handOffFor({
  bound,
  failed,
  hasText,
  why,
}: {
  bound: Verdict["limits"]["bound"];
  failed: readonly string[];
  hasText: boolean;
  why: string | undefined;
}): HandOff {
  const rest = {
    clauses: failed,
    suggestions: ["use more particles or another seed", "say the request in other words"],
  };
  if (bound === "cancelled")
    return { reason: "cancelled", message: "The run was cancelled.", clauses: failed, suggestions: [] };
  if (bound !== null) {
    const limit =
      bound === "memory" ? "The follower had no room for more text" : `The limit on ${bound} was reached`;
    return {
      ...rest,
      reason: "limit",
      message: `${limit} before a text was finished that passes every check.`,
    };
  }
  if (why !== undefined)
    return { ...rest, reason: "no-text", message: `No program came of this request: ${why}.` };
  if (!hasText) return { ...rest, reason: "no-text", message: "No copy of the program finished a text." };
  return { ...rest, reason: "failed-checks", message: "The best text that was found fails a check." };
}
