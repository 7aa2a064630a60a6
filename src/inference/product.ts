/**
 * Several next-token distributions as one: a product of experts.
 * @module
 */

/** Scores of the next token: probability of t at a temperature = exp(logits[t] / temperature − logNormalizer). */
export interface Scores {
  readonly logits: Float32Array;
  /** ln Σ exp(logits / temperature) over all tokens. */
  readonly logNormalizer: number;
}

/**
 * ln ∏ᵢ pᵢ(t)^αᵢ for every token t, written into `into` (Hinton 2002, equation 1, before it is normalised). Powers are
 * above 0; a token that one expert gives no probability has none.
 */
export function logProduct({
  experts,
  powers,
  temperature = 1,
  into,
}: {
  experts: readonly Scores[];
  powers: readonly number[];
  temperature?: number;
  into: Float32Array;
}): Float32Array {
  const offset = experts.reduce((sum, { logNormalizer }, index) => sum - powers[index] * logNormalizer, 0);
  const scales = powers.map((power) => power / temperature);
  for (let token = 0; token < into.length; token += 1) {
    let sum = offset;
    for (let index = 0; index < experts.length; index += 1)
      sum += scales[index] * experts[index].logits[token];
    into[token] = sum;
  }
  return into;
}
