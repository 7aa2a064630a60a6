/**
 * Resampling without replacement: of many weighted particles, fewer distinct ones, whose weights need not be equal.
 * @module
 */
import { logSumExp } from "./distribution.ts";
import type { Random } from "./random.ts";
import { systematic } from "./resampling.ts";

/** Which particles go on, and the natural log weights they go on with. */
export interface Survivors {
  readonly ancestors: Int32Array;
  readonly logWeights: Float64Array;
}

/**
 * Given log weights, at most `wanted` survivors. The expected weight of particle i, 0 where it doesn't survive, is the
 * weight that it had.
 */
export type WeightedResampling = (logWeights: Float64Array, random: Random, wanted: number) => Survivors;

/**
 * Optimal resampling (Fearnhead and Clifford 2003, section 3; Lew et al. 2023, algorithm 2). With κ such that
 * Σ min(1, wᵢ/κ) = `wanted`, particles of κ and above keep their weight, and the lighter ones survive with probability
 * wᵢ/κ and weigh κ. No particle survives twice, and among unbiased schemes of that many survivors this one changes the
 * weights least, in squared error. No more particles alive than wanted: all of them survive as they are.
 */
export const withoutReplacement: WeightedResampling = (logWeights, random, wanted) => {
  const alive = [...logWeights.keys()].filter((index) => logWeights[index] > Number.NEGATIVE_INFINITY);
  const sorted = alive.sort((one, other) => logWeights[other] - logWeights[one] || one - other);
  if (sorted.length <= wanted) return survivors(sorted, (index) => logWeights[index]);
  // ln Σ of the weights from each place on: κ = rest / (wanted − sure) for the heaviest `sure` that reach it.
  const rest = new Float64Array(sorted.length + 1).fill(Number.NEGATIVE_INFINITY);
  for (let at = sorted.length - 1; at >= 0; at -= 1)
    rest[at] = logSumExp([rest[at + 1], logWeights[sorted[at]]]);
  let sure = 0;
  while (sure < wanted && logWeights[sorted[sure]] >= rest[sure] - Math.log(wanted - sure)) sure += 1;
  const heavy = sorted.slice(0, sure);
  const light = sorted.slice(sure);
  const left = wanted - sure;
  // None left: the others are lighter than the rounding error of the heavy.
  if (left === 0) return survivors(heavy, (index) => logWeights[index]);
  const threshold = rest[sure] - Math.log(left);
  // Each is due at most one child of `left`, and systematic resampling gives none of them two.
  const drawn = systematic(
    Float64Array.from(light, (index) => logWeights[index]),
    random,
    left,
  );
  const chosen = [...new Set(drawn)].map((at) => light[at]);
  const isHeavy = new Set(heavy);
  return survivors([...heavy, ...chosen], (index) => (isHeavy.has(index) ? logWeights[index] : threshold));
};

/** In order of the particles. */
function survivors(indices: readonly number[], logWeight: (index: number) => number): Survivors {
  const ancestors = Int32Array.from(indices).sort();
  return { ancestors, logWeights: Float64Array.from(ancestors, logWeight) };
}
