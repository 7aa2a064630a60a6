/**
 * Several next-token distributions as one: a product of experts.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";

/** Scores of the next token: probability of t at a temperature = exp(logits[t] / temperature − logNormalizer). */
export interface Scores {
  readonly logits: Float32Array;
  /** ln Σ exp(logits / temperature) over all tokens. */
  readonly logNormalizer: number;
}

export interface ProductOptions {
  readonly experts: readonly Scores[];
  /** Exponent of each expert, above 0; absent: 1 each. */
  readonly powers?: readonly number[] | undefined;
  readonly temperature?: number;
}

/** ln ∏ᵢ pᵢ(t)^αᵢ of one token (Hinton 2002, equation 1, before it is normalised). */
export function logProductOf({
  token,
  experts,
  powers,
  temperature = 1,
}: ProductOptions & { token: TokenId }): number {
  return experts.reduce(
    (sum, { logits, logNormalizer }, index) =>
      sum + (powers?.[index] ?? 1) * (logits[token] / temperature - logNormalizer),
    0,
  );
}

/** The same for every token, written into `into`. A token that one expert gives no probability has none. */
export function logProduct({
  experts,
  powers = experts.map(() => 1),
  temperature = 1,
  into,
}: ProductOptions & { into: Float32Array }): Float32Array {
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
