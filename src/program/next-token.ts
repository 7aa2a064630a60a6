/**
 * Draws the next token of particles from the scores of a decode: from one context, a product of several, or another
 * context's proposal.
 * @module
 */
import { SijoError } from "../errors.ts";
import { drawMasked, logNormalizer, type Mask } from "../inference/distribution.ts";
import { logProduct, type Scores } from "../inference/product.ts";
import type { TokenId } from "../model/token-model.ts";
import type { EffectOf, SampleOptions } from "./effects.ts";

/** A token and what drawing it multiplies the weight by, as a natural logarithm. */
export interface WeightedToken {
  readonly token: TokenId;
  readonly logWeight: number;
}

export interface DrawOptions {
  /** Scores after each context of the target, in order. */
  readonly targets: readonly Float32Array[];
  readonly proposal: Float32Array | undefined;
  readonly options: SampleOptions<unknown>;
  readonly mask: Mask;
  /** In [0, 1). */
  readonly uniform: number;
}

/** Draws tokens from the scores of one decode. Contexts that share their scores share the sum over the vocabulary. */
export class NextTokens {
  readonly #normalizers = new Map<number, Map<Float32Array, number>>();
  #product = new Float32Array();

  /**
   * Draws a token of the mask; undefined: none has probability.
   *
   * Without a proposal the weight is Σ_{t∈M} p(t); with one, p(t) q(M) / q(t). Here p is the target, one context's
   * distribution over the whole vocabulary or a product of several, not normalised.
   */
  draw({ targets, proposal, options, mask, uniform }: DrawOptions): WeightedToken | undefined {
    const { temperature = 1, powers } = options;
    const single = targets.length === 1 && (powers === undefined || powers[0] === 1);
    const target = single
      ? this.#scores(targets[0], temperature)
      : this.#productOf(targets, powers, temperature);
    // The product is at the temperature already.
    const targetTemperature = single ? temperature : 1;
    if (!proposal) {
      const { logits, logNormalizer } = target;
      const draw = drawMasked({ logits, mask, temperature: targetTemperature, uniform });
      if (!draw) return undefined;
      const logWeight = draw.logMass - logNormalizer;
      // A part of a distribution has at most all of its mass, whatever rounding says.
      return { token: draw.token, logWeight: single ? Math.min(0, logWeight) : logWeight };
    }
    const draw = drawMasked({ logits: proposal, mask, temperature, uniform });
    if (!draw) return undefined;
    const logTarget = target.logits[draw.token] / targetTemperature - target.logNormalizer;
    const logProposal = proposal[draw.token] / temperature - draw.logMass;
    return { token: draw.token, logWeight: logTarget - logProposal };
  }

  /** Forgets the scores: they belong to one decode. */
  clear(): void {
    this.#normalizers.clear();
  }

  #scores(logits: Float32Array, temperature: number): Scores {
    let known = this.#normalizers.get(temperature);
    if (!known) {
      known = new Map();
      this.#normalizers.set(temperature, known);
    }
    let normalizer = known.get(logits);
    if (normalizer === undefined) {
      normalizer = logNormalizer(logits, temperature);
      known.set(logits, normalizer);
    }
    return { logits, logNormalizer: normalizer };
  }

  #productOf(
    targets: readonly Float32Array[],
    powers: readonly number[] = targets.map(() => 1),
    temperature: number,
  ): Scores {
    const size = targets[0].length;
    if (this.#product.length !== size) this.#product = new Float32Array(size);
    const experts = targets.map((logits) => this.#scores(logits, temperature));
    return { logits: logProduct({ experts, powers, temperature, into: this.#product }), logNormalizer: 0 };
  }
}

/** @throws SijoError `program.effect` for a request that no distribution answers. */
export function checkSample({ contexts, options: { temperature, powers } }: EffectOf<"sample">): void {
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
            : undefined;
  if (wrong) throw new SijoError("program.effect", wrong);
}
