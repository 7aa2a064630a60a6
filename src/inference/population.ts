/**
 * What an algorithm sees of the particles it moves: how far they are and what they weigh. Who runs them (programs over
 * models, toys in tests) is not its concern.
 * @module
 */
import type { Random } from "./random.ts";

/** Weighted particles, run from barrier to barrier: what algorithms move. */
export interface Population<Result> {
  /**
   * Natural log weights, one a particle; −∞ is dead. Algorithms may replace them when they resample. Another array where
   * resampling has changed the number of particles.
   */
  readonly logWeights: Float64Array;
  /** How many times as many particles as at the start the way to the next barrier is worth; absent: 1. */
  readonly width?: number;
  /**
   * Runs every live, unfinished particle to its next barrier or its end. False: nothing was left to run, or the run was
   * told to stop.
   */
  advance(): Promise<boolean>;
  /** Whether a particle has returned. */
  finished(particle: number): boolean;
  /**
   * Particle i goes on as a copy of particle `ancestors[i]`; there are as many particles as ancestors from then on.
   * Weights are the algorithm's to set.
   */
  resample(ancestors: Int32Array): void;
  /** What a finished particle returned; undefined while it runs. */
  result(particle: number): Result | undefined;
  /** What a particle has written so far, for people who watch. */
  text(particle: number): string;
  /**
   * ln of what the program gives to the particle as far as it has come: the probability of what it wrote × its factors.
   * Unlike the weight, it doesn't depend on how the particle was drawn. Absent: not known.
   */
  logTarget?(particle: number): number;
  /**
   * On their way to the next barrier particles draw nothing: particle i takes at its first token the one of rank
   * `ranks[i]` (0: the likeliest that is admitted) and dies if there are not so many, then always the likeliest.
   */
  rank?(ranks: Int32Array): void;
  /** Copies of particles as they stand, with streams and weights (of 1) of their own; to be disposed of. Absent: none. */
  copy?(particles: Int32Array): Population<Result> & Disposable;
  /** A particle and one of a copy change places; weights stay where they are. */
  exchange?(particle: number, copy: Population<Result>, other: number): void;
}

/** A weighted sample of the posterior. */
export interface Sample<Result> {
  readonly result: Result;
  readonly logWeight: number;
}

/** What every algorithm returns: weighted samples of π and an estimate of ln Z. */
export interface Inference<Result> {
  /** Finished particles with weight; their normalised weights estimate the posterior. */
  readonly samples: readonly Sample<Result>[];
  /** ln of an unbiased estimate of the normalising constant Z. */
  readonly logZ: number;
  /** Standard error of `logZ`, where the algorithm can tell it from one run. */
  readonly logZStandardError: number | null;
}

/** What happened at a barrier: enough to decide again what was decided. */
export interface BarrierEvent {
  readonly kind: "barrier";
  readonly index: number;
  /** Effective sample size before resampling, in particles. */
  readonly effectiveSampleSize: number;
  readonly alive: number;
  /** ln of the estimate of Z so far. */
  readonly logZ: number;
  /** Natural log weights before resampling. */
  readonly logWeights: Float64Array;
  /** What each particle had written, before resampling. */
  readonly texts: readonly string[];
  /** Parent of each particle, where the algorithm resampled. */
  readonly ancestors?: Int32Array;
}

/** What every algorithm is given. */
export interface AlgorithmOptions<Result> {
  readonly population: Population<Result>;
  readonly random: Random;
  readonly onBarrier?: (event: BarrierEvent) => void;
}

/** Moves a population to its end: one signature for all, so that one replaces another by its name. */
export type Algorithm<Result> = (options: AlgorithmOptions<Result>) => Promise<Inference<Result>>;

/** Finished particles that have weight. */
export function finishedSamples<Result>(population: Population<Result>): Sample<Result>[] {
  const samples: Sample<Result>[] = [];
  for (const [particle, logWeight] of population.logWeights.entries()) {
    if (!population.finished(particle) || logWeight === Number.NEGATIVE_INFINITY) continue;
    samples.push({ result: population.result(particle) as Result, logWeight });
  }
  return samples;
}
