/**
 * From scores to a token: normalisers, the mass of a mask, a draw from it. The hot loop of inference.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";
import { admit, type Weights } from "../model/weigh.ts";

/** Tokens that may come next, in parts that are shared between masks. */
export interface Mask {
  readonly parts: readonly Int32Array[];
}

const LOG2E = Math.LOG2E;
/** Powers of two from 2^−150 to 2^1, so that 2^x needs a polynomial on [0, 1) alone. */
const POWERS = Float64Array.from({ length: 152 }, (_, index) => 2 ** (index - 150));

/** e^x for x ≤ 0 with relative error below 1e−8 (scores are float32); 0 below e^−100. */
export function fastExp(x: number): number {
  const scaled = x * LOG2E;
  if (scaled < -149) return 0;
  const whole = Math.floor(scaled);
  const f = scaled - whole;
  // 2^f on [0, 1): least squares at Chebyshev nodes, relative error below 2e−9.
  const p =
    1.0000000018154944 +
    f *
      (0.6931469870574648 +
        f *
          (0.24022979581439227 +
            f *
              (0.05548352472328382 +
                f * (0.009678472555906033 + f * (0.0012443081494035574 + f * 0.0002169060922342561)))));
  return p * POWERS[whole + 150];
}

/** ln Σ exp(logits / temperature) over all tokens. */
export function logNormalizer(logits: Float32Array, temperature = 1): number {
  const max = maximum(logits);
  if (max === Number.NEGATIVE_INFINITY) return max;
  const scale = 1 / temperature;
  let sum = 0;
  for (let index = 0; index < logits.length; index += 1) sum += fastExp((logits[index] - max) * scale);
  return max * scale + Math.log(sum);
}

/** The same by definition; the test of the fast one. */
export function plainLogNormalizer(logits: Float32Array, temperature = 1): number {
  return logSumExp(Array.from(logits, (logit) => logit / temperature));
}

function maximum(logits: Float32Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < logits.length; index += 1) if (logits[index] > max) max = logits[index];
  return max;
}

export interface Draw {
  readonly token: TokenId;
  /** Natural log of the unnormalised mass of the mask: ln Σ exp(logits / temperature) over its tokens. */
  readonly logMass: number;
}

let weights = new Float64Array(1 << 17);

/** A mask with less, of which float32 would know but six digits, is summed from its own scores. */
const LEAST_SUM = 1e-6;
/** A mask with more than this share of the vocabulary is summed along the vocabulary, not along its ids. */
const LARGE_SHARE = 1 / 16;

/**
 * Draws a token t of the mask M with probability e^(ℓₜ/T) / Σ_{s∈M} e^(ℓₛ/T), ℓ the logits and T the temperature, by
 * inversion of `uniform` in [0, 1), and tells the logarithm of that sum. Undefined: no mass at all.
 * `weighed`: the same scores at the same temperature, if they have been weighed.
 */
export function drawMasked({
  logits,
  mask,
  temperature = 1,
  uniform,
  weighed,
}: {
  logits: Float32Array;
  mask: Mask;
  temperature?: number;
  uniform: number;
  weighed?: Weights | undefined;
}): Draw | undefined {
  const drawn = weighed && drawWeighed({ weighed, mask, uniform });
  if (drawn) return drawn;
  let max = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const part of mask.parts) {
    count += part.length;
    for (let index = 0; index < part.length; index += 1) {
      const logit = logits[part[index]];
      if (logit > max) max = logit;
    }
  }
  if (max === Number.NEGATIVE_INFINITY) return undefined;
  if (weights.length < count) weights = new Float64Array(count * 2);
  const scale = 1 / temperature;
  let sum = 0;
  let at = 0;
  for (const part of mask.parts) {
    for (let index = 0; index < part.length; index += 1) {
      const weight = fastExp((logits[part[index]] - max) * scale);
      weights[at] = weight;
      at += 1;
      sum += weight;
    }
  }
  let left = uniform * sum;
  at = 0;
  let last = -1;
  for (const part of mask.parts) {
    for (let index = 0; index < part.length; index += 1) {
      const weight = weights[at];
      at += 1;
      if (weight === 0) continue;
      last = part[index];
      left -= weight;
      if (left < 0) return { token: last, logMass: max * scale + Math.log(sum) };
    }
  }
  return { token: last, logMass: max * scale + Math.log(sum) };
}

/**
 * The same from the weights that were made last, to six digits of the mass; undefined where they are too small for that.
 */
export function drawWeighed({
  weighed: { weights, logScale },
  mask,
  uniform,
}: {
  weighed: Weights;
  mask: Mask;
  uniform: number;
}): Draw | undefined {
  const count = mask.parts.reduce((total, part) => total + part.length, 0);
  if (count > weights.length * LARGE_SHARE) {
    const admitted = admit(mask.parts);
    if (admitted.sum < LEAST_SUM) return undefined;
    const token = admitted.find(uniform * admitted.sum);
    return { token, logMass: logScale + Math.log(admitted.sum) };
  }
  let sum = 0;
  for (const part of mask.parts)
    for (let index = 0; index < part.length; index += 1) sum += weights[part[index]];
  if (sum < LEAST_SUM) return undefined;
  let left = uniform * sum;
  // What rounding leaves at the end falls to the last token that has a weight.
  let token = -1;
  for (const part of mask.parts) {
    for (let index = 0; index < part.length && left >= 0; index += 1) {
      const weight = weights[part[index]];
      if (weight === 0) continue;
      token = part[index];
      left -= weight;
    }
  }
  return { token, logMass: logScale + Math.log(sum) };
}

/** The same by definition; the test of the fast one. */
export function plainDrawMasked({
  logits,
  mask,
  temperature = 1,
  uniform,
}: {
  logits: Float32Array;
  mask: Mask;
  temperature?: number;
  uniform: number;
}): Draw | undefined {
  const tokens = mask.parts
    .flatMap((part) => [...part])
    .filter((token) => logits[token] > Number.NEGATIVE_INFINITY);
  if (tokens.length === 0) return undefined;
  const logMass = logSumExp(tokens.map((token) => logits[token] / temperature));
  let reached = 0;
  const token = tokens.find((candidate) => {
    reached += Math.exp(logits[candidate] / temperature - logMass);
    return reached > uniform;
  });
  return { token: token ?? (tokens.at(-1) as TokenId), logMass };
}

/** ln Σ exp(values). */
export function logSumExp(values: ArrayLike<number>): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) if (values[index] > max) max = values[index];
  if (max === Number.NEGATIVE_INFINITY) return max;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp(values[index] - max);
  return max + Math.log(sum);
}
