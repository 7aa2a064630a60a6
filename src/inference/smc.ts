/**
 * Sequential Monte Carlo: all particles run to a barrier, the light ones give way to copies of the heavy ones.
 * Del Moral, Doucet and Jasra 2006, algorithm 1; for language model programs Lew et al. 2023, algorithm 1.
 * @module
 */
import { SijoError } from "../errors.ts";
import { barrierEvent } from "./barrier-event.ts";
import { logSumExp } from "./distribution.ts";
import { type AlgorithmOptions, finishedSamples, type Inference } from "./population.ts";
import { type Resampling, systematic } from "./resampling.ts";

/** Options of `smc` beside those of all algorithms. */
export interface SmcOptions<Result> extends AlgorithmOptions<Result> {
  /** Resample when the effective sample size falls below this share of the particles: 0 never, above 1 always. */
  readonly threshold?: number;
  readonly resampling?: Resampling;
}

/**
 * Runs the particles to their end. On its way to barrier t particle i's weight is multiplied by Gₜ(xᵢ) = γₜ / (γₜ₋₁ qₜ).
 * Where (Σ wᵢ)² / Σ wᵢ² < `threshold` · N, ancestors are drawn with E[children of i] = N · wᵢ / Σ wⱼ, and each copy weighs
 * Σ wⱼ / N. At the end Ẑ = (1/N) Σ wᵢ, which is unbiased for any number of particles (Del Moral 2004, theorem 7.4.2), and
 * Σ wᵢ f(xᵢ) / Σ wᵢ estimates E_π f.
 *
 * Where the population says that the way to the next barrier is worth more particles, each goes on as several copies of a
 * part of its weight, and there are as many as before behind that barrier. Finished particles keep their weight and take
 * part in resampling.
 * @throws SijoError `inference.weight` when a weight is not a number, `inference.ancestor` when the resampling scheme
 * chooses a particle that has no weight.
 */
export async function smc<Result>({
  population,
  random,
  threshold = 0.5,
  resampling = systematic,
  onBarrier = () => {},
}: SmcOptions<Result>): Promise<Inference<Result>> {
  const atStart = population.logWeights.length;
  // The particle at the start from which each descends.
  let eves = Int32Array.from(population.logWeights.keys());
  let correction = Math.log(atStart / (atStart - 1));
  for (let index = 0; await population.advance(); index += 1) {
    const { logWeights, width = 1 } = population;
    const count = logWeights.length;
    const event = barrierEvent({ population, index, atStart });
    if (!event) break;
    const target = atStart * width;
    const chosen = Math.min(count, target);
    const resampled = event.effectiveSampleSize < threshold * count || count > target;
    if (!resampled && count === target) {
      onBarrier(event);
      continue;
    }
    let ancestors: Int32Array = Int32Array.from(logWeights.keys());
    let weights = logWeights;
    if (resampled) {
      ancestors = checkedAncestors(resampling(logWeights, random, chosen), logWeights, chosen);
      correction += logCorrection(logWeights, ancestors);
      // Every copy carries the mean weight, so the total, and with it the estimate of Z, stays what it was.
      weights = new Float64Array(chosen).fill(logSumExp(logWeights) - Math.log(chosen));
    }
    const copies = Math.max(1, Math.floor(target / chosen));
    const copied = Int32Array.from({ length: chosen * copies }, (_, copy) => Math.floor(copy / copies));
    ancestors = copied.map((parent) => ancestors[parent]);
    population.resample(ancestors);
    population.logWeights.set(Float64Array.from(copied, (parent) => weights[parent] - Math.log(copies)));
    eves = Int32Array.from(ancestors, (ancestor) => eves[ancestor]);
    onBarrier({ ...event, ancestors });
  }
  const { logWeights } = population;
  return {
    samples: finishedSamples(population),
    logZ: logSumExp(logWeights) - Math.log(atStart),
    logZStandardError: standardError({ logWeights, eves, correction }),
  };
}

/**
 * ln of the pairs of different particles that a resampling should leave, N²(1 − Σ Wᵢ²), to those that it left, N² − Σ Oᵢ²
 * for Oᵢ children of particle i. Of multinomial resampling that is N/(N−1) on average; schemes that vary less lose fewer
 * pairs, and none where all weigh the same.
 */
function logCorrection(logWeights: Float64Array, ancestors: Int32Array): number {
  const total = logSumExp(logWeights);
  const children = new Float64Array(logWeights.length);
  for (const ancestor of ancestors) children[ancestor] += 1 / ancestors.length;
  const alike = (shares: Float64Array): number => shares.reduce((sum, share) => sum + share * share, 0);
  return (
    Math.log1p(-alike(logWeights.map((weight) => Math.exp(weight - total)))) - Math.log1p(-alike(children))
  );
}

/**
 * Relative standard deviation of the estimate of Z, which is the standard error of its logarithm, from the families of
 * a single run: V = 1 − C · Σ_{Eᵢ≠Eⱼ} WᵢWⱼ, where C corrects for the pairs that each resampling lost (Lee and Whiteley 2018,
 * equation 6, where resampling is multinomial and C is (N/(N−1))^(n+1) after n of them). 1, and no bound on what it may
 * be, where a single family is left. Null when nothing can be said: one particle, or none alive.
 */
function standardError({
  logWeights,
  eves,
  correction,
}: {
  logWeights: Float64Array;
  eves: Int32Array;
  /** ln C: N/(N−1) for the start, times what each resampling lost. */
  correction: number;
}): number | null {
  const count = logWeights.length;
  const total = logSumExp(logWeights);
  if (count < 2 || total === Number.NEGATIVE_INFINITY) return null;
  const families = new Float64Array(Math.max(...eves) + 1);
  for (const [index, weight] of logWeights.entries()) families[eves[index]] += Math.exp(weight - total);
  const together = families.reduce((sum, share) => sum + share * share, 0);
  // One family: its pairs are none, whatever they would be multiplied by.
  if (together > 1 - 1e-12) return 1;
  return Math.sqrt(Math.max(0, 1 - Math.exp(correction) * (1 - together)));
}

function checkedAncestors(ancestors: Int32Array, logWeights: Float64Array, wanted: number): Int32Array {
  const sound =
    ancestors.length === wanted &&
    ancestors.every((ancestor) => logWeights[ancestor] > Number.NEGATIVE_INFINITY);
  // A dead particle brought back to life would die and be brought back for ever.
  if (!sound) {
    throw new SijoError("inference.ancestor", "The resampling scheme chose a particle that has no weight.");
  }
  return ancestors;
}
