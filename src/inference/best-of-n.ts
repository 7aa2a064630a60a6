/**
 * Best of N: all particles run on their own and the one that scores highest is returned. A baseline, not a sampler of
 * the posterior: the larger N, the more it favours what the score overrates.
 * @module
 */
import { importance } from "./importance.ts";
import type { AlgorithmOptions, Inference, Sample } from "./population.ts";

/** Options of `bestOfN` beside those of all algorithms. */
export interface BestOfNOptions<Result> extends AlgorithmOptions<Result> {
  /** Larger is better; absent: the log weight. The first of equals wins. */
  readonly score?: (sample: Sample<Result>) => number;
}

/**
 * x* = argmaxᵢ score(xᵢ) of N draws from what the program samples. Of a draw's rank in the score, F, the best has F^N: the
 * KL divergence from one draw is at most ln N − (N − 1)/N (Beirami et al. 2024), so that N decides how far it strays from the
 * follower. One sample at most; `logZ` is that of importance sampling.
 * @example
 * await infer(program, { model, algorithm: (options) => bestOfN({ ...options, score: ({ result }) => -result.length }) });
 */
export async function bestOfN<Result>({
  score = ({ logWeight }) => logWeight,
  ...options
}: BestOfNOptions<Result>): Promise<Inference<Result>> {
  const { samples, ...estimate } = await importance(options);
  let best: { sample: Sample<Result>; score: number } | undefined;
  for (const sample of samples) {
    const value = score(sample);
    if (!best || value > best.score) best = { sample, score: value };
  }
  return { samples: best ? [best.sample] : [], ...estimate };
}
