/**
 * Scores that a particle will need next, evaluated in one batch with those it needs now: where its constraint leaves one
 * text, what comes is known before it is drawn. As speculative decoding (Leviathan, Kalman and Matias 2023), with the
 * constraint for the smaller model: tokens are drawn as they would have been, and what was foreseen wrongly is dropped.
 * @module
 */
import { forcedTokens } from "../inference/forced.ts";
import type { Context, TokenId } from "../model/token-model.ts";
import type { SampleOptions } from "./effects.ts";
import { masksFor } from "./mask-cache.ts";
import type { OwnContext } from "./particle.ts";

/** Tokens that are evaluated ahead, at most. */
const MOST_FORESEEN = 16;

export class Foresight {
  /** Contexts that will be asked. */
  #asked: readonly OwnContext[] = [];
  /** Tokens to come, each with copies of those contexts behind it. */
  #steps: { readonly token: TokenId; readonly behind: readonly Context[] }[] = [];
  #isOnIt = false;

  /** Whether the scores after these contexts have been evaluated. */
  knows(asked: readonly OwnContext[]): boolean {
    return this.#isOnIt && asked.every((own) => this.#asked.includes(own));
  }

  /** Contexts to evaluate with those that are asked: none where there is a choice, or where they would cost more. */
  look(asked: readonly OwnContext[], options: SampleOptions<unknown>): OwnContext[] {
    if (this.knows(asked)) return [];
    this.drop();
    const tokens = tokensAhead(asked, options);
    this.#asked = asked;
    let last = asked.map(({ context }) => context);
    this.#steps = tokens.map((token) => {
      last = last.map((context) => {
        const copy = context.fork();
        copy.extend([token]);
        return copy;
      });
      return { token, behind: last };
    });
    return this.#steps.flatMap(({ behind }) =>
      behind.map((context, index) => ({ ...asked[index], context })),
    );
  }

  /** Moves on if this token was foreseen, after the contexts have been extended by it; forgets everything if not. */
  wrote(token: TokenId): void {
    const step = this.#steps.shift();
    for (const context of step?.behind ?? []) context.drop();
    this.#isOnIt = step?.token === token;
    if (!this.#isOnIt) this.drop();
  }

  drop(): void {
    for (const { behind } of this.#steps) for (const context of behind) context.drop();
    this.#steps = [];
    this.#isOnIt = false;
  }
}

function tokensAhead(
  asked: readonly OwnContext[],
  { constraint, position, by }: SampleOptions<unknown>,
): TokenId[] {
  if (!constraint || by === "rejection") return [];
  if (!asked.every(({ model }) => model.description.looksAhead)) return [];
  const { vocabulary } = asked[0].model;
  const room = asked.map(({ model, context }) => model.description.contextLength - context.length);
  const most = Math.min(MOST_FORESEEN, ...room);
  const masks = masksFor(vocabulary, constraint);
  return forcedTokens({ masks, position: position ?? masks.start, vocabulary, most });
}
