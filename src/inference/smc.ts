/**
 * Sequential Monte Carlo: all particles run to a barrier, the light ones give way to copies of the heavy ones.
 * Del Moral, Doucet and Jasra 2006, algorithm 1; for language model programs Lew et al. 2023, algorithm 1.
 * @module
 */
import { logSumExp } from "./distribution.ts";
import type { BarrierEvent, Inference, Population, Sample } from "./population.ts";
import type { Random } from "./random.ts";
import { effectiveSampleSize, type Resampling, systematic } from "./resampling.ts";

export interface SmcOptions<Result> {
  readonly population: Population<Result>;
  readonly random: Random;
  /** Resample when the effective sample size falls below this share of the particles: 0 never, 1 always. */
  readonly threshold?: number;
  readonly resampling?: Resampling;
  readonly onBarrier?: (event: BarrierEvent) => void;
}

/** Runs the particles to their end. `logZ` estimates the total weight; exp(logZ) is unbiased for any number of particles. */
export async function smc<Result>({
  population,
  random,
  threshold = 0.5,
  resampling = systematic,
  onBarrier = () => {},
}: SmcOptions<Result>): Promise<Inference<Result>> {
  const { logWeights } = population;
  const count = logWeights.length;
  for (let index = 0; await population.advance(); index += 1) {
    const total = logSumExp(logWeights);
    const size = effectiveSampleSize(logWeights);
    const alive = logWeights.filter((weight) => weight > Number.NEGATIVE_INFINITY).length;
    const logZ = total - Math.log(count);
    if (alive === 0) break;
    if (size >= threshold * count) {
      onBarrier({ kind: "barrier", index, effectiveSampleSize: size, alive, logZ });
      continue;
    }
    const ancestors = resampling(logWeights, random);
    population.resample(ancestors);
    // Every copy carries the mean weight, so the total, and with it the estimate of Z, stays what it was.
    logWeights.fill(logZ);
    onBarrier({ kind: "barrier", index, effectiveSampleSize: size, alive, logZ, ancestors });
  }
  return { samples: finishedSamples(population), logZ: logSumExp(logWeights) - Math.log(count) };
}

/** Importance sampling: SMC that never resamples. */
export function importance<Result>(
  options: Omit<SmcOptions<Result>, "threshold" | "resampling">,
): Promise<Inference<Result>> {
  return smc({ ...options, threshold: 0 });
}

/** Finished particles that have weight. */
export function finishedSamples<Result>(population: Population<Result>): Sample<Result>[] {
  const samples: Sample<Result>[] = [];
  for (const [particle, logWeight] of population.logWeights.entries()) {
    const result = population.result(particle);
    if (result !== undefined && logWeight > Number.NEGATIVE_INFINITY) samples.push({ result, logWeight });
  }
  return samples;
}
