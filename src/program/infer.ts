/**
 * One call for all algorithms: a program, its model and limits, a seed → weighted samples of the posterior, log Z with its
 * standard error, and what happened at each barrier.
 * @module
 */
import { SijoError } from "../errors.ts";
import { type AlgorithmName, algorithmNamed } from "../inference/algorithms.ts";
import { logSumExp } from "../inference/distribution.ts";
import type { Algorithm, BarrierEvent, Inference } from "../inference/population.ts";
import { type Random, random } from "../inference/random.ts";
import {
  type Bound,
  type Limits,
  type Money,
  moneyOf,
  type Prices,
  startMeter,
  tokensIn,
} from "../limits/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { usesOf } from "../model/use.ts";
import type { Trace } from "../trace/index.ts";
import { isProgramDefinition, type ProgramDefinition } from "./define.ts";
import type { Program } from "./effects.ts";
import { ProgramPopulation } from "./engine.ts";
import { InferenceRecord, keyOf } from "./inference-record.ts";
import type { ParamSpecs, ParamsOf } from "./params.ts";
import { type ProgramSource, sourceOf } from "./source.ts";
import type { Tools } from "./tools.ts";

/** What moves a program, and within what limits: one set of options for all algorithms. */
export interface InferOptions<Result> {
  /** The follower: its probabilities are what weights refer to. */
  readonly model: TokenModel;
  /** Other followers, by the names that the program has for them: `context(messages, { follower: "critic" })`. */
  readonly followers?: Readonly<Record<string, TokenModel>> | undefined;
  /**
   * By name with its defaults, or a function, as in `(options) => smc({ ...options, threshold: 0.9 })`. Default: what the
   * program says, or else `smc`.
   */
  readonly algorithm?: AlgorithmName | Algorithm<Result> | undefined;
  /** Copies of the program that run side by side. Default: what the program says, or else 16. */
  readonly particles?: number | undefined;
  /** Particles at most, where a barrier's `width` asks for more; absent: no more than at the start. */
  readonly mostParticles?: number | undefined;
  /** The same seed gives the same samples. Default: another one each time, told in the answer. */
  readonly seed?: number | undefined;
  /** Where random numbers come from; default: `random(seed)`. */
  readonly random?: Random | undefined;
  readonly limits?: Limits | undefined;
  /** What models cost, by their names; default: nothing where they run here, and unknown elsewhere. */
  readonly prices?: Prices | undefined;
  /** Ends the run where it stands. */
  readonly signal?: AbortSignal | undefined;
  /** What the program may call, by name. */
  readonly tools?: Tools | undefined;
  readonly onBarrier?: ((event: BarrierEvent) => void) | undefined;
  /** Takes down the run, and is ended with it: `startTrace({ folder })`, or any sink of events. Default: none. */
  readonly trace?: Trace | undefined;
  /** What the trace says of where the program comes from; default: the text of its function, or of its sandbox. */
  readonly source?: ProgramSource | undefined;
}

/** A result and its probability. */
export interface Outcome<Result> {
  readonly result: Result;
  /** Its share of the weight of all samples: an estimate of π(result). */
  readonly probability: number;
}

/** What a run came to: π(x) = γ(x)/Z as weighted results, ln Z, and how they came about. */
export interface Posterior<Result> extends Inference<Result> {
  /** Distinct results with their probabilities, the likeliest first. Results that are alike as JSON are one. */
  readonly outcomes: readonly Outcome<Result>[];
  /** The likeliest result; undefined when no particle finished with weight. */
  readonly best: Result | undefined;
  /** In the order of time. */
  readonly barriers: readonly BarrierEvent[];
  readonly seed: number;
  readonly particles: number;
  /** Tokens evaluated by all followers, prompts included. */
  readonly tokens: number;
  readonly seconds: number;
  /** What those tokens cost, by `prices`. */
  readonly money: Money;
  /** What ended the run before all particles had finished, or null. Then `logZ` counts them by the weight they had. */
  readonly bound: Bound | null;
  /** What each particle has written: where it stands, if it hasn't finished. */
  readonly texts: readonly string[];
}

const DEFAULT_PARTICLES = 16;

/**
 * Runs a program to its posterior π(x) = γ(x) / Z, where γ(x) is the follower's probability of what was sampled and
 * observed times e^factors, and Z = Σₓ γ(x). For samplers (`smc`, `resample-move`, `steering`, `importance`, `rejection`)
 * the weighted samples estimate π, and exp(logZ) estimates Z without bias, for any number of particles: Lew et al. 2023,
 * section 2; Del Moral 2004, theorem 7.4.2. `best-of-n`, `beam` and `locally-constrained` are baselines, and say in their
 * own comments what they give.
 * @throws SijoError `program.*` for what programs do wrong, `inference.*` for settings, `limits.range`, and what models throw; one that
 * has no room for more text ends the run (`bound`: memory) where some particles have finished.
 * @example
 * await using model = await openLlama({ path: "smollm2-135m-instruct-q4_1.gguf" });
 * const { best, outcomes, logZ } = await infer(haiku, { model, particles: 16, seed: 1, limits: { seconds: 60 } });
 */
