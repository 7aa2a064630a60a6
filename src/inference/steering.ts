/**
 * Sequential Monte Carlo steering: every particle goes on in several ways, and of all that were written a few distinct
 * ones are kept, without replacement (Lew et al. 2023, algorithm 2).
 * @module
 */
import { barrierEvent } from "./barrier-event.ts";
import { alike, branch, checkContinuations } from "./continuations.ts";
import { logSumExp } from "./distribution.ts";
import { type Survivors, type WeightedResampling, withoutReplacement } from "./optimal-resampling.ts";
import { type AlgorithmOptions, finishedSamples, type Inference, type Population } from "./population.ts";
import type { Random } from "./random.ts";

/** Options of `steering` beside those of all algorithms. */
export interface SteeringOptions<Result> extends AlgorithmOptions<Result> {
  /** Ways in which each particle goes on to the next barrier; a whole number, 1 or more. */
  readonly continuations?: number;
  readonly resampling?: WeightedResampling;
}

/**
 * Keeps as many particles as the population has at the start, N, and runs N · `continuations` at a time (times the
 * `width` of the barrier): each goes on as that many copies of an equal part of its weight. Copies that have written the
 * same are one particle of their weight together. Of those, particle i is kept with probability min(1, wᵢ/κ) and weighs
 * max(wᵢ, κ) then, κ such that Σ min(1, wᵢ/κ) = N; so its weight is wᵢ on average, and Ẑ = (1/N) Σ wᵢ is unbiased (Lew et al.
 * 2023, algorithm 2; Fearnhead and Clifford 2003). Its standard error can't be told from one run, since the particles kept
 * depend on each other.
 * @throws SijoError `inference.continuations`, and `inference.weight` when a weight is not a number.
 */
export async function steering<Result>({
  population,
  random,
  continuations = 3,
  resampling = withoutReplacement,
  onBarrier = () => {},
}: SteeringOptions<Result>): Promise<Inference<Result>> {
  checkContinuations(continuations);
  const kept = population.logWeights.length;
  const all = Int32Array.from(population.logWeights.keys());
  branch(population, { ancestors: all, logWeights: population.logWeights.slice() }, kept * continuations);
  for (let index = 0; await population.advance(); index += 1) {
    const event = barrierEvent({ population, index, atStart: kept });
    if (!event) break;
    const distinct = merged(population, random);
    if (distinct.ancestors.every((particle) => population.finished(particle))) {
      onBarrier(event);
      continue;
    }
    const { ancestors, logWeights } = resampling(distinct.logWeights, random, kept);
    const survivors = { ancestors: ancestors.map((at) => distinct.ancestors[at]), logWeights };
    const budget = kept * continuations * (population.width ?? 1);
    onBarrier({ ...event, ancestors: branch(population, survivors, budget) });
  }
  return {
    samples: finishedSamples(population),
    logZ: logSumExp(population.logWeights) - Math.log(kept),
    logZStandardError: null,
  };
}

/**
 * One particle for all that have written the same, of their weight together. It is drawn in proportion to their weights,
 * so that nothing becomes biased where they only look alike: the same text spelled with other tokens goes on otherwise.
 */
function merged<Result>(population: Population<Result>, random: Random): Survivors {
  const groups = alike(population);
  const weightsOf = (group: readonly number[]) => group.map((particle) => population.logWeights[particle]);
  const totals = Float64Array.from(groups, (group) => logSumExp(weightsOf(group)));
  const ancestors = Int32Array.from(groups, (group, index) => {
    if (group.length === 1) return group[0];
    let left = random.next();
    return (
      group.find((particle) => {
        left -= Math.exp(population.logWeights[particle] - totals[index]);
        return left < 0;
      }) ?? group[0]
    );
  });
  return { ancestors, logWeights: totals };
}
