/**
 * Draws the next token of particles from the scores of a decode: from one context, a product of several, or another
 * context's proposal.
 * @module
 */
import { SijoError } from "../errors.ts";
import { drawByRejection } from "../inference/adaptive-rejection.ts";
import { type Draw, drawMasked, drawWeighed, type Mask } from "../inference/distribution.ts";
import type { Masks, Position } from "../inference/mask.ts";
import { logProduct, logProductOf } from "../inference/product.ts";
import type { Random } from "../inference/random.ts";
import { drawRanked } from "../inference/ranked.ts";
import type { TokenId } from "../model/token-model.ts";
import { isCurrent, type Weights, weigh, withFactors } from "../model/weigh.ts";
import type { EffectOf, SampleOptions } from "./effects.ts";

/** A token and what drawing it multiplies the weight by, as a natural logarithm. */
export interface WeightedToken {
  readonly token: TokenId;
  readonly logWeight: number;
  /** ln of the target's probability of the token, before mask and bias. */
  readonly logProbability: number;
}

export interface DrawOptions {
  /** Scores after each context of the target, in order, and behind them those of the proposal where there is one. */
  readonly logits: readonly Float32Array[];
  readonly options: SampleOptions<unknown>;
  readonly choice: Choice;
}

/** How an admitted token is drawn in proportion to exp(logits / temperature), and the mass of what is admitted found. */
export interface Choice {
  from(scores: {
    readonly logits: Float32Array;
    readonly temperature?: number;
    readonly weighed?: Weights | undefined;
  }): Draw | undefined;
  /** The same from weights alone, where they say enough; absent where scores are needed. */
  readonly fromWeights?: (weighed: Weights) => Draw | undefined;
}

/**
 * The draw from a mask, or by rejection where none is made; of a rank of 0 or more, the token of that rank. One choice
 * draws once.
 */
export function choiceOf({
  mask,
  masks,
  position,
  rank,
  random,
}: {
  mask: Mask | undefined;
  masks: Masks<unknown>;
  position: Position<unknown>;
  rank: number;
  random: Random;
}): Choice {
  if (!mask) {
    const admits = (token: TokenId): boolean => masks.admits(position, token);
    return {
      from: (scores) => drawByRejection({ ...scores, admits, mask: () => masks.mask(position), random }),
    };
  }
  if (rank >= 0) return { from: (scores) => drawRanked({ ...scores, mask, rank }) };
  const uniform = random.next();
  return {
    from: (scores) => drawMasked({ ...scores, mask, uniform }),
    fromWeights: (weighed) => drawWeighed({ weighed, mask, uniform }),
  };
}

/** Draws tokens from the scores of one decode. Contexts that share their scores share the sum over the vocabulary. */
export class NextTokens {
  readonly #normalizers = new Map<number, Map<Float32Array, number>>();
  #changed = new Float32Array();
  /** The scores that were weighed last. */
  #weighed:
    | { readonly logits: Float32Array; readonly temperature: number; readonly weights?: Weights }
    | undefined;

