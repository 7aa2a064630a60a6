/**
 * The seam between inference and whatever computes next-token probabilities: one interface, answered by
 * `llama/` (in process), `remote/` (engines behind HTTP) and `table/` (exact toys for tests).
 * @module
 */

/** An index into a vocabulary, 0 ≤ id < size. */
export type TokenId = number;

/** The text of every token. Pieces are bytes, because a token may hold part of a UTF-8 character. */
export interface Vocabulary {
  readonly size: number;
  /** Bytes of a token as they stand in text; empty for control tokens (`<|im_end|>`), which have no text. */
  bytes(token: TokenId): Uint8Array;
  /** Tokens that end a turn or a text. Sampling one of them means "the text is finished". */
  readonly endTokens: readonly TokenId[];
  /** Whether the token is a control token: never part of a text. */
  isControl(token: TokenId): boolean;
  /** Tokens of a text. `special: true` reads control tokens such as `<|im_start|>` as such (prompts only). */
  tokenize(text: string, options?: { readonly special?: boolean }): TokenId[];
  /** A short, stable hash of all pieces: the key of caches made from the vocabulary. */
  readonly fingerprint: string;
}

/** One message of a conversation. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * A sequence of tokens whose continuation can be asked for. Contexts are cheap: `fork` shares everything with its
 * origin, and contexts with the same tokens share one decode. `drop` frees what only this context held.
 */
export interface Context {
  readonly length: number;
  /** A copy of the tokens, in order. */
  tokens(): TokenId[];
  fork(): Context;
  /** Appends tokens. Nothing is decoded before the next `TokenModel.next`. */
  extend(tokens: readonly TokenId[]): void;
  drop(): void;
}

/**
 * Scores of the next token after one context.
 * Probability of token t = exp(logits[t] − logNormalizer), natural logarithms.
 */
export interface NextToken {
  /** V unnormalised natural-log scores. A view: valid only until the next call of `next` or `score` on this model. */
  readonly logits: Float32Array;
}

/** What a model is, and how much it can hold. */
export interface ModelDescription {
  /** Short name for people: the catalogue id or the file's base name. */
  readonly name: string;
  /** SHA-256 of the weights as lower-case hex, or null where there is no file (toys, remote engines). */
  readonly sha256: string | null;
  /** Most tokens a single context may hold. */
  readonly contextLength: number;
  /** Most contexts that may be alive at a time. */
  readonly maxContexts: number;
  /** Whether it runs elsewhere, at a cost that isn't known here; absent: it doesn't. */
  readonly remote?: boolean;
  /**
   * Whether copies of a context along one text take no more room than the text, and tokens more in a batch cost less than
   * a batch more: then likely tokens are evaluated ahead. Absent: they aren't.
   */
  readonly looksAhead?: boolean;
}

/** Vectors of texts: those of near texts point the same way. */
export interface TextVectors {
  /** Numbers in a vector. */
  readonly dimensions: number;
  /** Tokens of a text at most. */
  readonly longest: number;
  /**
   * The vector of a text, of length 1. Its tokens are not counted in `evaluated`.
   * @throws SijoError `model.empty-context` (usage) for no tokens, `model.context-full` (usage) for too many; what the
   * signal was aborted with.
   */
  of(tokens: readonly TokenId[], options?: { readonly signal?: AbortSignal }): Promise<Float32Array>;
}

/** How a request for scores is ended early. */
export interface DecodeOptions {
  /** Asked before each batch of the many that a long text takes: true ends it there. What was decoded stays. */
  readonly shouldStop?: (() => boolean) | undefined;
}

/** A model that answers with full next-token distributions. */
export interface TokenModel {
  readonly description: ModelDescription;
  readonly vocabulary: Vocabulary;
  /** A new context holding these tokens. */
  context(tokens: readonly TokenId[]): Context;
  /** Tokens of a conversation rendered by the model's own chat template, ending where the assistant begins. */
  chat(messages: readonly Message[]): TokenId[];
  /**
   * Scores after each context, in order. Contexts with the same tokens get the same view; whatever was not decoded yet
   * is decoded in as few batches as possible.
   * @throws SijoError `model.context-full` when a context is longer than `contextLength`, `model.memory` when the
   * key-value cache is full, `model.stopped` when `shouldStop` said so.
   */
  next(contexts: readonly Context[], options?: DecodeOptions): Promise<readonly NextToken[]>;
  /**
   * Log-probability (natural) of `tokens[i]` after context + tokens[0..i), for each i; the context is extended by them.
   * One prompt batch, not token by token.
   * @throws SijoError as `next` does; the context is as it was then.
   */
  score(context: Context, tokens: readonly TokenId[], options?: DecodeOptions): Promise<Float64Array>;
  /** Vectors of texts; absent: it gives none. */
  readonly vectors?: TextVectors;
  /** How many tokens the model has evaluated so far (the bill), prompt and generated together. */
  readonly evaluated: number;
  close(): Promise<void>;
}
