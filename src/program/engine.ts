/**
 * Runs the particles of a program in lockstep: whenever they wait for a token, one batch serves all of them.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Constraint } from "../inference/constraint.ts";
import { drawMasked, logNormalizer } from "../inference/distribution.ts";
import { type Masks, masks } from "../inference/mask.ts";
import type { Population } from "../inference/population.ts";
import type { Random } from "../inference/random.ts";
import type { Context, TokenModel } from "../model/token-model.ts";
import type { ContextHandle, Effect, Program, Sampled } from "./effects.ts";
import { Replayable } from "./replay.ts";

export interface EngineOptions<Result> {
  readonly program: Program<Result>;
  readonly model: TokenModel;
  readonly particles: number;
  readonly random: Random;
  /** Asked before every decode: true ends the run where it stands. */
  readonly shouldStop?: () => boolean;
  /** Time spent, in milliseconds, by what it was spent on. */
  readonly onStep?: (times: StepTimes) => void;
}

export interface StepTimes {
  readonly decode: number;
  readonly mask: number;
  readonly sample: number;
}

/** A text that any continuation is allowed after. */
const ANY_TEXT: Constraint<number> = { start: 0, next: () => 0, mayEnd: () => true, key: () => 0 };

interface Particle<Result> {
  run: Replayable<Result>;
  contexts: Context[];
  atBarrier: boolean;
  /** What it has written in all its contexts, in the order of writing. */
  text: string;
  /** Of its own, so that a particle's draws don't depend on who else is in the batch. */
  random: Random;
}

type SampleEffect = Extract<Effect, { kind: "sample" }>;

/** Masks are made from a vocabulary and a constraint, whoever runs; kept for as long as the constraint lives. */
const maskCache = new WeakMap<Constraint<unknown>, Map<string, Masks<unknown>>>();

function masksFor(model: TokenModel, constraint: Constraint<unknown>): Masks<unknown> {
  let byVocabulary = maskCache.get(constraint);
  if (!byVocabulary) {
    byVocabulary = new Map();
    maskCache.set(constraint, byVocabulary);
  }
  const { fingerprint } = model.vocabulary;
  let made = byVocabulary.get(fingerprint);
  if (!made) {
    made = masks({ vocabulary: model.vocabulary, constraint });
    byVocabulary.set(fingerprint, made);
  }
  return made;
}

export class ProgramPopulation<Result> implements Population<Result> {
  readonly logWeights: Float64Array;
  /** Whether the run was told to stop before all particles had finished. */
  stopped = false;
  readonly #options: EngineOptions<Result>;
  readonly #prompts = new Map<string, Context>();
  #particles: Particle<Result>[];
  #generation = 0;

