/**
 * A follower behind an engine that tells log-probabilities (llama-server, vLLM): a token model like any other, whose
 * distributions come over HTTP, many sequences a request.
 *
 * **What stays exact.** With `top: "all"` everything: each distribution is the engine's own over the whole vocabulary, so
 * weights, log Z and posteriors mean what they mean in process. With `top: k` the follower that is sampled from is the
 * engine's, cut to its k likeliest tokens after every prefix and normalised again. Every algorithm is exact for *that*
 * follower: weights are proper, log Z is unbiased for its Z. For the whole one they are not: texts that need a token
 * outside the k likeliest can't be written, a mask that admits none of the k ends the particle, and p(M) is a share of the
 * k instead of the whole. `cut` says how much probability was left out. Texts that are observed are scored under the
 * engine's whole distribution in either case.
 *
 * **What doesn't.** The engine's arithmetic may differ from run to run (batches, caches), so that the same seed need not
 * give the same text.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { NextToken, TokenId, TokenModel } from "../token-model.ts";
import { parseRemote } from "./address.ts";
import type { Engine, Likeliest } from "./engines/engine.ts";
import { ENGINES, type EngineName, findEngine } from "./engines/find.ts";
import { malformed } from "./failure.ts";
import { Http, type HttpOptions } from "./http.ts";
import { forgetBefore, markAsked, type Place, Prefixes, type RemoteContext, tokensTo } from "./prefixes.ts";

/** Where a follower is, and whose tokens it has. */
export interface RemoteFollowerOptions extends Omit<HttpOptions, "baseUrl"> {
  /** `openai:<base-url>/<model>` */
  readonly address: string;
  /**
   * A local model with the engine's tokenizer: any size of the same family. Its vocabulary and its chat template are used,
   * since engines don't give theirs away whole. Stays open, and is not run.
   */
  readonly like: Pick<TokenModel, "vocabulary" | "chat" | "description">;
  /** How many of the likeliest tokens the engine is asked for after each prefix. */
  readonly top?: number | "all";
  /** Default: asked of the address. */
  readonly engine?: EngineName;
  /** Most contexts that may be alive at a time. */
  readonly maxContexts?: number;
  /** Ends the requests of this follower. */
  readonly signal?: AbortSignal;
}

/** A follower behind an engine, and what of its probabilities is exact. */
export interface RemoteFollower extends TokenModel, AsyncDisposable {
  /** Probability that was left out of distributions so far: on average, and at most. */
  readonly cut: { readonly mean: number; readonly most: number };
}

/** Of a follower at temperature 1 the 1,000 likeliest tokens hold nearly everything; `cut` tells. */
const DEFAULT_TOP = 1000;
/** Sequences of one request. */
const MOST_SEQUENCES = 64;
/** Texts whose tokens must be the same here and there. */
export const PROBES = [
  "The cat sat on the mat.",
  " 2026, naïve 시조 한 수",
  '{\n\t"a": [1.5]}',
  "<|im_start|>user\nHi<|im_end|>\n",
];

/**
 * Opens a follower behind an engine.
 * @throws SijoError `remote.*`; `remote.vocabulary` (usage) when the local model's tokens are not the engine's.
 * @example
 * await using like = await openLlama({ path: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf" });
 * await using follower = await openRemoteFollower({ address: "openai:http://gpu:8080/v1/qwen2.5-32b", like });
 */
export async function openRemoteFollower({
  address,
  like,
  top = DEFAULT_TOP,
  engine: name,
  maxContexts = 4096,
  signal,
  ...options
}: RemoteFollowerOptions): Promise<RemoteFollower> {
  const { baseUrl, model } = parseRemote(address);
  const http = new Http({ baseUrl, ...options });
  const engine = name ? ENGINES[name]({ http, model }) : await findEngine({ http, model }, { signal });
  const { size } = like.vocabulary;
  if (top !== "all" && !(Number.isInteger(top) && top >= 1)) {
    throw new SijoError("remote.top", `The ${top} likeliest tokens can't be asked for.`, {
      kind: "usage",
      hint: 'Give a whole number from 1, or "all".',
    });
  }
  const [description] = await Promise.all([
    engine.describe({ signal }),
    assertSameTokens({ engine, like, where: http.where, signal }),
  ]);
  return new Follower({
    engine,
    like,
    where: http.where,
    top: top === "all" ? size : Math.min(top, size),
    maxContexts,
    signal,
    ...description,
  });
}

async function assertSameTokens({
  engine,
  like,
  where,
  signal,
}: {
  engine: Engine;
  like: RemoteFollowerOptions["like"];
  where: string;
  signal: AbortSignal | undefined;
}): Promise<void> {
  for (const text of PROBES) {
    const there = await engine.tokenize(text, { signal });
    const here = like.vocabulary.tokenize(text, { special: true });
    if (here.length === there.length && here.every((token, index) => token === there[index])) continue;
    throw new SijoError(
      "remote.vocabulary",
      `The tokens of ${like.description.name} are not those of the model at ${where}.`,
      { kind: "usage", hint: "Name a local model of the same family: it must have the same tokenizer." },
    );
  }
}

