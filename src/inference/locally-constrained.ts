/**
 * Locally constrained decoding: tokens are masked and renormalised, and what the masks cost is forgotten. What grammar
 * decoders do, and the naive baseline: every text obeys, but texts that paint themselves into a corner are as likely as
 * the rest (Loula et al. 2025, section 2).
 * @module
 */
import { importance } from "./importance.ts";
import type { AlgorithmOptions, Inference } from "./population.ts";

/**
 * Draws from ∏ₜ p(xₜ | x₁…xₜ₋₁) / p(Mₜ) in place of π(x) ∝ ∏ₜ p(xₜ | x₁…xₜ₋₁) on what the masks Mₜ admit, and forgets the
 * weight ∏ₜ p(Mₜ) that is between the two. All finished samples weigh the same. `logZ` is that of importance sampling.
 */
export async function locallyConstrained<Result>(
  options: AlgorithmOptions<Result>,
): Promise<Inference<Result>> {
  const { samples, ...estimate } = await importance(options);
  return { samples: samples.map(({ result }) => ({ result, logWeight: 0 })), ...estimate };
}