  constructor(options: EngineOptions<Result>) {
    this.#options = options;
    this.logWeights = new Float64Array(options.particles);
    this.#particles = Array.from({ length: options.particles }, (_, index) => ({
      run: new Replayable(options.program),
      contexts: [],
      atBarrier: false,
      text: "",
      random: options.random.split(index),
    }));
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

  async advance(): Promise<boolean> {
    const running = (): number[] =>
      this.#particles.flatMap(({ run, atBarrier }, index) =>
        run.step.done || atBarrier || this.#dead(index) ? [] : [index],
      );
    for (const particle of this.#particles) {
      if (particle.atBarrier) {
        particle.atBarrier = false;
        particle.run.answer(undefined);
      }
    }
    let progressed = false;
    for (let indices = running(); indices.length > 0; indices = running()) {
      progressed = true;
      for (const index of indices) await this.#settle(index);
      const waiting = indices.filter((index) => this.#waitsForToken(index));
      if (waiting.length === 0) continue;
      if (this.#options.shouldStop?.()) {
        this.stopped = true;
        return false;
      }
      await this.#sampleAll(waiting);
    }
    return progressed;
  }

  resample(ancestors: Int32Array): void {
    const before = this.#particles;
    const random = this.#options.random.split(1_000_003 + this.#generation);
    this.#generation += 1;
    const used = new Set<number>();
    this.#particles = Array.from(ancestors, (ancestor, index) => {
      const parent = before[ancestor];
      if (!used.has(ancestor)) {
        used.add(ancestor);
        return parent;
      }
      return {
        run: parent.run.fork(),
        contexts: parent.contexts.map((context) => context.fork()),
        atBarrier: parent.atBarrier,
        text: parent.text,
        random: random.split(index),
      };
    });
    for (const [index, particle] of before.entries()) {
      if (!used.has(index)) release(particle);
    }
  }

  /** Frees all contexts. Results can still be read. */
  close(): void {
    for (const particle of this.#particles) release(particle);
    for (const prompt of this.#prompts.values()) prompt.drop();
    this.#prompts.clear();
  }

  #dead(index: number): boolean {
    return this.logWeights[index] === Number.NEGATIVE_INFINITY;
  }

  #waitsForToken(index: number): boolean {
    const { step } = this.#particles[index].run;
    return !step.done && step.effect.kind === "sample" && !this.#dead(index);
  }

  /** Answers effects that need no batch, until the particle waits for a token, reaches a barrier or ends. */
  async #settle(index: number): Promise<void> {
    const particle = this.#particles[index];
    while (!particle.run.step.done && !this.#dead(index)) {
      const { effect } = particle.run.step;
      switch (effect.kind) {
        case "sample":
          return;
        case "barrier":
          particle.atBarrier = true;
          return;
        case "context": {
          particle.contexts.push(this.#prompt(effect).fork());
          const handle: ContextHandle = { context: particle.contexts.length - 1 };
          particle.run.answer(handle);
          break;
        }
        case "factor":
          this.#weigh(index, effect.logWeight);
          particle.run.answer(undefined);
          break;
        case "observe": {
          const tokens = this.#options.model.vocabulary.tokenize(effect.text);
          const scores = await this.#options.model.score(this.#contextOf(particle, effect.context), tokens);
          this.#weigh(
            index,
            scores.reduce((sum, score) => sum + score, 0),
          );
          particle.text += effect.text;
          particle.run.answer(undefined);
          break;
        }
      }
    }
  }

  #weigh(index: number, logWeight: number): void {
    if (Number.isNaN(logWeight) || logWeight === Number.POSITIVE_INFINITY) {
      throw new SijoError("program.weight", `A program multiplied its weight by e^${logWeight}.`, {
        hint: "A log weight is a finite number, or −Infinity to end the particle.",
      });
    }
    this.logWeights[index] += logWeight;
  }

  #contextOf(particle: Particle<Result>, handle: ContextHandle): Context {
    const found = particle.contexts[handle?.context];
    if (!found) throw new SijoError("program.context", "A program used a context that it had not made.");
    return found;
  }

  /** One context for each conversation, which all particles fork. */
  #prompt({ messages }: Extract<Effect, { kind: "context" }>): Context {
    const key = JSON.stringify(messages);
    let prompt = this.#prompts.get(key);
    if (!prompt) {
      const { model } = this.#options;
      prompt = model.context(model.chat(messages));
      this.#prompts.set(key, prompt);
    }
    return prompt;
  }

  async #sampleAll(indices: readonly number[]): Promise<void> {
    const { model } = this.#options;
    const effects = indices.map(
      (index) => (this.#particles[index].run.step as { effect: SampleEffect }).effect,
    );
    const contexts = indices.map((index, at) => this.#contextOf(this.#particles[index], effects[at].context));
    const started = performance.now();
    const scores = await model.next(contexts);
    const times = { decode: performance.now() - started, mask: 0, sample: 0 };
    // Particles at the same text share their scores, and so the sum over the vocabulary.
    const normalizers = new Map<string, number>();
    const views = new Map<Float32Array, number>();
    for (const [at, index] of indices.entries()) {
      const { logits } = scores[at];
      const temperature = effects[at].options.temperature ?? 1;
      const view = views.get(logits) ?? views.size;
      views.set(logits, view);
      const name = `${view}|${temperature}`;
      const before = performance.now();
      const normalizer = normalizers.get(name) ?? logNormalizer(logits, temperature);
      normalizers.set(name, normalizer);
      times.sample += performance.now() - before;
      this.#sampleOne({ index, effect: effects[at], context: contexts[at], logits, normalizer, times });
    }
    this.#options.onStep?.(times);
  }

  #sampleOne({
    index,
    effect: { options },
    context,
    logits,
    normalizer,
    times,
  }: {
    index: number;
    effect: SampleEffect;
    context: Context;
    logits: Float32Array;
    normalizer: number;
    times: { mask: number; sample: number };
  }): void {
    const { model } = this.#options;
    const particle = this.#particles[index];
    const { temperature = 1, constraint = ANY_TEXT as Constraint<unknown> } = options;
    const made = masksFor(model, constraint);
    const position = options.position ?? made.start;
    const before = performance.now();
    const mask = made.mask(position);
    const masked = performance.now();
    const draw = drawMasked({ logits, mask, temperature, uniform: particle.random.next() });
    times.mask += masked - before;
    times.sample += performance.now() - masked;
    if (!draw) {
      this.logWeights[index] = Number.NEGATIVE_INFINITY;
      return;
    }
    this.#weigh(index, Math.min(0, draw.logMass - normalizer));
    const ended = model.vocabulary.endTokens.includes(draw.token);
    const next = ended ? { position, text: "" } : made.advance(position, draw.token);
    if (!next) throw new SijoError("inference.mask", "A mask admitted a token that its constraint refuses.");
    context.extend([draw.token]);
    particle.text += next.text;
    const answer: Sampled<unknown> = { token: draw.token, text: next.text, position: next.position, ended };
    particle.run.answer(answer);
  }
}

function release<Result>(particle: Particle<Result>): void {
  particle.run.stop();
  for (const context of particle.contexts) context.drop();
  particle.contexts = [];
}
