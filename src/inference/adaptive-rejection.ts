/**
 * Adaptive weighted rejection sampling (Lipkin et al. 2025): draws a token that a constraint admits, and estimates the
 * mass of the mask, by asking about a few likely tokens in place of making the mask.
 *
 * Tokens are drawn without replacement until one, x, is admitted; refused ones are never drawn again. Whatever was
 * refused before it, x is a draw from p on the mask M, and given x and the refused tokens the weight
 *
 *   ŵ = p(x) + (r − p(x)) · ŝ,  r = 1 − p(refused)
 *
 * has the mean p(M) if ŝ has as its mean the admitted share of what is left, since M is x and what is left of it. From k
 * further draws y₁ … yₖ without replacement, with qᵢ = p(yᵢ)/(r − p(x)), such an ŝ is the mean of
 *
 *   ŝᵢ = Σ_{j<i} qⱼ[yⱼ ∈ M] + (1 − Σ_{j<i} qⱼ)·[yᵢ ∈ M]
 *
 * (Des Raj 1956, for sums over samples of unequal probability). With k = 1, ŵ is r or p(x).
 * @module
 */
import type { TokenId } from "../model/token-model.ts";
import { type Draw, drawMasked, fastExp, type Mask } from "./distribution.ts";
import type { Random } from "./random.ts";

/** The distribution, what it admits, and the random numbers of one draw by rejection. */
export interface RejectionDrawOptions {
  /** Natural-log scores of all tokens, not normalised. */
  readonly logits: Float32Array;
  readonly temperature?: number;
  readonly admits: (token: TokenId) => boolean;
  /** All that is admitted: asked for when too much was refused. Either way gives the same law. */
  readonly mask: () => Mask;
  readonly random: Random;
  /** Further draws for the weight, k above, 1 or more: the more, the less it varies. */
  readonly looks?: number;
  /** So many refused tokens in a row are dearer than a mask. */
  readonly mostRefused?: number;
}

const LOOKS = 4;
const MOST_REFUSED = 48;

/**
 * A token in proportion to exp(logits / temperature) among those admitted, and an estimate of their mass: exp(logMass)
 * has, given the token, the mass of the mask as its mean, and is never below the token's own. Undefined: none has mass.
 */
export function drawByRejection({
  logits,
  temperature = 1,
  admits,
  mask,
  random,
  looks = LOOKS,
  mostRefused = MOST_REFUSED,
}: RejectionDrawOptions): Draw | undefined {
  const urn = new Urn(logits, temperature);
  for (let refused = 0; refused < mostRefused && urn.mass > 0; refused += 1) {
    // What is left once the token is out, and with it in.
    const before = urn.mass;
    const drawn = urn.take(random.next());
    if (!drawn) break;
    if (!admits(drawn.token)) continue;
    const rest = urn.mass;
    const share = rest > 0 ? admittedShare({ urn, admits, random, looks }) : 0;
    // The sum is what was before, but for rounding, where all of the rest is admitted.
    const mass = share === 1 ? before : drawn.weight + rest * share;
    return { token: drawn.token, logMass: urn.logScale + Math.log(mass) };
  }
  // The law of the token given all that was refused is still p on the mask, whose mass is then known.
  return drawMasked({ logits, mask: mask(), temperature, uniform: random.next() });
}

/** Unbiased estimate of the admitted share of what is in the urn, in [0, 1]: the mean of Des Raj's estimators. */
function admittedShare({
  urn,
  admits,
  random,
  looks,
}: {
  urn: Urn;
  admits: (token: TokenId) => boolean;
  random: Random;
  looks: number;
}): number {
  const total = urn.mass;
  let sum = 0;
  let admitted = 0;
  for (let look = 0; look < looks; look += 1) {
    const left = urn.mass;
    const drawn = left > 0 ? urn.take(random.next()) : undefined;
    // Nothing is left to look at: all further estimates are the share itself.
    if (!drawn) return (sum + ((looks - look) * admitted) / total) / looks;
    const admittedNow = admits(drawn.token);
    sum += (admitted + (admittedNow ? left : 0)) / total;
    if (admittedNow) admitted += drawn.weight;
  }
  return Math.min(1, sum / looks);
}

const BLOCK = 512;
let weights = new Float64Array(1 << 18);
let blocks = new Float64Array(1 << 9);

/**
 * Tokens to be drawn without replacement in proportion to their mass, in blocks whose sums are kept, so that a draw reads
 * one block. Sums are made again, not reduced: what is left of a peaked distribution is too small for a difference.
 * There is one at a time: its arrays are shared.
 */
class Urn {
  /** Sum of the weights of what is left. */
  mass = 0;
  /** A weight w stands for the mass w · exp(logScale). */
  readonly logScale: number;
  readonly #size: number;
  readonly #blocks: number;

  constructor(logits: Float32Array, temperature: number) {
    this.#size = logits.length;
    this.#blocks = Math.ceil(this.#size / BLOCK);
    if (weights.length < this.#size) weights = new Float64Array(this.#size * 2);
    if (blocks.length < this.#blocks) blocks = new Float64Array(this.#blocks * 2);
    let max = Number.NEGATIVE_INFINITY;
    for (let token = 0; token < this.#size; token += 1) if (logits[token] > max) max = logits[token];
    const scale = 1 / temperature;
    this.logScale = max * scale;
    if (max === Number.NEGATIVE_INFINITY) return;
    for (let token = 0; token < this.#size; token += 1)
      weights[token] = fastExp((logits[token] - max) * scale);
    for (let block = 0; block < this.#blocks; block += 1) this.#sum(block);
    this.#total();
  }

  /** Takes a token out; undefined: nothing is left. */
  take(uniform: number): { readonly token: TokenId; readonly weight: number } | undefined {
    let left = uniform * this.mass;
    let block = -1;
    for (let at = 0; at < this.#blocks; at += 1) {
      if (blocks[at] === 0) continue;
      block = at;
      if (left < blocks[at]) break;
      left -= blocks[at];
    }
    if (block < 0) return undefined;
    const end = Math.min(this.#size, (block + 1) * BLOCK);
    let token = -1;
    for (let at = block * BLOCK; at < end; at += 1) {
      if (weights[at] === 0) continue;
      token = at;
      if (left < weights[at]) break;
      left -= weights[at];
    }
    const weight = weights[token];
    weights[token] = 0;
    this.#sum(block);
    this.#total();
    return { token, weight };
  }

  #sum(block: number): void {
    const end = Math.min(this.#size, (block + 1) * BLOCK);
    let sum = 0;
    for (let token = block * BLOCK; token < end; token += 1) sum += weights[token];
    blocks[block] = sum;
  }

  #total(): void {
    this.mass = 0;
    for (let block = 0; block < this.#blocks; block += 1) this.mass += blocks[block];
  }
}
