/**
 * Draws a token from scores as OpenAI's parameters say: bias, penalties, temperature, nucleus.
 * @module
 */
import { fastExp, logSumExp, type Mask } from "../../inference/distribution.ts";
import type { Random } from "../../inference/random.ts";
import type { TokenId, Vocabulary } from "../../model/token-model.ts";

export interface SamplingOptions {
  /** 0: the likeliest token. */
  readonly temperature: number;
  /** Draws from the likeliest tokens that together have at least this share. */
  readonly topP: number;
  /** Taken from the score of a token for each time it was written. */
  readonly frequencyPenalty: number;
  /** Taken from the score of a token that was written at all. */
  readonly presencePenalty: number;
  /** Added to scores. */
  readonly logitBias: ReadonlyMap<TokenId, number>;
}

export const PLAIN_SAMPLING: SamplingOptions = {
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: new Map(),
};

export interface Scored {
  readonly token: TokenId;
  /** Natural logarithm of its probability under the model itself, before anything is added or masked. */
  readonly logProbability: number;
}

export class Sampler {
  readonly #options: SamplingOptions;
  readonly #random: Random;
  readonly #unwritable: Int32Array;
  readonly #counts = new Map<TokenId, number>();
  readonly #scores: Float32Array;

  constructor({
    vocabulary,
    random,
    ...options
  }: SamplingOptions & { readonly vocabulary: Vocabulary; readonly random: Random }) {
    this.#options = options;
    this.#random = random;
    this.#unwritable = unwritableTokens(vocabulary);
    this.#scores = new Float32Array(vocabulary.size);
  }

  /** Draws a token, of the mask where there is one; undefined: none has probability. Scores are not changed. */
  draw(logits: Float32Array, mask?: Mask): TokenId | undefined {
    const scores = this.#adjusted(logits, mask);
    const { temperature } = this.#options;
    let best = 0;
    for (let token = 1; token < scores.length; token += 1) if (scores[token] > scores[best]) best = token;
    if (scores[best] === Number.NEGATIVE_INFINITY) return undefined;
    const drawn = temperature === 0 ? best : this.#drawFrom(scores, scores[best]);
    this.#counts.set(drawn, (this.#counts.get(drawn) ?? 0) + 1);
    return drawn;
  }

  #adjusted(logits: Float32Array, mask: Mask | undefined): Float32Array {
    const scores = this.#scores;
    const { logitBias, frequencyPenalty, presencePenalty } = this.#options;
    if (mask) {
      scores.fill(Number.NEGATIVE_INFINITY);
      for (const part of mask.parts) for (const token of part) scores[token] = logits[token];
    } else {
      scores.set(logits);
      for (const token of this.#unwritable) scores[token] = Number.NEGATIVE_INFINITY;
    }
    for (const [token, bias] of logitBias) scores[token] += bias;
    if (frequencyPenalty !== 0 || presencePenalty !== 0) {
      for (const [token, count] of this.#counts) scores[token] -= frequencyPenalty * count + presencePenalty;
    }
    return scores;
  }

  /** Overwrites the scores with unnormalised probabilities. */
  #drawFrom(scores: Float32Array, max: number): TokenId {
    const scale = 1 / this.#options.temperature;
    let sum = 0;
    for (let token = 0; token < scores.length; token += 1) {
      const weight = fastExp((scores[token] - max) * scale);
      scores[token] = weight;
      sum += weight;
    }
    const { topP } = this.#options;
    if (topP < 1) return this.#drawNucleus(scores, sum);
    return this.#pick(scores, undefined, sum);
  }

  #drawNucleus(weights: Float32Array, sum: number): TokenId {
    const { topP } = this.#options;
    // Tokens below this have less than 1 − p together, so none of them is in the nucleus.
    const least = ((1 - topP) * sum) / weights.length;
    const candidates: TokenId[] = [];
    for (let token = 0; token < weights.length; token += 1)
      if (weights[token] > 0 && weights[token] >= least) candidates.push(token);
    candidates.sort((one, other) => weights[other] - weights[one] || one - other);
    let inside = 0;
    let count = 0;
    while (count < candidates.length && (count === 0 || inside < topP * sum)) {
      inside += weights[candidates[count]];
      count += 1;
    }
    return this.#pick(weights, candidates.slice(0, count), inside);
  }

  #pick(weights: Float32Array, tokens: readonly TokenId[] | undefined, sum: number): TokenId {
    let left = this.#random.next() * sum;
    let last = 0;
    const { length } = tokens ?? weights;
    for (let index = 0; index < length; index += 1) {
      const token = tokens ? tokens[index] : index;
      if (weights[token] === 0) continue;
      last = token;
      left -= weights[token];
      if (left < 0) break;
    }
    return last;
  }
}

/** The token's log-probability and the likeliest tokens with theirs, under the model itself. */
export function scoresOf(
  logits: Float32Array,
  { token, top }: { readonly token: TokenId; readonly top: number },
): { readonly chosen: Scored; readonly top: readonly Scored[] } {
  const normalizer = logSumExp(logits);
  const scored = (id: TokenId): Scored => ({ token: id, logProbability: logits[id] - normalizer });
  const likeliest: TokenId[] = [];
  if (top > 0) {
    for (let id = 0; id < logits.length; id += 1) {
      if (likeliest.length === top && logits[id] <= logits[likeliest[top - 1]]) continue;
      let at = likeliest.length;
      while (at > 0 && logits[likeliest[at - 1]] < logits[id]) at -= 1;
      likeliest.splice(at, 0, id);
      if (likeliest.length > top) likeliest.pop();
    }
  }
  return { chosen: scored(token), top: likeliest.map(scored) };
}

const unwritable = new WeakMap<Vocabulary, Int32Array>();

/** Control tokens that end nothing: they are no text. */
function unwritableTokens(vocabulary: Vocabulary): Int32Array {
  let found = unwritable.get(vocabulary);
  if (!found) {
    const ends = new Set(vocabulary.endTokens);
    const tokens: TokenId[] = [];
    for (let token = 0; token < vocabulary.size; token += 1)
      if (vocabulary.isControl(token) && !ends.has(token)) tokens.push(token);
    found = Int32Array.from(tokens);
    unwritable.set(vocabulary, found);
  }
  return found;
}