export async function infer<Result, const Specs extends ParamSpecs>(
  program: ProgramDefinition<Specs, Result>,
  options: InferOptions<Result> & { readonly params?: Partial<ParamsOf<Specs>> | undefined },
): Promise<Posterior<Result>>;
export async function infer<Result>(
  program: Program<Result>,
  options: InferOptions<Result>,
): Promise<Posterior<Result>>;
export async function infer<Result>(
  program: Program<Result> | ProgramDefinition<ParamSpecs, Result>,
  options: InferOptions<Result> & { readonly params?: Readonly<Record<string, unknown>> | undefined },
): Promise<Posterior<Result>> {
  const defined = isProgramDefinition(program) ? program : undefined;
  const {
    model,
    followers = {},
    algorithm = defined?.algorithm ?? "smc",
    particles = defined?.particles ?? DEFAULT_PARTICLES,
    mostParticles,
    seed = Math.floor(Math.random() * 2 ** 31),
    limits: given,
    prices,
    signal,
    tools,
    onBarrier,
    trace,
    params,
  } = options;
  const limits = defined?.maxTokens === undefined ? { ...given } : { tokens: defined.maxTokens, ...given };
  checkCount("particles", particles, 1);
  checkCount("seed", seed, 0);
  const run = isProgramDefinition(program) ? program.with(params) : program;
  if (typeof run !== "function") {
    throw new SijoError("program.definition", "What is to be run is no program.", {
      kind: "usage",
      hint: "A program is a generator function, or what program({ … }) makes.",
    });
  }
  const move = typeof algorithm === "string" ? algorithmNamed<Result>(algorithm) : algorithm;
  const models = new Set([model, ...Object.values(followers)]);
  const uses = usesOf(models);
  const tokens = (): number => tokensIn(uses());
  const meter = startMeter({ limits, uses, prices, signal });
  const record =
    trace &&
    new InferenceRecord({
      trace,
      model,
      followers,
      seed,
      particles,
      mostParticles,
      limits,
      algorithm: typeof algorithm === "string" ? algorithm : String(algorithm),
      source: options.source ?? sourceOf(run),
      spent: () => ({ seconds: meter.seconds(), tokens: tokens() }),
    });
  let bound: Bound | undefined;
  const stream = options.random ?? random(seed);
  const barriers: BarrierEvent[] = [];
  try {
    using population = new ProgramPopulation({
      program: run,
      model,
      followers,
      particles,
      ...(mostParticles !== undefined && { mostParticles }),
      ...(tools && { tools: record?.recorded(tools) ?? tools }),
      random: stream,
      shouldStop: () => {
        bound ??= meter.bound();
        if (bound) record?.limit(bound);
        return bound !== undefined;
      },
    });
    const inference = await move({
      population,
      random: stream.split("algorithm"),
      onBarrier(event) {
        barriers.push(event);
        record?.barrier(event, { round: 0 });
        onBarrier?.(event);
      },
    });
    if (population.full) {
      bound ??= "memory";
      record?.limit(bound);
    }
    const outcomes = outcomesOf(inference);
    const posterior: Posterior<Result> = {
      ...inference,
      outcomes,
      best: outcomes[0]?.result,
      barriers,
      seed,
      particles,
      tokens: tokens(),
      seconds: meter.seconds(),
      money: moneyOf(uses(), prices),
      bound: bound ?? null,
      texts: Array.from(population.logWeights.keys(), (particle) => population.text(particle)),
    };
    record?.finished(posterior);
    return posterior;
  } catch (error) {
    record?.failed(error);
    throw error;
  }
}

function outcomesOf<Result>({ samples }: Inference<Result>): Outcome<Result>[] {
  const total = logSumExp(samples.map(({ logWeight }) => logWeight));
  const found = new Map<string, { result: Result; probability: number }>();
  for (const { result, logWeight } of samples) {
    const key = keyOf(result);
    const outcome = found.get(key) ?? { result, probability: 0 };
    // A part of all is at most 1, whatever rounding says.
    outcome.probability = Math.min(1, outcome.probability + Math.exp(logWeight - total));
    found.set(key, outcome);
  }
  return [...found.values()].sort((one, other) => other.probability - one.probability);
}

function checkCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new SijoError("inference.options", `The ${what} of a run can't be ${value}.`, {
    kind: "usage",
    hint: `Give a whole number from ${least}.`,
  });
}
