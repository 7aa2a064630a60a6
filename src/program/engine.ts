/**
 * Runs the particles of a program in lockstep: whenever they wait for a model, one batch serves all of them.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Population } from "../inference/population.ts";
import type { Random } from "../inference/random.ts";
import { allSettled } from "../model/all-settled.ts";
import { isFull } from "../model/full.ts";
import type { DecodeOptions, TokenModel } from "../model/token-model.ts";
import type { ContextHandle, EffectOf, Program, Sampled } from "./effects.ts";
import { checkAlike, followerNamed, nextAndAhead, type Prompt } from "./followers.ts";
import { whileWaiting } from "./foresight.ts";
import { ANY_TEXT, masksFor } from "./mask-cache.ts";
import { checkSample, choiceOf, NextTokens } from "./next-token.ts";
import {
  countUnasked,
  forkAll,
  newParticle,
  type OwnContext,
  offspring,
  ownContext,
  type Particle,
  releaseParticle,
  tell,
} from "./particle.ts";
import { Replayable } from "./replay.ts";
import { callTool, type Tools } from "./tools.ts";

/** A program, its followers and its random numbers. */
export interface EngineOptions<Result> {
  readonly program: Program<Result>;
  /** Whose contexts programs get that name no follower. */
  readonly model: TokenModel;
  /** Other followers, by the names that programs have for them. */
  readonly followers?: Readonly<Record<string, TokenModel>>;
  readonly particles: number;
  readonly random: Random;
  /** Particles at most, however many a barrier is worth; absent: no more than at the start. */
  readonly mostParticles?: number;
  /** What programs may call, by name. */
  readonly tools?: Tools;
  /** Asked before every decode and every round of tool calls: true ends the run where it stands. */
  readonly shouldStop?: () => boolean;
  /** Time spent, in milliseconds, by what it was spent on. */
  readonly onStep?: (times: StepTimes) => void;
}

/** Milliseconds of one step, by what they were spent on. */
export interface StepTimes {
  readonly decode: number;
  readonly mask: number;
  readonly sample: number;
}

/** The contexts of a particle that waits for a token, and what it asked for. */
interface Waiting {
  readonly index: number;
  readonly effect: EffectOf<"sample">;
  /** The target's contexts and then the one that proposes, if any. */
  readonly asked: readonly OwnContext[];
  /** The same without those that are named twice, which write the token once. */
  readonly written: readonly OwnContext[];
}

/**
 * Particles of one program.
 * @example
 * using population = new ProgramPopulation({ program, model, particles: 16, random: stream });
 * const { samples, logZ } = await smc({ population, random: stream.split("smc") });
 */
export class ProgramPopulation<Result> implements Population<Result>, Disposable {
  logWeights: Float64Array;
  /** Whether the run was told to stop before all particles had finished. What there is can be read. */
  stopped = false;
  /** … because a follower had no room for more, when some of them had finished. */
  full = false;
  readonly #options: EngineOptions<Result>;
  readonly #prompts = new Map<string, Prompt>();
  readonly #nextTokens = new NextTokens();
  #particles: Particle<Result>[];
  #generation = 0;

