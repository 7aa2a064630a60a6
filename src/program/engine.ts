/**
 * Runs the particles of a program in lockstep: whenever they wait for a model, one batch serves all of them.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Population } from "../inference/population.ts";
import type { Random } from "../inference/random.ts";
import type { Context, TokenId, TokenModel } from "../model/token-model.ts";
import type { ContextHandle, EffectOf, Program, Sampled } from "./effects.ts";
import { ANY_TEXT, masksFor } from "./mask-cache.ts";
import { checkSample, NextTokens } from "./next-token.ts";
import {
  forkParticle,
  newParticle,
  type OwnContext,
  ownContext,
  type Particle,
  releaseParticle,
} from "./particle.ts";
import { Replayable } from "./replay.ts";
import { callTool, type Tools } from "./tools.ts";

export interface EngineOptions<Result> {
  readonly program: Program<Result>;
  readonly model: TokenModel;
  readonly particles: number;
  readonly random: Random;
  /** What programs may call, by name. */
  readonly tools?: Tools;
  /** Asked before every decode and every round of tool calls: true ends the run where it stands. */
  readonly shouldStop?: () => boolean;
  /** Time spent, in milliseconds, by what it was spent on. */
  readonly onStep?: (times: StepTimes) => void;
}

export interface StepTimes {
  readonly decode: number;
  readonly mask: number;
  readonly sample: number;
}

/** Effects in a row that ask neither model nor tool: more than any program needs, reached by one that never ends. */
const MOST_UNASKED = 100_000;

/** The contexts of a particle that waits for a token, and what it asked for. */
interface Waiting {
  readonly index: number;
  readonly effect: EffectOf<"sample">;
  readonly targets: readonly OwnContext[];
  readonly proposal: OwnContext | undefined;
}

/**
 * Particles of one program.
 * @example
 * using population = new ProgramPopulation({ program, model, particles: 16, random: stream });
 * const { samples, logZ } = await smc({ population, random: stream.split("smc") });
 */
export class ProgramPopulation<Result> implements Population<Result>, Disposable {
  readonly logWeights: Float64Array;
  /** Whether the run was told to stop before all particles had finished. What there is can be read. */
  stopped = false;
  readonly #options: EngineOptions<Result>;
  readonly #endTokens: ReadonlySet<TokenId>;
  readonly #prompts = new Map<string, Context>();
  readonly #nextTokens = new NextTokens();
  #particles: Particle<Result>[];
  #generation = 0;

  constructor(options: EngineOptions<Result>) {
    this.#options = options;
    this.#endTokens = new Set(options.model.vocabulary.endTokens);
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

  /** @throws SijoError `program.*` for what programs do wrong, and whatever the model throws. */
  async advance(): Promise<boolean> {
    for (const particle of this.#particles) {
      if (!particle.atBarrier) continue;
      particle.atBarrier = false;
      particle.run.answer(undefined);
    }
    for (let progressed = false; ; progressed = true) {
      const running = this.#running();
      for (const index of running) this.#settle(index);
      this.#releaseIdle();
      if (running.length === 0) return progressed;
      const asking = running.filter((index) => this.#waitsFor(index, "observe", "call"));
      const sampling = running.filter((index) => this.#waitsFor(index, "sample"));
      if (asking.length + sampling.length === 0) continue;
      if (this.#options.shouldStop?.()) {
        this.stopped = true;
        return false;
      }
      // Particles that have a text to observe catch up with those that sample, so that one decode serves all of them.
      if (asking.length > 0) await this.#askAll(asking);
      else await this.#sampleAll(sampling.map((index) => this.#waiting(index)));
    }
  }

  resample(ancestors: Int32Array): void {
    const before = this.#particles;
    const random = this.#options.random.split("copies").split(this.#generation);
    this.#generation += 1;
    const used = new Set<number>();
    this.#particles = Array.from(ancestors, (ancestor, index) => {
      if (used.has(ancestor)) return forkParticle(before[ancestor], random.split(index));
      used.add(ancestor);
      return before[ancestor];
    });
    for (const [index, particle] of before.entries()) {
      if (!used.has(index)) releaseParticle(particle);
    }
  }

  /** Frees all contexts. Results can still be read. */
  close(): void {
    for (const particle of this.#particles) releaseParticle(particle);
    for (const prompt of this.#prompts.values()) prompt.drop();
    this.#prompts.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #dead(index: number): boolean {
    return this.logWeights[index] === Number.NEGATIVE_INFINITY;
  }

  #running(): number[] {
    return this.#particles.flatMap(({ run, atBarrier }, index) =>
      run.step.done || atBarrier || this.#dead(index) ? [] : [index],
    );
  }

  #waitsFor(index: number, ...kinds: readonly string[]): boolean {
    const { run, atBarrier } = this.#particles[index];
    return !run.step.done && !atBarrier && !this.#dead(index) && kinds.includes(run.step.effect.kind);
  }

