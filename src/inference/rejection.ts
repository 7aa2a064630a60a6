/**
 * Rejection sampling: a finished particle is kept with probability weight/bound, and what is kept is exact.
 * @module
 */
import { SijoError } from "../errors.ts";
import { importance } from "./importance.ts";
import type { AlgorithmOptions, Inference, Sample } from "./population.ts";

/** Options of `rejection` beside those of all algorithms. */
export interface RejectionOptions<Result> extends AlgorithmOptions<Result> {
  /** ln of a bound that no weight exceeds; 0 suits programs whose weights are probabilities. */
  readonly logBound?: number;
}

/**
 * Keeps xᵢ with probability wᵢ/B, B = exp(`logBound`), so that q(x) · w(x)/B ∝ γ(x) (von Neumann 1951). Kept samples are
 * independent draws from the posterior and weigh the same; Ẑ = B · (share kept) is unbiased, and logZ −∞ when nothing was
 * kept.
 * @throws SijoError `inference.bound` when a particle weighs more than the bound.
 */
export async function rejection<Result>({
  logBound = 0,
  ...options
}: RejectionOptions<Result>): Promise<Inference<Result>> {
  const count = options.population.logWeights.length;
  const kept: Sample<Result>[] = [];
  for (const { result, logWeight } of (await importance(options)).samples) {
    // Sums of thousands of float32 logarithms may pass a bound that they reach by a rounding error.
    if (logWeight > logBound + 1e-6) {
      throw new SijoError(
        "inference.bound",
        `A particle weighs e^${logWeight.toPrecision(6)}, more than the bound e^${logBound}.`,
        { hint: "Give a larger logBound, or use importance sampling, which needs none.", kind: "usage" },
      );
    }
    if (Math.log(options.random.next()) < logWeight - logBound) kept.push({ result, logWeight: logBound });
  }
  const share = kept.length / count;
  return {
    samples: kept,
    logZ: logBound + Math.log(share),
    logZStandardError: kept.length === 0 ? null : Math.sqrt((1 - share) / (share * count)),
  };
}
