/**
 * Algorithms over whole texts, for models that answer and tell no probabilities: what can't be weighed can still be
 * checked.
 * @module
 */
import type { ChatModel } from "../model/chat-model.ts";
import type { Message } from "../model/token-model.ts";

/** What algorithms over whole texts need: a way to draw one, and when to stop. */
export interface TextLevelOptions {
  readonly chat: ChatModel;
  readonly messages: readonly Message[];
  /** How many texts are asked for at most. */
  readonly tries: number;
  /** Asked for at the same time; default 4. */
  readonly atOnce?: number;
  readonly temperature?: number;
  readonly maxTokens?: number;
  /** Try i asks with seed + i, where the engine knows seeds. */
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before every group of tries: true ends the run with what there is. */
  readonly shouldStop?: () => boolean;
}

/** Options of rejection over whole texts. */
export interface TextRejectionOptions extends TextLevelOptions {
  /** Whether a finished text is kept, as a contract's `check(…).passed`. */
  readonly keeps: (text: string) => boolean | Promise<boolean>;
  /** Kept texts after which no more are asked for; default 1. */
  readonly wanted?: number;
}

/** What rejection over whole texts found. */
export interface TextRejection {
  readonly kept: readonly string[];
  /** Texts that were refused, in their order; those cut off for their length are among them. */
  readonly refused: readonly string[];
  readonly tries: number;
}

/**
 * Asks until enough texts are kept. Those are independent draws from π(x) = p(x) [x is kept] / P(kept), p the model's own
 * distribution over finished texts (von Neumann 1951): the exact posterior, as far as the engine samples from its model and
 * changes nothing (its default samplers often do). It costs 1 / P(kept) tries a text on average, which grows without bound
 * as requirements add up.
 * @example
 * const { kept } = await textRejection({ chat, messages, tries: 20, keeps: (text) => check(contract, text).passed });
 */
export async function textRejection({
  keeps,
  wanted = 1,
  ...options
}: TextRejectionOptions): Promise<TextRejection> {
  const kept: string[] = [];
  const refused: string[] = [];
  for await (const { text, finished } of answers(options, () => kept.length >= wanted)) {
    (finished && (await keeps(text)) ? kept : refused).push(text);
  }
  return { kept: kept.slice(0, wanted), refused, tries: kept.length + refused.length };
}

/** Options of best-of-n over whole texts. */
export interface TextBestOfNOptions extends TextLevelOptions {
  /** Larger is better. The first of equals wins. */
  readonly score: (text: string) => number | Promise<number>;
}

/**
 * x* = argmaxᵢ score(xᵢ) of N = `tries` texts; undefined: none was finished. A search and not a sampler: it strays from the
 * model by a KL divergence of ln N − (N − 1)/N at most (Beirami et al. 2024), towards what the score overrates.
 */
export async function textBestOfN({
  score,
  ...options
}: TextBestOfNOptions): Promise<{ readonly text: string; readonly score: number } | undefined> {
  let best: { text: string; score: number } | undefined;
  for await (const { text, finished } of answers(options, () => false)) {
    if (!finished) continue;
    const value = await score(text);
    if (!best || value > best.score) best = { text, score: value };
  }
  return best;
}

/** Answers in groups, in the order of their tries whatever order they come in. */
async function* answers(
  {
    chat,
    messages,
    tries,
    atOnce = 4,
    temperature = 1,
    maxTokens,
    seed,
    signal,
    shouldStop = () => false,
  }: TextLevelOptions,
  enough: () => boolean,
) {
  for (let from = 0; from < tries && !enough() && !shouldStop(); from += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, tries - from) }, (_, index) =>
      chat.complete(messages, {
        temperature,
        signal,
        ...(maxTokens !== undefined && { maxTokens }),
        ...(seed !== undefined && { seed: seed + from + index }),
      }),
    );
    for (const { text, finished } of await Promise.all(group)) yield { text: text.trim(), finished };
  }
}