  constructor(options: EngineOptions<Result>) {
    this.#options = options;
    this.logWeights = new Float64Array(options.particles);
    const random = options.random.split("particles");
    this.#particles = Array.from({ length: options.particles }, (_, index) =>
      newParticle(new Replayable(options.program), random.split(index)),
    );
  }

  finished(particle: number): boolean {
    return this.#particles[particle].run.step.done;
  }

  result(particle: number): Result | undefined {
    const { step } = this.#particles[particle].run;
    return step.done ? step.result : undefined;
  }

  text(particle: number): string {
    return this.#particles[particle].text;
  }

  logTarget(particle: number): number {
    return this.#particles[particle].logTarget;
  }

  /** The most that a particle at the barrier asks for, and that there may be. */
  get width(): number {
    const { particles, mostParticles = particles } = this.#options;
    let widest = 1;
    for (const { run, atBarrier } of this.#particles) {
      if (!atBarrier || run.step.done || run.step.effect.kind !== "barrier") continue;
      const { width = 1 } = run.step.effect;
      if (Number.isInteger(width) && width > widest) widest = width;
    }
    return Math.max(1, Math.min(widest, Math.floor(mostParticles / particles)));
  }

  /** @throws SijoError `program.*` for what programs do wrong, and whatever the model throws. */
  async advance(): Promise<boolean> {
    for (const particle of this.#particles) {
      if (!particle.atBarrier) continue;
      particle.atBarrier = false;
      particle.run.answer(undefined);
    }
    for (let progressed = false; ; progressed = true) {
      let running = false;
      const asking: number[] = [];
      const sampling: number[] = [];
      for (let index = 0; index < this.#particles.length; index += 1) {
        if (!this.#runs(index)) continue;
        running = true;
        const waitsFor = this.#settle(index);
        if (waitsFor === "sample") sampling.push(index);
        else if (waitsFor) asking.push(index);
      }
      this.#releaseIdle();
      if (!running) return progressed;
      if (asking.length + sampling.length === 0) continue;
      if (this.#options.shouldStop?.()) {
        this.stopped = true;
        return false;
      }
      try {
        // Particles that have a text to observe catch up with those that sample, so that one decode serves all of them.
        if (asking.length > 0) await this.#askAll(asking);
        else await this.#sampleAll(sampling);
      } catch (error) {
        this.full = isFull(error) && this.#particles.some(({ run }) => run.step.done);
        if (!this.full && !(error instanceof SijoError && error.code === "model.stopped")) throw error;
        this.stopped = true;
        return false;
      }
    }
  }

  resample(ancestors: Int32Array): void {
    const random = this.#options.random.split("copies").split(this.#generation);
    this.#generation += 1;
    const { length } = this.#particles;
    this.#particles = offspring(this.#particles, ancestors, random);
    if (ancestors.length !== length) this.logWeights = new Float64Array(ancestors.length);
  }

  rank(ranks: Int32Array): void {
    for (const [index, particle] of this.#particles.entries()) particle.rank = ranks[index];
  }

  copy(particles: Int32Array): ProgramPopulation<Result> {
    const random = this.#options.random.split("copied").split(this.#generation);
    this.#generation += 1;
    const copy = new ProgramPopulation({ ...this.#options, particles: 0, random });
    copy.logWeights = new Float64Array(particles.length);
    const copied = Array.from(particles, (particle) => this.#particles[particle]);
    copy.#particles = forkAll(copied, (index) => random.split(index));
    return copy;
  }

  exchange(particle: number, copy: ProgramPopulation<Result>, other: number): void {
    const own = this.#particles[particle];
    this.#particles[particle] = copy.#particles[other];
    copy.#particles[other] = own;
  }

  get #decoding(): DecodeOptions {
    return { shouldStop: this.#options.shouldStop };
  }

  /** Frees all contexts. Results can still be read. */
  close(): void {
    for (const particle of this.#particles) releaseParticle(particle);
    for (const { context } of this.#prompts.values()) context.drop();
    this.#prompts.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #dead(index: number): boolean {
    return this.logWeights[index] === Number.NEGATIVE_INFINITY;
  }

  #runs(index: number): boolean {
    const { run, atBarrier } = this.#particles[index];
    return !run.step.done && !atBarrier && !this.#dead(index);
  }

  /** Particles that will not go on hold no cells that others could use. */
  #releaseIdle(): void {
    for (const [index, particle] of this.#particles.entries()) {
      if (particle.contexts.length > 0 && (particle.run.step.done || this.#dead(index)))
        releaseParticle(particle);
    }
  }

  /** Answers effects at hand until the particle waits for a model or a tool (for which), reaches a barrier or ends. */
  #settle(index: number): "sample" | "observe" | "call" | undefined {
    const particle = this.#particles[index];
    while (!particle.run.step.done && !this.#dead(index)) {
      const { effect } = particle.run.step;
      countUnasked(particle);
      switch (effect?.kind) {
        case "sample":
        case "observe":
        case "call":
          return effect.kind;
        case "barrier":
          particle.atBarrier = true;
          return undefined;
        case "context": {
          const { model, context } = this.#prompt(effect);
          particle.contexts.push({ model, context: context.fork(), partial: undefined });
          particle.run.answer({ context: particle.contexts.length - 1 } satisfies ContextHandle);
          break;
        }
        case "tell":
          tell(particle, effect);
          particle.run.answer(undefined);
          break;
        case "factor":
          this.#weigh(index, effect.logWeight);
          particle.run.answer(undefined);
          break;
        default:
          throw new SijoError("program.effect", "A program yielded something that is no effect.", {
            hint: "Effects are asked for with yield*, as in: yield* barrier().",
          });
      }
    }
    return undefined;
  }

  /** `logTarget`: the same for the target, where the weight is what it takes to get there from a proposal. */
  #weigh(index: number, logWeight: number, logTarget = logWeight): void {
    if (typeof logWeight !== "number" || Number.isNaN(logWeight) || logWeight === Number.POSITIVE_INFINITY) {
      throw new SijoError("program.weight", `A program multiplied its weight by e^${logWeight}.`, {
        hint: "A log weight is a finite number, or −Infinity to end the particle.",
      });
    }
    this.logWeights[index] += logWeight;
    this.#particles[index].logTarget += logTarget;
  }

  /** One context for each conversation, which all particles fork. */
  #prompt({ messages, follower }: EffectOf<"context">): Prompt {
    const key = JSON.stringify([messages, follower]);
    let prompt = this.#prompts.get(key);
    if (!prompt) {
      const model = followerNamed(follower, this.#options);
      prompt = { model, context: model.context(model.chat(messages)) };
      this.#prompts.set(key, prompt);
    }
    return prompt;
  }

  /** Scores all observed texts together and calls all tools together. */
  async #askAll(indices: readonly number[]): Promise<void> {
    const started = performance.now();
    const asked = await allSettled(indices.map((index) => this.#ask(this.#particles[index])));
    this.#options.onStep?.({ decode: performance.now() - started, mask: 0, sample: 0 });
    for (const [at, index] of indices.entries()) {
      const { answer, logWeight } = asked[at];
      this.#weigh(index, logWeight);
      this.#answer(this.#particles[index], answer);
    }
  }

  async #ask(particle: Particle<Result>): Promise<Asked> {
    const { effect } = particle.run.step as { effect: EffectOf<"observe" | "call"> };
    if (effect.kind === "call")
      return { answer: await callTool(this.#options.tools ?? {}, effect), logWeight: 0 };
    const own = ownContext(particle, effect.context);
    const { model } = own;
    particle.foresight.drop();
    const tokens = model.vocabulary.tokenize(effect.text);
    const scores = await model.score(own.context, tokens, this.#decoding);
    own.partial = undefined;
    particle.text += effect.text;
    return { answer: undefined, logWeight: scores.reduce((sum, score) => sum + score, 0) };
  }

  #answer(particle: Particle<Result>, value: unknown): void {
    particle.unasked = 0;
    particle.run.answer(value);
  }

  #waiting(index: number): Waiting {
    const particle = this.#particles[index];
    const { effect } = particle.run.step as { effect: EffectOf<"sample"> };
    checkSample(effect);
    const asked = effect.contexts.map((handle) => ownContext(particle, handle));
    if (effect.options.proposal) asked.push(ownContext(particle, effect.options.proposal));
    checkAlike(asked);
    return { index, effect, asked, written: asked.length === 1 ? asked : [...new Set(asked)] };
  }

  async #sampleAll(indices: readonly number[]): Promise<void> {
    const all = indices.map((index) => this.#waiting(index));
    // Whose scores are known goes first, so that one decode serves all others together.
    const known = all.filter(({ index, asked }) => this.#particles[index].foresight.knows(asked));
    const waiting = known.length > 0 ? known : all;
    const before = performance.now();
    const asked = waiting.flatMap((one) => one.asked);
    const ahead = waiting.flatMap(({ index, effect, asked }) =>
      this.#particles[index].foresight.look(asked, effect.options),
    );
    if (known.length === 0) ahead.push(...whileWaiting(this.#particles, this.logWeights, asked));
    const started = performance.now();
    const scores = await nextAndAhead(asked, ahead, this.#decoding);
    // Looking ahead makes masks, which are kept for the draw.
    const times = { decode: performance.now() - started, mask: started - before, sample: 0 };
    let at = 0;
    for (const particle of waiting) {
      const logits = particle.asked.map(() => scores[at++].logits);
      this.#sampleOne({ waiting: particle, logits, times });
    }
    this.#nextTokens.clear();
    this.#options.onStep?.(times);
  }

  #sampleOne({
    waiting: { index, effect, asked, written },
    logits,
    times,
  }: {
    waiting: Waiting;
    /** After each of the contexts asked. */
    logits: readonly Float32Array[];
    times: { mask: number; sample: number };
  }): void {
    const particle = this.#particles[index];
    const { options } = effect;
    const made = masksFor(asked[0].model.vocabulary, options.constraint ?? ANY_TEXT);
    const position =
      options.position ??
      (options.constraint ? made.start : { state: ANY_TEXT.start, partial: asked[0].partial });
    const before = performance.now();
    // Made by rejection only when too much was refused.
    const { rank, random } = particle;
    const mask = options.by === "rejection" && rank < 0 ? undefined : made.mask(position);
    const masked = performance.now();
    const choice = choiceOf({ mask, masks: made, position, rank, random });
    const draw = this.#nextTokens.draw({ logits, options, choice });
    times.mask += masked - before;
    times.sample += performance.now() - masked;
    if (!draw) {
      this.logWeights[index] = Number.NEGATIVE_INFINITY;
      return;
    }
    if (rank > 0) particle.rank = 0;
    const { token, logWeight, logProbability } = draw;
    this.#weigh(index, logWeight, logProbability + (options.bias?.get(token) ?? 0));
    const ended = asked[0].model.vocabulary.endTokens.includes(token);
    const next = ended ? { position, text: "" } : made.advance(position, token);
    if (!next) throw new SijoError("inference.mask", "A mask admitted a token that its constraint refuses.");
    for (const own of written) {
      own.context.extend([token]);
      own.partial = next.position.partial;
    }
    particle.foresight.wrote(token);
    particle.text += next.text;
    const answer: Sampled<unknown> = { token, ...next, ended, logProbability };
    this.#answer(particle, answer);
  }
}

interface Asked {
  readonly answer: unknown;
  readonly logWeight: number;
}
