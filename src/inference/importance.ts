/**
 * Importance sampling: every particle runs to its end on its own, and is worth its weight.
 * @module
 */
import type { AlgorithmOptions, Inference } from "./population.ts";
import { smc } from "./smc.ts";

/** SMC that never resamples. The standard error is √((N/ESS − 1)/(N − 1)). */
export function importance<Result>(options: AlgorithmOptions<Result>): Promise<Inference<Result>> {
  return smc({ ...options, threshold: 0 });
}
