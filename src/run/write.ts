/**
 * The writing stage: particles of one program on the follower, and the texts they come to.
 * @module
 */
import type { Written } from "../contract/program.ts";
import { type BarrierEvent, beam, finishedSamples, type Random, smc } from "../inference/index.ts";
import { isFull } from "../model/full.ts";
import type { TokenModel } from "../model/token-model.ts";
import { type Program, ProgramPopulation } from "../program/index.ts";

/** Contexts of the model that are not those of particles: prompts, readers, and who writes the likeliest text. */
export const OTHER_CONTEXTS = 8;

/** Particles that a model has contexts for. */
export const roomFor = ({ description }: TokenModel, contextsEach: number): number =>
  Math.floor((description.maxContexts - OTHER_CONTEXTS) / contextsEach);

export interface WriteOptions {
  readonly program: Program<Written>;
  readonly follower: TokenModel;
  readonly particles: number;
  /** How many times as many there may be where the program asks for more. */
  readonly width?: number;
  /** Contexts that the program of a particle makes; default 1. */
  readonly contextsEach?: number;
  readonly random: Random;
  /** Asked before every decode: true ends the run. */
  readonly shouldStop: () => boolean;
  readonly onBarrier: (event: BarrierEvent) => void;
}

export interface Writing {
  /** Distinct texts, each with its share of the posterior by weight. */
  readonly texts: readonly (Written & { readonly share: number })[];
  /** What the heaviest particle had written where it stood, when none finished. */
  readonly unfinished: string;
  /** Whether the follower had no room for more text; what had been written stands. */
  readonly full: boolean;
  /** ln of the estimate of Z; null where the particles were stopped or had no room. */
  readonly logZ: number | null;
  readonly logZStandardError: number | null;
}

/** Runs the particles to their end, or to where they are stopped. */
export async function write({
  program,
  follower,
  particles,
  width = 1,
  contextsEach = 1,
  random,
  shouldStop,
  onBarrier,
}: WriteOptions): Promise<Writing> {
  const population = new ProgramPopulation({
    program,
    model: follower,
    particles,
    mostParticles: Math.min(particles * width, roomFor(follower, contextsEach)),
    random,
    shouldStop,
  });
  let full = false;
  try {
    const inference = await smc({ population, random: random.split(1), onBarrier }).catch(
      (error: unknown) => {
        if (!isFull(error)) throw error;
        full = true;
      },
    );
    full ||= population.full;
    const whole = inference && !population.stopped ? inference : undefined;
    const samples = finishedSamples(population);
    const most = Math.max(...samples.map(({ logWeight }) => logWeight));
    const total = samples.reduce((sum, { logWeight }) => sum + Math.exp(logWeight - most), 0);
    const texts = new Map<string, Written & { share: number }>();
    for (const { result, logWeight } of samples) {
      const share = Math.exp(logWeight - most) / total + (texts.get(result.text)?.share ?? 0);
      texts.set(result.text, { ...result, share });
    }
    return {
      texts: [...texts.values()],
      unfinished: heaviestText(population),
      full,
      logZ: whole?.logZ ?? null,
      logZStandardError: whole?.logZStandardError ?? null,
    };
  } finally {
    population.close();
  }
}

/**
 * The text that comes of the follower's likeliest token each time, as the program lets it: plain, and often the best where
 * a contract leaves much open. No sample of the posterior: its share is 0. None where the run is stopped before its end.
 */
export async function likeliestText({
  program,
  follower,
  random,
  shouldStop,
}: Pick<WriteOptions, "program" | "follower" | "random" | "shouldStop">): Promise<Writing["texts"]> {
  const population = new ProgramPopulation({ program, model: follower, particles: 1, random, shouldStop });
  try {
    const { samples } = await beam({ population, random, continuations: 1 });
    return population.stopped ? [] : samples.map(({ result }) => ({ ...result, share: 0 }));
  } catch (error) {
    if (isFull(error)) return [];
    throw error;
  } finally {
    population.close();
  }
}

function heaviestText(population: ProgramPopulation<Written>): string {
  const { logWeights } = population;
  let best = "";
  let bestWeight = Number.NEGATIVE_INFINITY;
  for (const [particle, weight] of logWeights.entries()) {
    const text = population.text(particle).trim();
    if (text !== "" && (best === "" || weight > bestWeight)) [best, bestWeight] = [text, weight];
  }
  return best;
}
