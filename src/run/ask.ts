/**
 * The way of a request: plan, compile, write, check, and a verdict.
 * @module
 */

import { type Compilation, compileContract } from "../contract/compile/compile.ts";
import { unlessInterrupted } from "../contract/compile/interruption.ts";
import { type Language, languageOf } from "../contract/compile/language.ts";
import { type Contract, check, printClause, printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { type BarrierEvent, type Random, random } from "../inference/index.ts";
import { type Bound, type Meter, moneyOf, startEnergy, startMeter, type Use } from "../limits/index.ts";
import type { TokenId, TokenModel } from "../model/token-model.ts";
import { usesOf } from "../model/use.ts";
import { tokensBeforeLast, warmed } from "../model/warm.ts";
import { type Plan, wordsOfRequest } from "../planner/index.ts";
import { type RunRecord, type Spent, takesTurns, tracedModel } from "../program/index.ts";
import { environment } from "../trace/index.ts";
import { saysEnough } from "./effort.ts";
import { progressOf, type RunEvent } from "./events.ts";
import { type AskOptions, checkNumbers, DEFAULT_PARTICLES, MOST_PARTICLES } from "./options.ts";
import { furtherChecks, handOffOf } from "./outcome.ts";
import { planOnce } from "./plan.ts";
import { startRecord } from "./record.ts";
import { requestOf } from "./request.ts";
import { readsOddly, readTexts } from "./second-reading.ts";
import type { TraceData } from "./trace-data.ts";
import type { Candidate, ModelUse, Verdict } from "./verdict.ts";
import { likeliestText, roomFor, type Writing, write } from "./write.ts";
import {
  bestFirst,
  CONTEXTS_EACH,
  candidatesOf,
  finalistsOf,
  type WritingTask,
  writingTask,
} from "./writing.ts";

/** Rounds of writing, where checks beyond the compiler fail. */
const ROUNDS = 3;

/**
 * Answers a request, or hands it off with what there is.
 * @throws SijoError of kind `usage` for a request or options that can't be worked with.
 * @example
 * const verdict = await ask({ request: "Write a sentence of 9 words.", planner: model, follower: model });
 */
export async function ask(options: AskOptions): Promise<Verdict> {
  return new Run(options).verdict();
}

class Run {
  readonly #options: AskOptions;
  readonly #request: string;
  readonly #random: Random;
  readonly #seed: number;
  #particles: number;
  readonly #meter: Meter;
  readonly #record: RunRecord<TraceData>;
  readonly #cpu = process.cpuUsage();
  readonly #energy = startEnergy();
  readonly #models: readonly (ModelUse & { readonly model: TokenModel; readonly before: number })[];
  /** What its models have evaluated so far. */
  readonly #uses: () => readonly Use[];
  /** Tokens that the planner had evaluated when planning began, and what it needed. */
  #planning: { before: number; tokens: number | undefined } | undefined;
  /** The limit that ended a stage early; what is computed afterwards doesn't change it. */
  #bound: Bound | undefined;

  constructor(options: AskOptions) {
    const {
      particles = DEFAULT_PARTICLES,
      seed = Math.floor(Math.random() * 2 ** 31),
      planner,
      follower,
    } = options;
    checkNumbers({ particles, seed });
    this.#options = options;
    this.#request = requestOf(options);
    this.#seed = seed;
    this.#particles = particles;
    this.#random = options.random ?? random(seed);
    const used = [
      ...(planner && !options.contract ? [{ role: "planner" as const, model: planner }] : []),
      { role: "follower" as const, model: follower },
    ];
    this.#models = used.map(({ role, model }) => ({
      role,
      model,
      name: model.description.name,
      sha256: model.description.sha256,
      before: model.evaluated,
    }));
    this.#uses = usesOf(used.map(({ model }) => model));
    this.#meter = startMeter({
      limits: options.limits ?? {},
      uses: this.#uses,
      prices: options.prices,
      signal: options.signal,
      energy: this.#energy,
    });
    this.#record = startRecord(options, { spent: () => this.#spent() });
  }

  async verdict(): Promise<Verdict> {
    try {
      return await this.#way();
    } catch (error) {
      this.#record.failed(error);
      throw error;
    }
  }

  async #way(): Promise<Verdict> {
    const { particles = null, width = null, temperature = null, effort } = this.#options;
    this.#record.add("request", {
      run: "ask",
      seed: this.#seed,
      request: this.#request,
      particles,
      width,
      ...(effort && { effort }),
      temperature,
      language: this.#options.language ?? null,
      contract: this.#options.contract ?? null,
      ...(this.#options.plannedBy && { plannedBy: this.#options.plannedBy }),
      ...(this.#options.history && { history: this.#options.history }),
      limits: this.#options.limits ?? {},
      models: this.#models.map(({ role, model }) => tracedModel(model, { role })),
      environment: environment(),
    });
    const plan = this.#options.contract ? undefined : await this.#plan();
    const contract = this.#options.contract ?? plan?.contract;
    if (!contract) return this.#finish({ contract: { clauses: [] }, plan, candidates: [], best: null });
    this.#emit({ kind: "contract", contract });
    this.#record.add("contract", { notation: printContract(contract), contract });
    this.#stage("compile");
    const language = this.#languageOf(contract);
    const extraWords = wordsOfRequest(this.#request);
    const shouldStop = this.#shouldStop;
    const compilation = unlessInterrupted(() =>
      compileContract({ contract, extraWords, language, shouldStop }),
    );
    if (!compilation) return this.#finish({ contract, plan, candidates: [], best: null });
    if (compilation.kind === "contradiction") {
      this.#record.add("contradiction", { clauses: compilation.clauses.map(printClause) });
      return this.#finish({ contract, plan, compilation, candidates: [], best: null });
    }
    const { unenforced, coined = false } = compilation;
    this.#record.add("compiled", { language, unenforced: unenforced.map(printClause), coined });
    const { candidates, unfinished } = await this.#write(contract, compilation);
    return this.#finish({
      contract,
      plan,
      compilation,
      candidates,
      best: candidates[0]?.text ?? (unfinished === "" ? null : unfinished),
    });
  }

  #emit(event: RunEvent): void {
    this.#options.onEvent?.(event);
  }

  #stage(stage: Extract<RunEvent, { kind: "stage" }>["stage"]): void {
    this.#record.stage(stage);
    this.#emit({ kind: "stage", stage });
  }

  #shouldStop = (): boolean => {
    const bound = this.#bound ?? this.#meter.bound();
    if (bound) this.#bind(bound);
    return bound !== undefined;
  };

  #bind(bound: Bound): void {
    this.#bound ??= bound;
    this.#record.limit(this.#bound);
  }

  async #plan(): Promise<Plan | undefined> {
    const { planner } = this.#options;
    if (!planner) {
      throw new SijoError("ask.planner", "A request without a contract needs a planner.", { kind: "usage" });
    }
    this.#planning = { before: planner.evaluated, tokens: undefined };
    const plan = await planOnce({
      request: this.#request,
      planner,
      random: this.#random.split(1),
      shouldStop: this.#shouldStop,
      warm: this.#options.warm,
      emit: (event) => {
        if (event.kind === "stage") this.#record.stage(event.stage);
        if (event.kind === "plan") this.#record.add("plan", event.attempt);
        this.#emit(event);
      },
    });
    this.#planning.tokens = planner.evaluated - this.#planning.before;
    if (plan) {
      const { findings, share, stopped, attempts } = plan;
      this.#record.add("audit", { findings, share, stopped, attempts: attempts.length });
    }
    return plan;
  }

  /** Candidates, the best first. */
  async #write(
    contract: Contract,
    { constraint }: Extract<Compilation, { kind: "compiled" }>,
  ): Promise<{ candidates: Candidate[]; unfinished: string }> {
    this.#stage("write");
    const { follower, history, effort, particles, temperature, width, warm, signal } = this.#options;
    const language = this.#languageOf(contract);
    const tokenize = (text: string): TokenId[] => follower.vocabulary.tokenize(text);
    const { description: model } = follower;
    const spoken = { request: this.#request, history, language, hearsMore: () => takesTurns(follower) };
    const given = { contract, constraint, ...spoken, tokenize, model };
    const task = writingTask({ ...given, effort, particles, temperature, width });
    this.#particles = task.particlesWanted;
    const isFirst = history === undefined || history.length === 0;
    const held = isFirst
      ? await warmed(warm, {
          model: follower,
          tokens: () => tokensBeforeLast(follower, task.told.messages),
          shouldStop: this.#shouldStop,
        }).catch((error: unknown) => {
          // Whoever stopped the run gets what there is.
          if (signal?.aborted) return undefined;
          throw error;
        })
      : undefined;
    // Rounds, and whoever reads again behind much the same words, find the prompt decoded.
    const prompt = follower.context(follower.chat(task.told.messages));
    try {
      return await this.#rounds(contract, task);
    } finally {
      prompt.drop();
      held?.drop();
    }
  }

  async #rounds(
    contract: Contract,
    task: WritingTask,
  ): Promise<{ candidates: Candidate[]; unfinished: string }> {
    const { follower } = this.#options;
    let candidates: Candidate[] = [];
    const byRound: (readonly Candidate[])[] = [];
    let unfinished = "";
    const { told, program, temperature, width } = task;
    const contextsEach = told.reader ? CONTEXTS_EACH : 1;
    let { tries } = task;
    const growing = ROUNDS - 1 + Math.round(Math.log2(task.growsTo / task.particles));
    for (let round = 0; round < tries + growing && !this.#shouldStop(); round += 1) {
      // What so many could not do, more may.
      const room = Math.max(task.particles, roomFor(follower, contextsEach));
      const particles = Math.min(task.particles * 2 ** Math.max(0, round + 1 - tries), MOST_PARTICLES, room);
      this.#record.add("round", { round, temperature, width, particles, ...told });
      const writing = await write({
        program,
        follower,
        particles,
        width,
        contextsEach,
        random: this.#random.split(100 + round),
        shouldStop: this.#shouldStop,
        onBarrier: (event) => this.#watch(event, { round }),
      });
      ({ unfinished } = writing);
      const plain = round === 0 && task.leavesMuchOpen ? await this.#likeliest(task) : [];
      const others = plain.filter(({ text }) => writing.texts.every((one) => one.text !== text));
      const found = candidatesOf([...writing.texts, ...others], contract);
      const { logZ, logZStandardError, full } = writing;
      this.#record.add("written", { round, candidates: found, logZ, logZStandardError, unfinished, full });
      byRound.push(found);
      candidates = bestFirst([...candidates, ...found]);
      const isEnough = particles >= Math.min(task.growsTo, room) || saysEnough(writing);
      if (candidates[0]?.passed && ((isEnough && round + 1 >= tries) || full)) {
        candidates = await this.#readAgain(candidates, byRound, { contract, task });
        if (!readsOddly(candidates[0].reading) || full || tries === task.triesOfOdd) break;
        tries += 1;
      }
      if (full) this.#bind("memory");
    }
    return { candidates, unfinished };
  }

  /** The same, with the best that pass in another order once they were read again. */
  async #readAgain(
    candidates: Candidate[],
    byRound: readonly (readonly Candidate[])[],
    { contract, task: { secondReading, tries, triesOfOdd } }: { contract: Contract; task: WritingTask },
  ): Promise<Candidate[]> {
    const { follower: model } = this.#options;
    // Elsewhere a text may be scored token by token.
    if (!secondReading || model.description.remote) return candidates;
    const { messages, most } = secondReading;
    const finalists = finalistsOf(byRound);
    // A single one is read where it may be tried for again.
    const least = triesOfOdd > tries ? 1 : 2;
    if (Math.min(most, finalists.length) < least || this.#shouldStop()) return candidates;
    const known = new Set(candidates.flatMap(({ text, reading }) => (reading ? text : [])));
    const texts = finalists.filter((text) => !known.has(text)).slice(0, most);
    if (texts.length === 0) return candidates;
    const decoding = { shouldStop: this.#shouldStop };
    const readings = await readTexts(texts, { model, messages, contract, decoding });
    if (!readings) return candidates;
    this.#record.add("read", { texts, readings });
    const read = new Map(texts.map((text, at) => [text, readings[at]]));
    return bestFirst(
      candidates.map((candidate) => {
        const reading = read.get(candidate.text);
        return reading ? { ...candidate, reading } : candidate;
      }),
    );
  }

  async #likeliest({ program }: WritingTask): Promise<Writing["texts"]> {
    if (this.#shouldStop()) return [];
    const { follower } = this.#options;
    return likeliestText({ program, follower, random: this.#random.split(2), shouldStop: this.#shouldStop });
  }

  /** What to write in. */
  #languageOf(contract: Contract): Language {
    const { request, language } = this.#options;
    return language ?? languageOf({ request, contract });
  }

  #watch(event: BarrierEvent, { round }: { round: number }): void {
    this.#record.barrier(event, { round });
    const spent = { tokens: this.#options.follower.evaluated, seconds: this.#meter.seconds() };
    this.#emit(progressOf(event, spent));
  }

  #finish(found: {
    contract: Contract;
    plan: Plan | undefined;
    compilation?: Compilation;
    candidates: readonly Candidate[];
    best: string | null;
  }): Verdict {
    this.#stage("check");
    const { contract, plan, compilation, candidates, best } = found;
    const { checks } = best === null ? { checks: [] } : check(contract, best);
    const answered = candidates[0]?.passed ?? false;
    const all = [...checks, ...furtherChecks({ contract, plan, compilation, best })];
    this.#record.add("checks", { text: best, checks: all });
    const verdict: Verdict = {
      status: answered ? "answered" : "handed_off",
      answer: answered ? best : null,
      best,
      contract,
      notation: printContract(contract),
      checks: all,
      confidence: null,
      candidates,
      handOff: answered ? null : handOffOf({ contract, compilation, checks, bound: this.#bound, best }),
      bill: this.#bill(),
      limits: { set: this.#options.limits ?? {}, bound: this.#bound ?? null },
      seed: this.#seed,
      particles: this.#particles,
      models: this.#models.map(({ role, name, sha256 }) => ({ role, name, sha256 })),
      traceId: this.#record.id,
    };
    this.#record.add("verdict", verdict);
    this.#record.end(verdict.status);
    const { failure } = this.#record;
    return failure === undefined ? verdict : { ...verdict, traceFailure: failure };
  }

  #bill(): Verdict["bill"] {
    const spent = this.#spent();
    return {
      ...spent,
      joules: this.#energy.joules(spent.cpuSeconds),
      money: moneyOf(this.#uses(), this.#options.prices),
    };
  }

  #spent(): Spent {
    const { user, system } = process.cpuUsage(this.#cpu);
    const follower = this.#models.find(({ role }) => role === "follower")!;
    const planner = this.#models.find(({ role }) => role === "planner");
    const evaluated = follower.model.evaluated - follower.before;
    const planned =
      planner && this.#planning
        ? (this.#planning.tokens ?? planner.model.evaluated - this.#planning.before)
        : 0;
    return {
      tokens: {
        planner: planned,
        follower: planner?.model === follower.model ? evaluated - planned : evaluated,
      },
      seconds: this.#meter.seconds(),
      cpuSeconds: (user + system) / 1e6,
    };
  }
}
