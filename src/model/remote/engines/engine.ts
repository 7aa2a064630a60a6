/**
 * The seam to engines that tell log-probabilities: each answers these questions in its own protocol, in one small file.
 * @module
 */
import type { TokenId } from "../../token-model.ts";
import { malformed } from "../failure.ts";

export interface EngineModel {
  readonly name: string;
  /** Tokens of one sequence, prompt and answer together. */
  readonly contextLength: number;
}

/** The likeliest next tokens, and their natural-log probabilities under the whole distribution, before any sampler. */
export interface Likeliest {
  readonly tokens: Int32Array;
  readonly logProbabilities: Float64Array;
}

/** What an engine told of tokens, looked at one by one; undefined: it is something else. */
export function likeliest(
  told: readonly (readonly [id: unknown, logProbability: unknown])[],
): Likeliest | undefined {
  if (!told.every(([id, logProbability]) => Number.isInteger(id) && typeof logProbability === "number"))
    return undefined;
  return {
    tokens: Int32Array.from(told, ([id]) => id as number),
    logProbabilities: Float64Array.from(told, ([, logProbability]) => logProbability as number),
  };
}

/**
 * What was told of each sequence, in the order of the sequences.
 * @throws SijoError `remote.malformed` where one is missing.
 */
export function inOrder(
  told: Iterable<readonly [index: unknown, likeliest: Likeliest]>,
  { count, where }: { count: number; where: string },
): Likeliest[] {
  const found = new Map<unknown, Likeliest>(told);
  return Array.from({ length: count }, (_, index) => {
    const one = found.get(index);
    if (!one) throw malformed(where, `it has nothing for prompt ${index}`);
    return one;
  });
}

export interface EngineCall {
  readonly signal?: AbortSignal | undefined;
}

export interface Engine {
  describe(call?: EngineCall): Promise<EngineModel>;
  /** Tokens of a text, control tokens read as such; nothing is added before it. */
  tokenize(text: string, call?: EngineCall): Promise<readonly TokenId[]>;
  /** The `top` likeliest tokens after each sequence, all in one request; `top` may be the whole vocabulary. */
  next(
    sequences: readonly (readonly TokenId[])[],
    options: EngineCall & { readonly top: number },
  ): Promise<readonly Likeliest[]>;
  /**
   * The natural-log probability of each token from index `from` on, after those before it. Absent: the engine tells
   * nothing of prompts, and is asked token by token.
   */
  score?(
    sequence: readonly TokenId[],
    options: EngineCall & { readonly from: number },
  ): Promise<Float64Array>;
}

/** Bytes of JSON that a token of an answer takes at most, on average. */
export const BYTES_A_TOKEN = 200;