  /**
   * Draws an admitted token; undefined: none has probability.
   *
   * Without a proposal the weight is Σ_{t∈M} p(t); with one, p(t) q(M) / q(t), as far as the mass of M is known to who
   * chooses. Here p is the target, one context's distribution over the whole vocabulary or a product of several, not
   * normalised; a bias is a factor of it.
   */
  draw({ logits, options, choice }: DrawOptions): WeightedToken | undefined {
    const { temperature = 1, powers, proposal, bias } = options;
    const targets = proposal ? logits.length - 1 : logits.length;
    if (targets === 1 && !proposal && powers === undefined) {
      const normalizer = this.#normalizer(logits[0], temperature);
      const { fromWeights } = choice;
      const weighed = fromWeights && this.#weigh(logits[0], temperature);
      const drawn = bias
        ? // A bias is on few tokens, whose weights change for this draw.
          ((weighed && withFactors(bias, () => fromWeights?.(weighed))) ??
          choice.from({ logits: this.#biased(logits[0], { bias, temperature }), temperature }))
        : choice.from({ logits: logits[0], temperature, weighed });
      if (!drawn) return undefined;
      const logWeight = drawn.logMass - normalizer;
      return {
        token: drawn.token,
        // A part of a distribution has at most all of its mass, whatever rounding says.
        logWeight: bias ? logWeight : Math.min(0, logWeight),
        logProbability: logits[0][drawn.token] / temperature - normalizer,
      };
    }
    const experts = logits.slice(0, targets).map((scores) => ({
      logits: scores,
      logNormalizer: this.#normalizer(scores, temperature),
    }));
    const { length } = logits[0];
    if (!proposal) {
      const product = logProduct({ experts, powers, temperature, into: this.#room(length) });
      for (const [token, factor] of bias ?? []) product[token] += factor;
      const drawn = choice.from({ logits: product });
      if (!drawn) return undefined;
      const { token, logMass } = drawn;
      return { token, logWeight: logMass, logProbability: product[token] - (bias?.get(token) ?? 0) };
    }
    const proposed = logits[targets];
    const drawn = choice.from({ logits: proposed, temperature });
    if (!drawn) return undefined;
    const { token, logMass } = drawn;
    const logTarget = logProductOf({ token, experts, powers, temperature });
    return {
      token,
      logWeight: logTarget + (bias?.get(token) ?? 0) - (proposed[token] / temperature - logMass),
      logProbability: logTarget,
    };
  }

  /** The scores with the bias, in a buffer that the next draw overwrites. */
  #biased(
    logits: Float32Array,
    { bias, temperature }: { bias: ReadonlyMap<TokenId, number>; temperature: number },
  ): Float32Array {
    const changed = this.#room(logits.length);
    changed.set(logits);
    for (const [token, factor] of bias) changed[token] += factor * temperature;
    return changed;
  }

  #room(length: number): Float32Array {
    if (this.#changed.length !== length) this.#changed = new Float32Array(length);
    return this.#changed;
  }

  /** Forgets the scores: they belong to one decode. */
  clear(): void {
    this.#normalizers.clear();
    this.#weighed = undefined;
  }

  #weigh(logits: Float32Array, temperature: number): Weights | undefined {
    const last = this.#weighed;
    if (last?.logits === logits && last.temperature === temperature && isCurrent(last.weights))
      return last.weights;
    const weights = weigh(logits, temperature);
    this.#weighed = { logits, temperature, ...(weights && { weights }) };
    return weights;
  }

  #normalizer(logits: Float32Array, temperature: number): number {
    let known = this.#normalizers.get(temperature);
    if (!known) {
      known = new Map();
      this.#normalizers.set(temperature, known);
    }
    let normalizer = known.get(logits);
    if (normalizer === undefined) {
      const weighed = this.#weigh(logits, temperature);
      normalizer = weighed ? weighed.logScale + Math.log(weighed.sum) : Number.NEGATIVE_INFINITY;
      known.set(logits, normalizer);
    }
    return normalizer;
  }
}

/** @throws SijoError `program.effect` for a request that no distribution answers. */
export function checkSample({ contexts, options: { temperature, powers, by } }: EffectOf<"sample">): void {
  const positive = (value: number): boolean => value > 0 && Number.isFinite(value);
  const wrong =
    !Array.isArray(contexts) || contexts.length === 0
      ? "A program sampled from no context."
      : temperature !== undefined && !positive(temperature)
        ? `A temperature is a number above 0, not ${temperature}.`
        : powers && powers.length !== contexts.length
          ? `A program gave ${powers.length} powers to ${contexts.length} contexts.`
          : powers && !powers.every(positive)
            ? `Powers are numbers above 0, not ${powers.join(", ")}.`
            : by !== undefined && by !== "mask" && by !== "rejection"
              ? `Tokens are drawn by "mask" or by "rejection", not by ${JSON.stringify(by)}.`
              : undefined;
  if (wrong) throw new SijoError("program.effect", wrong);
}
