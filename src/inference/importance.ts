/**
 * Importance sampling: every particle runs to its end on its own, and is worth its weight.
 * @module
 */
import type { AlgorithmOptions, Inference } from "./population.ts";
import { smc } from "./smc.ts";

/**
 * SMC that never resamples. Particles are drawn from what the program samples, q, and weigh wᵢ = γ(xᵢ)/q(xᵢ); then
 * Ẑ = (1/N) Σ wᵢ is an unbiased estimate of Z, and Σ wᵢ f(xᵢ) / Σ wᵢ a consistent one of E_π f (Kahn and Marshall 1953;
 * Owen 2013, chapter 9). The relative standard error of Ẑ is √((N/ESS − 1)/(N − 1)), with ESS = (Σ wᵢ)² / Σ wᵢ².
 * @example
 * await infer(program, { model, algorithm: "importance", particles: 100 });
 */
export function importance<Result>(options: AlgorithmOptions<Result>): Promise<Inference<Result>> {
  return smc({ ...options, threshold: 0 });
}
