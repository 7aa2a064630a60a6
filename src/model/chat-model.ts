/**
 * The seam between planning and whatever writes whole answers: an engine behind HTTP (`remote/`), or a local model that is
 * sampled to its end.
 * @module
 */
import type { Message } from "./token-model.ts";

/** How an answer is drawn, and how long it may be. */
export interface ChatOptions {
  readonly temperature?: number;
  /** Tokens of the answer, at most. */
  readonly maxTokens?: number;
  /** Where the model knows seeds, the same seed gives the same answer. */
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before every decode of a local model: true ends it. An engine elsewhere can't be stopped by what it spends. */
  readonly shouldStop?: (() => boolean) | undefined;
}

/** One answer of a chat model. */
export interface ChatAnswer {
  readonly text: string;
  /** False where the answer was cut off because it became too long. */
  readonly finished: boolean;
}

/** A model that answers conversations with text, and tells no probabilities. */
export interface ChatModel {
  /** Short name for people. */
  readonly name: string;
  /** Of the weights as lower-case hex; null where they are elsewhere. */
  readonly sha256: string | null;
  /** Whether it runs on this machine, where answers cost no money. */
  readonly local: boolean;
  /** The assistant's answer to a conversation. */
  complete(messages: readonly Message[], options?: ChatOptions): Promise<ChatAnswer>;
  /** Gives back what is kept between answers; absent: nothing is. */
  release?(): void;
  /** Tokens so far, prompts and answers together. */
  readonly tokens: number;
}
