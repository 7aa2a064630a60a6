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
import type { Context, Message, TokenId, TokenModel } from "../model/token-model.ts";
import { usesOf } from "../model/use.ts";
import { tokensBeforeLast, warmed } from "../model/warm.ts";
import { type Plan, wordsOfRequest } from "../planner/index.ts";
import { type RunRecord, type Spent, tracedModel } from "../program/index.ts";
import { environment } from "../trace/index.ts";
import { progressOf, type RunEvent } from "./events.ts";
import { type AskOptions, checkNumbers, DEFAULT_PARTICLES } from "./options.ts";
import { furtherChecks, handOffOf } from "./outcome.ts";
import { planOnce } from "./plan.ts";
import { startRecord } from "./record.ts";
import { requestOf } from "./request.ts";
import { Rounds } from "./rounds.ts";
import type { TraceData } from "./trace-data.ts";
import type { Candidate, ModelUse, Verdict } from "./verdict.ts";
import { writingTask } from "./writing.ts";

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

  /** Candidates, the best first; of a text that is written sentence by sentence, behind the best of each before. */
  async #write(
    contract: Contract,
    { constraint }: Extract<Compilation, { kind: "compiled" }>,
  ): Promise<{ candidates: readonly Candidate[]; unfinished: string }> {
    this.#stage("write");
    const { follower, history, effort, particles, temperature, width } = this.#options;
    const tokenize = (text: string): TokenId[] => follower.vocabulary.tokenize(text);
    const { description: model } = follower;
    const spoken = { request: this.#request, history, language: this.#languageOf(contract) };
    const given = { contract, constraint, ...spoken, tokenize, model };
    using rounds = new Rounds({
      contract,
      follower,
      random: this.#random,
      shouldStop: this.#shouldStop,
      record: this.#record,
      onBarrier: (event, round) => this.#watch(event, { round }),
    });
    const before: string[] = [];
    let warm: Context | undefined;
    let prompt: Context | undefined;
    try {
      while (true) {
        const task = writingTask({ ...given, before, effort, particles, temperature, width });
        this.#particles = task.particlesWanted;
        const { messages } = task.told;
        if (before.length === 0) warm = await this.#warmed(messages);
        // Rounds find the prompt decoded; so does the next prompt.
        const earlier = prompt;
        prompt = follower.context(follower.chat(messages));
        earlier?.drop();
        const { candidates, unfinished, full } = await rounds.write(task);
        if (full) this.#bind("memory");
        const [best] = candidates;
        if (best && task.isWhole(best.text)) return { candidates, unfinished };
        if (!best || this.#shouldStop())
          return { candidates: [], unfinished: best?.text ?? (task.begun + unfinished).trimEnd() };
        before.push(best.text.slice(task.begun.length));
      }
    } finally {
      prompt?.drop();
      warm?.drop();
    }
  }

  async #warmed(messages: readonly Message[]): Promise<Context | undefined> {
    const { follower, history, warm, signal } = this.#options;
    if (history && history.length > 0) return undefined;
    return warmed(warm, {
      model: follower,
      tokens: () => tokensBeforeLast(follower, messages),
      shouldStop: this.#shouldStop,
    }).catch((error: unknown) => {
      // Whoever stopped the run gets what there is.
      if (signal?.aborted) return undefined;
      throw error;
    });
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
    const own: Verdict = {
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
    const verdict = this.#options.completed?.(own) ?? own;
    // One that bound before the run is told of like any other, since no replay comes to it.
    if (verdict.limits.bound) this.#record.limit(verdict.limits.bound);
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
