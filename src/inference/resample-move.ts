/**
 * SMC with moves: copies that resampling made are told apart again, by Metropolis–Hastings steps that leave the target as
 * it is (Gilks and Berzuini 2001).
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Inference, Population } from "./population.ts";
import type { Random } from "./random.ts";
import { type SmcOptions, smc } from "./smc.ts";

/** Options of `resampleMove` beside those of all algorithms. */
export interface ResampleMoveOptions<Result> extends SmcOptions<Result> {
  /** Steps of each particle after each resampling; a whole number. */
  readonly moves?: number;
}

/**
 * `smc`, where after each resampling every particle that has not ended long ago tries to do the way from the barrier
 * before again. The new way, drawn as the program draws, takes the place of the old with probability min(1, w′/w), the
 * weights that the two ways multiplied. That is an independence sampler whose law is the target at the barrier (Tierney
 * 1994), so weights and `logZ` stay as they are, and exact. Each move costs about as many tokens as the
 * way itself, and up to three times as many contexts are held at a time.
 * @throws SijoError `inference.copy` when the population can't be copied, and whatever `smc` throws.
 */
export async function resampleMove<Result>({
  moves = 1,
  ...options
}: ResampleMoveOptions<Result>): Promise<Inference<Result>> {
  using population = new MovingPopulation({ ...options, random: options.random.split("moves"), moves });
  return await smc({ ...options, population });
}

type Copy<Result> = Population<Result> & Disposable;

/** The way from one barrier to the next: where each particle set out, and what it weighed then and gained since. */
interface Way<Result> {
  /** Copies of those that were running, as they set out. */
  readonly before: Copy<Result>;
  /** The copy in `before` from which each particle descends, or −1. */
  readonly origins: Int32Array;
  /** ln of what the way multiplied each particle's weight by. */
  readonly gains: Float64Array;
}

/** A population whose particles, where they were resampled, move before they go on. */
class MovingPopulation<Result> implements Population<Result>, Disposable {
  readonly #population: Population<Result>;
  readonly #random: Random;
  readonly #moves: number;
  #way: Way<Result> | undefined;
  #resampled = false;

  constructor({
    population,
    random,
    moves,
  }: {
    population: Population<Result>;
    random: Random;
    moves: number;
  }) {
    if (!population.copy || !population.exchange) {
      throw new SijoError("inference.copy", "These particles can't be copied as they stood before.", {
        hint: "Moves need a population with copy and exchange, such as ProgramPopulation.",
        kind: "usage",
      });
    }
    this.#population = population;
    this.#random = random;
    this.#moves = moves;
  }

  get logWeights(): Float64Array {
    return this.#population.logWeights;
  }

  get width(): number {
    return this.#population.width ?? 1;
  }

  async advance(): Promise<boolean> {
    const population = this.#population;
    if (this.#resampled) await this.#moveAll();
    this.#forget();
    const weights = population.logWeights.slice();
    const running = Int32Array.from(weights.keys()).filter(
      (particle) => weights[particle] > Number.NEGATIVE_INFINITY && !population.finished(particle),
    );
    const origins = new Int32Array(weights.length).fill(-1);
    for (const [origin, particle] of running.entries()) origins[particle] = origin;
    const before = copyOf(population, running);
    this.#way = { before, origins, gains: weights };
    const more = await population.advance();
    for (const [particle, weight] of population.logWeights.entries())
      weights[particle] = weight - weights[particle];
    return more;
  }

  finished(particle: number): boolean {
    return this.#population.finished(particle);
  }

  resample(ancestors: Int32Array): void {
    this.#population.resample(ancestors);
    if (!this.#way) return;
    const { before, origins, gains } = this.#way;
    this.#way = {
      before,
      origins: ancestors.map((ancestor) => origins[ancestor]),
      gains: Float64Array.from(ancestors, (ancestor) => gains[ancestor]),
    };
    this.#resampled = true;
  }

  result(particle: number): Result | undefined {
    return this.#population.result(particle);
  }

  text(particle: number): string {
    return this.#population.text(particle);
  }

  [Symbol.dispose](): void {
    this.#forget();
  }

  #forget(): void {
    this.#way?.before[Symbol.dispose]();
    this.#way = undefined;
    this.#resampled = false;
  }

  async #moveAll(): Promise<void> {
    const { before, origins, gains } = this.#way as Way<Result>;
    const moving = [...origins.keys()].filter((particle) => origins[particle] >= 0);
    for (let move = 0; move < this.#moves && moving.length > 0; move += 1) {
      using proposed = copyOf(
        before,
        Int32Array.from(moving, (particle) => origins[particle]),
      );
      // Told to stop: what was proposed is not at the barrier.
      if (!(await proposed.advance())) return;
      const gained = proposed.logWeights;
      for (const [place, particle] of moving.entries()) {
        if (Math.log(this.#random.next()) >= gained[place] - gains[particle]) continue;
        this.#population.exchange?.(particle, proposed, place);
        gains[particle] = gained[place];
      }
    }
  }
}

function copyOf<Result>(population: Population<Result>, particles: Int32Array): Copy<Result> {
  return population.copy?.(particles) as Copy<Result>;
}
