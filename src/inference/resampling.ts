/**
 * Which particles go on: unbiased resampling schemes (Douc, Cappé and Moulines 2005).
 * @module
 */
import { logSumExp } from "./distribution.ts";
import type { Random } from "./random.ts";

/**
 * Given log weights, the ancestors of `wanted` particles (as many as there are, if nothing is said). The expected number
 * of children of i is wanted·Wᵢ.
 */
export type Resampling = (logWeights: Float64Array, random: Random, wanted?: number) => Int32Array;

/**
 * Pointers (i + U)/N with one U for all; particle k gets as many children as pointers fall into its part of the cumulative
 * weights, [W₁+…+Wₖ₋₁, W₁+…+Wₖ) (Kitagawa 1996; Carpenter, Clifford and Fearnhead 1999). Mostly the least variance of the
 * four, and the default.
 */
export const systematic: Resampling = (logWeights, random, wanted = logWeights.length) => {
  const offset = random.next();
  return byPointers(logWeights, wanted, (index) => index + offset);
};

/**
 * Pointers (i + Uᵢ)/N, one uniform number in each of N strata (Kitagawa 1996); never more variance than `multinomial` (Douc,
 * Cappé and Moulines 2005, section 3.2).
 */
export const stratified: Resampling = (logWeights, random, wanted = logWeights.length) =>
  byPointers(logWeights, wanted, (index) => index + random.next());

/** N independent draws, P(ancestor = k) = Wₖ (Gordon, Salmond and Smith 1993). */
export const multinomial: Resampling = (logWeights, random, wanted = logWeights.length) => {
  const pointers = Float64Array.from({ length: wanted }, () => random.next() * wanted).sort();
  return byPointers(logWeights, wanted, (index) => pointers[index]);
};

/**
 * ⌊N·Wᵢ⌋ children each, N = `wanted`, and the rest by `multinomial` in proportion to N·Wᵢ − ⌊N·Wᵢ⌋ (Liu and Chen 1998).
 */
export const residual: Resampling = (logWeights, random, wanted = logWeights.length) => {
  const total = logSumExp(logWeights);
  const expected = Array.from(logWeights, (weight) => wanted * Math.exp(weight - total));
  // Rounding must not turn a whole number of children into one less and a draw.
  const sure = expected.map((mean) => Math.floor(mean + 1e-9));
  const ancestors = sure.flatMap((children, index) => new Array<number>(children).fill(index));
  const rest = Float64Array.from(expected, (mean, index) => Math.log(Math.max(0, mean - sure[index])));
  const left = wanted - ancestors.length;
  const pointers = Float64Array.from({ length: left }, () => random.next() * left).sort();
  return Int32Array.from([...ancestors, ...byPointers(rest, left, (index) => pointers[index])]);
};

/** Walks the cumulative weights past increasing pointers in [0, wanted). */
function byPointers(
  logWeights: Float64Array,
  wanted: number,
  pointer: (index: number) => number,
): Int32Array {
  const count = logWeights.length;
  const total = logSumExp(logWeights);
  const ancestors = new Int32Array(wanted);
  let at = 0;
  let reached = wanted * Math.exp(logWeights[0] - total);
  for (let index = 0; index < wanted; index += 1) {
    const goal = pointer(index);
    while (reached <= goal && at < count - 1) {
      at += 1;
      reached += wanted * Math.exp(logWeights[at] - total);
    }
    // Rounding must not choose a particle without weight.
    let chosen = at;
    while (logWeights[chosen] === Number.NEGATIVE_INFINITY && chosen > 0) chosen -= 1;
    ancestors[index] = chosen;
  }
  return ancestors;
}

/** Effective sample size (Σ wᵢ)² / Σ wᵢ² (Kong, Liu and Wong 1994); 0 when no particle has weight. */
export function effectiveSampleSize(logWeights: Float64Array): number {
  const total = logSumExp(logWeights);
  if (total === Number.NEGATIVE_INFINITY) return 0;
  const squares = logSumExp(Float64Array.from(logWeights, (weight) => 2 * weight));
  return Math.exp(2 * total - squares);
}