  /** Particles that will not go on hold no cells that others could use. */
  #releaseIdle(): void {
    for (const [index, particle] of this.#particles.entries()) {
      if (particle.contexts.length > 0 && (particle.run.step.done || this.#dead(index)))
        releaseParticle(particle);
    }
  }

  /** Answers effects at hand, until the particle waits for a model or a tool, reaches a barrier or ends. */
  #settle(index: number): void {
    const particle = this.#particles[index];
    while (!particle.run.step.done && !this.#dead(index)) {
      const { effect } = particle.run.step;
      particle.unasked += 1;
      if (particle.unasked > MOST_UNASKED) {
        throw new SijoError(
          "program.endless",
          `A program yielded ${MOST_UNASKED} effects in a row without asking for a token.`,
          { hint: "Does one of its loops never end?" },
        );
      }
      switch (effect?.kind) {
        case "sample":
        case "observe":
        case "call":
          return;
        case "barrier":
          particle.atBarrier = true;
          return;
        case "context": {
          particle.contexts.push({ context: this.#prompt(effect).fork(), partial: undefined });
          const handle: ContextHandle = { context: particle.contexts.length - 1 };
          particle.run.answer(handle);
          break;
        }
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
  }

  #weigh(index: number, logWeight: number): void {
    if (typeof logWeight !== "number" || Number.isNaN(logWeight) || logWeight === Number.POSITIVE_INFINITY) {
      throw new SijoError("program.weight", `A program multiplied its weight by e^${logWeight}.`, {
        hint: "A log weight is a finite number, or −Infinity to end the particle.",
      });
    }
    this.logWeights[index] += logWeight;
  }

  /** One context for each conversation, which all particles fork. */
  #prompt({ messages }: EffectOf<"context">): Context {
    const key = JSON.stringify(messages);
    let prompt = this.#prompts.get(key);
    if (!prompt) {
      const { model } = this.#options;
      prompt = model.context(model.chat(messages));
      this.#prompts.set(key, prompt);
    }
    return prompt;
  }

  /** Scores all observed texts together and calls all tools together. */
  async #askAll(indices: readonly number[]): Promise<void> {
    const started = performance.now();
    // All are awaited whatever happens, so that nothing uses a context after an error has closed it.
    const settled = await Promise.allSettled(indices.map((index) => this.#ask(this.#particles[index])));
    this.#options.onStep?.({ decode: performance.now() - started, mask: 0, sample: 0 });
    const failed = settled.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    for (const [at, index] of indices.entries()) {
      const { answer, logWeight } = (settled[at] as PromiseFulfilledResult<Asked>).value;
      this.#weigh(index, logWeight);
      this.#answer(this.#particles[index], answer);
    }
  }

  async #ask(particle: Particle<Result>): Promise<Asked> {
    const { effect } = particle.run.step as { effect: EffectOf<"observe" | "call"> };
    if (effect.kind === "call")
      return { answer: await callTool(this.#options.tools ?? {}, effect), logWeight: 0 };
    const { model } = this.#options;
    const own = ownContext(particle, effect.context);
    const scores = await model.score(own.context, model.vocabulary.tokenize(effect.text));
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
    const { proposal } = effect.options;
    return {
      index,
      effect,
      targets: effect.contexts.map((handle) => ownContext(particle, handle)),
      proposal: proposal && ownContext(particle, proposal),
    };
  }

  async #sampleAll(waiting: readonly Waiting[]): Promise<void> {
    const contexts = waiting.flatMap(({ targets, proposal }) =>
      (proposal ? [...targets, proposal] : targets).map(({ context }) => context),
    );
    const started = performance.now();
    const scores = await this.#options.model.next(contexts);
    const times = { decode: performance.now() - started, mask: 0, sample: 0 };
    let at = 0;
    for (const asked of waiting) {
      const targets = asked.targets.map(() => scores[at++].logits);
      this.#sampleOne({ asked, targets, proposal: asked.proposal && scores[at++].logits, times });
    }
    this.#nextTokens.clear();
    this.#options.onStep?.(times);
  }

  #sampleOne({
    asked: { index, effect, ...own },
    targets,
    proposal,
    times,
  }: {
    asked: Waiting;
    targets: readonly Float32Array[];
    proposal: Float32Array | undefined;
    times: { mask: number; sample: number };
  }): void {
    const particle = this.#particles[index];
    const { options } = effect;
    const made = masksFor(this.#options.model.vocabulary, options.constraint ?? ANY_TEXT);
    const position =
      options.position ??
      (options.constraint ? made.start : { state: ANY_TEXT.start, partial: own.targets[0].partial });
    const before = performance.now();
    const mask = made.mask(position);
    const masked = performance.now();
    const uniform = particle.random.next();
    const draw = this.#nextTokens.draw({ targets, proposal, options, mask, uniform });
    times.mask += masked - before;
    times.sample += performance.now() - masked;
    if (!draw) {
      this.logWeights[index] = Number.NEGATIVE_INFINITY;
      return;
    }
    const { token, logWeight } = draw;
    this.#weigh(index, logWeight);
    const ended = this.#endTokens.has(token);
    const next = ended ? { position, text: "" } : made.advance(position, token);
    if (!next) throw new SijoError("inference.mask", "A mask admitted a token that its constraint refuses.");
    // A context that is named twice has written the token once.
    for (const written of new Set(own.proposal ? [...own.targets, own.proposal] : own.targets)) {
      written.context.extend([token]);
      written.partial = next.position.partial;
    }
    particle.text += next.text;
    const answer: Sampled<unknown> = { token, text: next.text, position: next.position, ended };
    this.#answer(particle, answer);
  }
}

interface Asked {
  readonly answer: unknown;
  readonly logWeight: number;
}
