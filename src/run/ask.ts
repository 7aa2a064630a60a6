/**
 * The way of a request: plan, compile, write, check, and a verdict.
 * @module
 */

import { type Compilation, compileContract } from "../contract/compile/compile.ts";
import { type Language, languageOf } from "../contract/compile/language.ts";
import { englishTaste } from "../contract/english-taste.ts";
import { type Contract, check, printContract } from "../contract/index.ts";
import { koreanTaste, type Taste } from "../contract/korean-taste.ts";
import { contractProgram, freeProgram, type Written } from "../contract/program.ts";
import { SijoError } from "../errors.ts";
import { type BarrierEvent, type Random, random } from "../inference/index.ts";
import { type Bound, type Limits, type Meter, startMeter } from "../limits/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { type Plan, wordsOfRequest } from "../planner/index.ts";
import type { Program } from "../program/index.ts";
import { startTrace, type Trace } from "../trace/index.ts";
import type { RunEvent } from "./events.ts";
import { followerMessages } from "./messages.ts";
import { furtherChecks, handOffOf } from "./outcome.ts";
import { planOnce, type WarmPrompt } from "./plan.ts";
import { requestOf } from "./request.ts";
import { SIJO_EXAMPLES } from "./sijo-examples.ts";
import type { Candidate, ModelUse, Verdict } from "./verdict.ts";
import { write } from "./write.ts";

export interface AskOptions {
  /** What a person asks for. May be left out where a contract is given. */
  readonly request?: string;
  /** A contract made before: planning is skipped. */
  readonly contract?: Contract;
  /** Writes the contract; needed where none is given. May be the same model as the follower. */
  readonly planner?: TokenModel;
  readonly follower: TokenModel;
  /** 1 to 250. */
  readonly particles?: number | undefined;
  /** How many times as many particles try a word that decides much; a whole number from 1. */
  readonly width?: number;
  readonly seed?: number;
  readonly temperature?: number;
  /** What to write in; default: what the request asks for, or else its own language. */
  readonly language?: Language;
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Where traces are kept; absent: none is written. */
  readonly traceFolder?: string;
  /** Prepares a prompt that many runs share; what it returns is held while planning. */
  readonly warm?: WarmPrompt;
  readonly onEvent?: (event: RunEvent) => void;
}