interface FollowerParts {
  readonly engine: Engine;
  readonly like: RemoteFollowerOptions["like"];
  readonly where: string;
  readonly top: number;
  readonly name: string;
  readonly contextLength: number;
  readonly maxContexts: number;
  readonly signal: AbortSignal | undefined;
}

class Follower implements RemoteFollower {
  readonly description: TokenModel["description"];
  readonly vocabulary: TokenModel["vocabulary"];
  readonly chat: TokenModel["chat"];
  readonly #parts: FollowerParts;
  readonly #prefixes: Prefixes;
  /** Scores of the last call; their memory is used again. */
  readonly #rows: Float32Array[] = [];
  readonly #cut = { distributions: 0, total: 0, most: 0 };
  #evaluated = 0;

  constructor(parts: FollowerParts) {
    const { like, name, contextLength, maxContexts } = parts;
    this.#parts = parts;
    this.description = { name, sha256: null, contextLength, maxContexts, remote: true };
    this.vocabulary = like.vocabulary;
    this.chat = (messages) => like.chat(messages);
    this.#prefixes = new Prefixes({ maxContexts });
  }

  get evaluated(): number {
    return this.#evaluated;
  }

  get cut(): RemoteFollower["cut"] {
    const { distributions, total, most } = this.#cut;
    return { mean: distributions === 0 ? 0 : total / distributions, most };
  }

  context(tokens: readonly TokenId[]): RemoteContext {
    return this.#prefixes.context(tokens);
  }

  async next(contexts: readonly RemoteContext[]): Promise<readonly NextToken[]> {
    const places = contexts.map(({ place }) => place);
    const distinct = [...new Set(places)];
    await this.#ask(distinct.filter(({ likeliest }) => likeliest === undefined));
    const rows = new Map(distinct.map((place, index) => [place, this.#row(index, place.likeliest!)]));
    for (const place of distinct) forgetBefore(place);
    return places.map((place) => ({ logits: rows.get(place)! }));
  }

  async score(context: RemoteContext, tokens: readonly TokenId[]): Promise<Float64Array> {
    const before = context.tokens();
    if (tokens.length === 0) return new Float64Array();
    this.#assertFits(before.length + tokens.length);
    const sequence = [...before, ...tokens];
    const { engine, signal } = this.#parts;
    const scores =
      engine.score && before.length > 0
        ? await engine.score(sequence, { from: before.length, signal })
        : await this.#scoreOneByOne(sequence, before.length);
    context.extend(tokens);
    this.#evaluated += markAsked(context.place);
    return scores;
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask(places: readonly Place[]): Promise<void> {
    for (const { length } of places) this.#assertFits(length);
    for (let at = 0; at < places.length; at += MOST_SEQUENCES) {
      const some = places.slice(at, at + MOST_SEQUENCES);
      const found = await this.#next(some.map(tokensTo), this.#parts.top);
      for (const [index, place] of some.entries()) {
        place.likeliest = found[index];
        this.#evaluated += markAsked(place);
        const left = 1 - found[index].logProbabilities.reduce((sum, value) => sum + Math.exp(value), 0);
        this.#cut.distributions += 1;
        this.#cut.total += Math.max(0, left);
        this.#cut.most = Math.max(this.#cut.most, left);
      }
    }
  }

  async #next(sequences: readonly (readonly TokenId[])[], top: number): Promise<readonly Likeliest[]> {
    const { engine, signal, where } = this.#parts;
    const found = await engine.next(sequences, { top, signal });
    for (const { tokens, logProbabilities } of found) {
      const sound = tokens.every((token) => token >= 0) && logProbabilities.every((value) => value <= 1e-3);
      if (!sound || tokens.length === 0) throw malformed(where, "its probabilities are none");
    }
    return found;
  }

  /** Where a token isn't among the likeliest, the whole vocabulary is asked for. */
  async #scoreOneByOne(sequence: readonly TokenId[], from: number): Promise<Float64Array> {
    const scores = new Float64Array(sequence.length - from).fill(Number.NaN);
    for (const top of [this.#parts.top, this.vocabulary.size]) {
      const missing = [...scores.keys()].filter((index) => Number.isNaN(scores[index]));
      for (let at = 0; at < missing.length; at += MOST_SEQUENCES) {
        const some = missing.slice(at, at + MOST_SEQUENCES);
        const found = await this.#next(
          some.map((index) => sequence.slice(0, from + index)),
          top,
        );
        for (const [order, index] of some.entries()) {
          const { tokens, logProbabilities } = found[order];
          const where = tokens.indexOf(sequence[from + index]);
          if (where >= 0) scores[index] = logProbabilities[where];
        }
      }
    }
    return scores.map((score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score));
  }

  #row(index: number, { tokens, logProbabilities }: Likeliest): Float32Array {
    this.#rows[index] ??= new Float32Array(this.vocabulary.size);
    const row = this.#rows[index].fill(Number.NEGATIVE_INFINITY);
    // Engines pad their vocabularies beyond the tokenizer's.
    for (const [at, token] of tokens.entries()) if (token < row.length) row[token] = logProbabilities[at];
    return row;
  }

  #assertFits(length: number): void {
    const { contextLength } = this.description;
    if (length <= contextLength) return;
    throw new SijoError("model.context-full", `A text of ${length} tokens does not fit in ${contextLength}.`);
  }
}