export const MOST_PARTICLES = 250;
export const DEFAULT_PARTICLES = 8;
/** A sijo is short, and hard to come by. */
const SIJO_PARTICLES = 16;
export const DEFAULT_WIDTH = 1;
/** Lower where small models know little of the language. */
const DEFAULT_TEMPERATURE: Readonly<Record<Language, number>> = { en: 0.8, ko: 0.5 };
/** Rounds of writing, where checks beyond the compiler fail. */
const ROUNDS = 3;
/** Tokens of an answer to a request that asks nothing that can be checked. */
const FREE_TOKENS = 400;
const FREE_PARTICLES = 2;

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
  readonly #trace: Trace;
  readonly #cpu = process.cpuUsage();
  readonly #models: readonly (ModelUse & { readonly model: TokenModel; readonly before: number })[];
  #plannerTokens = 0;
  /** What each particle had written behind the last barrier. */
  #texts: readonly string[] = [];
  /** The limit that ended a stage early; what is computed afterwards doesn't change it. */
  #bound: Bound | undefined;

  constructor(options: AskOptions) {
    const {
      particles = DEFAULT_PARTICLES,
      seed = Math.floor(Math.random() * 2 ** 31),
      planner,
      follower,
    } = options;
    if (!Number.isInteger(particles) || particles < 1 || particles > MOST_PARTICLES) {
      throw new SijoError("ask.particles", `${particles} particles can't be run.`, {
        kind: "usage",
        hint: `Give a whole number from 1 to ${MOST_PARTICLES}; 8 to 48 is usual.`,
      });
    }
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new SijoError("ask.seed", `${seed} is no seed.`, {
        kind: "usage",
        hint: "Give a whole number from 0.",
      });
    }
    this.#options = options;
    this.#request = requestOf(options);
    this.#seed = seed;
    this.#particles = particles;
    this.#random = random(seed);
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
    this.#meter = startMeter({
      limits: options.limits ?? {},
      tokens: () =>
        [...new Set(used.map(({ model }) => model))].reduce((sum, { evaluated }) => sum + evaluated, 0),
      signal: options.signal,
    });
    this.#trace = startTrace({ folder: options.traceFolder });
  }

  async verdict(): Promise<Verdict> {
    this.#trace.add("request", {
      request: this.#request,
      seed: this.#seed,
      particles: this.#particles,
      models: this.#models.map(({ role, name, sha256 }) => ({ role, name, sha256 })),
    });
    const plan = this.#options.contract ? undefined : await this.#plan();
    const contract = this.#options.contract ?? plan?.contract;
    if (!contract) return this.#finish({ contract: { clauses: [] }, plan, candidates: [], best: null });
    this.#emit({ kind: "contract", contract });
    this.#trace.add("contract", { notation: printContract(contract) });
    this.#emit({ kind: "stage", stage: "compile" });
    const language = this.#languageOf(contract);
    const extraWords = wordsOfRequest(this.#request);
    const compilation = compileContract({ contract, extraWords, language });
    if (compilation.kind === "contradiction") {
      this.#trace.add("contradiction", { clauses: compilation.clauses });
      return this.#finish({ contract, plan, compilation, candidates: [], best: null });
    }
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

  #shouldStop = (): boolean => {
    this.#bound ??= this.#meter.bound();
    return this.#bound !== undefined;
  };

  async #plan(): Promise<Plan | undefined> {
    const { planner } = this.#options;
    if (!planner) {
      throw new SijoError("ask.planner", "A request without a contract needs a planner.", { kind: "usage" });
    }
    const before = planner.evaluated;
    const plan = await planOnce({
      request: this.#request,
      planner,
      random: this.#random.split(1),
      shouldStop: this.#shouldStop,
      warm: this.#options.warm,
      emit: (event) => {
        this.#emit(event);
        if (event.kind === "plan") this.#trace.add("plan", event.attempt);
      },
    });
    this.#plannerTokens = planner.evaluated - before;
    return plan;
  }

  /** Candidates, the best first: those that pass, then the likeliest for their length. */
  async #write(
    contract: Contract,
    compilation: Extract<Compilation, { kind: "compiled" }>,
  ): Promise<{ candidates: Candidate[]; unfinished: string }> {
    this.#emit({ kind: "stage", stage: "write" });
    if (contract.form === "sijo") this.#particles = this.#options.particles ?? SIJO_PARTICLES;
    const language = this.#languageOf(contract);
    const { follower, temperature = DEFAULT_TEMPERATURE[language], width = DEFAULT_WIDTH } = this.#options;
    const messages = followerMessages(this.#request, { language, contract });
    const free = isFree(contract);
    const program: Program<Written> = free
      ? freeProgram({ messages, temperature, maxTokens: FREE_TOKENS })
      : contractProgram({
          messages,
          constraint: compilation.constraint,
          temperature,
          width,
          taste: tasteOf(contract, { language, request: this.#request }),
        });
    let candidates: Candidate[] = [];
    let unfinished = "";
    for (let round = 0; round < ROUNDS && !this.#shouldStop(); round += 1) {
      this.#texts = [];
      const writing = await write({
        program,
        follower,
        particles: free ? Math.min(this.#particles, FREE_PARTICLES) : this.#particles,
        width,
        random: this.#random.split(100 + round),
        shouldStop: this.#shouldStop,
        onBarrier: (event) => this.#watch(event),
      });
      unfinished = writing.unfinished;
      const found = writing.texts.map(({ text, logProbability, logTaste, share }): Candidate => {
        const characters = Math.max(1, [...text].length);
        return {
          text,
          share,
          logProbabilityPerCharacter: logProbability / characters,
          logTastePerCharacter: logTaste / characters,
          passed: check(contract, text).passed,
        };
      });
      candidates = [...candidates, ...found].sort(
        (one, other) => Number(other.passed) - Number(one.passed) || goodness(other) - goodness(one),
      );
      if (candidates[0]?.passed) break;
      if (writing.full) this.#bound ??= "memory";
    }
    return { candidates, unfinished };
  }

  /** What to write in. */
  #languageOf(contract: Contract): Language {
    const { request, language } = this.#options;
    return language ?? languageOf({ request, contract });
  }

  #watch(event: BarrierEvent): void {
    const { logWeights, texts, effectiveSampleSize, alive, ancestors } = event;
    let heaviest = 0;
    for (const [index, weight] of logWeights.entries()) if (weight > logWeights[heaviest]) heaviest = index;
    this.#emit({
      kind: "progress",
      alive,
      particles: logWeights.length,
      effectiveSampleSize,
      best: texts[heaviest],
      tokens: this.#options.follower.evaluated,
      seconds: this.#meter.seconds(),
    });
    this.#trace.add("barrier", {
      index: event.index,
      effectiveSampleSize,
      alive,
      logZ: event.logZ,
      logWeights: [...logWeights],
      // What each has added since the barrier before, to the text it then had.
      added: texts.map((text, index) => text.slice(this.#texts[index]?.length ?? 0)),
      ...(ancestors && { ancestors: [...ancestors] }),
    });
    this.#texts = ancestors ? Array.from(ancestors, (ancestor) => texts[ancestor]) : texts;
  }

  #finish(found: {
    contract: Contract;
    plan: Plan | undefined;
    compilation?: Compilation;
    candidates: readonly Candidate[];
    best: string | null;
  }): Verdict {
    this.#emit({ kind: "stage", stage: "check" });
    const { contract, plan, compilation, candidates, best } = found;
    const { checks } = best === null ? { checks: [] } : check(contract, best);
    const answered = candidates[0]?.passed ?? false;
    const verdict: Verdict = {
      status: answered ? "answered" : "handed_off",
      answer: answered ? best : null,
      best,
      contract,
      notation: printContract(contract),
      checks: [...checks, ...furtherChecks({ contract, plan, compilation, best })],
      confidence: null,
      candidates,
      handOff: answered ? null : handOffOf({ contract, compilation, checks, bound: this.#bound, best }),
      bill: this.#bill(),
      limits: { set: this.#options.limits ?? {}, bound: this.#bound ?? null },
      seed: this.#seed,
      particles: this.#particles,
      models: this.#models.map(({ role, name, sha256 }) => ({ role, name, sha256 })),
      traceId: this.#trace.id,
    };
    this.#trace.add("verdict", verdict);
    this.#trace.end(verdict.status);
    return verdict;
  }

  #bill(): Verdict["bill"] {
    const { user, system } = process.cpuUsage(this.#cpu);
    const follower = this.#models.find(({ role }) => role === "follower")!;
    const shared = this.#models.some(({ role, model }) => role === "planner" && model === follower.model);
    const evaluated = follower.model.evaluated - follower.before;
    return {
      tokens: {
        planner: this.#plannerTokens,
        follower: shared ? evaluated - this.#plannerTokens : evaluated,
      },
      seconds: this.#meter.seconds(),
      cpuSeconds: (user + system) / 1e6,
      joules: { value: null, source: "unknown" },
      money: { amount: 0, source: "local" },
    };
  }
}

/** Nothing is asked that could be held to while writing. */
const isFree = ({ form = "text", clauses }: Contract): boolean => form === "text" && clauses.length === 0;

const goodness = ({ logProbabilityPerCharacter, logTastePerCharacter }: Candidate): number =>
  logProbabilityPerCharacter + logTastePerCharacter;

/** What is minded in a text of this language. */
function tasteOf(contract: Contract, { language, request }: { language: Language; request: string }): Taste {
  if (language !== "ko") return englishTaste(contract);
  const { clauses, form, topic } = contract;
  const quoted = clauses.flatMap((clause) => ("value" in clause ? [clause.value].flat().map(String) : []));
  return koreanTaste({
    topic,
    list: form === "list",
    verse: form === "sijo" || form === "poem",
    quoted,
    ...(form === "sijo" && { known: [request, ...SIJO_EXAMPLES.map(({ text }) => text)] }),
  });
}
