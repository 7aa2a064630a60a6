/**
 * Scores that a particle will need next, evaluated in one batch with those that are needed now: where its constraint leaves
 * one text, what comes is known before it is drawn, and while it waits at a barrier for others, what it has drawn is. As
 * speculative decoding (Leviathan, Kalman and Matias 2023), with the constraint for the smaller model: tokens are drawn as
 * they would have been, and what was foreseen wrongly is dropped.
 * @module
 */
import { logSumExp } from "../inference/distribution.ts";
import { forcedTokens } from "../inference/forced.ts";
import type { Context, TokenId, TokenModel } from "../model/token-model.ts";
import type { SampleOptions } from "./effects.ts";
import { masksFor } from "./mask-cache.ts";
import type { OwnContext } from "./particle.ts";

/** ln of the share of the mean weight from which on a particle is likely to outlive a barrier. */
const LIKELY_TO_STAY = -2;
/** Tokens that are evaluated ahead, at most. */
const MOST_FORESEEN = 16;

export class Foresight {
  /** Contexts that will be asked. */
  #asked: readonly OwnContext[] = [];
  /** Tokens to come, each with copies of those contexts behind it. */
  #steps: { readonly token: TokenId; readonly behind: readonly Context[] }[] = [];
  /** What is so of the scores after those contexts: needed where a token was written in them, and nothing since. */
  #scores: "not needed" | "needed" | "known" = "not needed";

  /** Whether the scores after these contexts have been evaluated. */
  knows(asked: readonly OwnContext[]): boolean {
    return this.#scores === "known" && asked.every((own) => this.#asked.includes(own));
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

  /**
   * Contexts to evaluate while the particle waits for others that ask these models: those that it has written in, unless
   * they have been, or would cost more.
   */
  whileWaiting(models: ReadonlySet<TokenModel>): readonly OwnContext[] {
    if (this.#scores !== "needed" || !looksAhead(this.#asked)) return [];
    if (!this.#asked.every(({ model }) => models.has(model))) return [];
    this.#scores = "known";
    return this.#asked;
  }

  /** What a copy of the particle knows, whose contexts are these in place of the others. */
  copy(others: readonly OwnContext[], contexts: readonly OwnContext[]): Foresight {
    const copy = new Foresight();
    copy.#asked = this.#asked.map((own) => contexts[others.indexOf(own)]);
    copy.#scores = this.#scores;
    return copy;
  }

  /** Moves on if this token was foreseen, after the contexts have been extended by it; forgets everything if not. */
  wrote(token: TokenId): void {
    const step = this.#steps.shift();
    for (const context of step?.behind ?? []) context.drop();
    if (step?.token !== token) this.drop();
    this.#scores = step?.token === token ? "known" : "needed";
  }

  drop(): void {
    for (const { behind } of this.#steps) for (const context of behind) context.drop();
    this.#steps = [];
    this.#scores = "not needed";
  }
}

/**
 * What particles will need that wait at a barrier for others, whose contexts are asked: those that will hardly give way to
 * copies there.
 */
export function whileWaiting(
  particles: readonly { readonly atBarrier: boolean; readonly foresight: Foresight }[],
  logWeights: Float64Array,
  asked: readonly OwnContext[],
): OwnContext[] {
  const models = new Set(asked.map(({ model }) => model));
  const least = logSumExp(logWeights) - Math.log(logWeights.length) + LIKELY_TO_STAY;
  return particles.flatMap(({ atBarrier, foresight }, index) =>
    atBarrier && logWeights[index] >= least ? foresight.whileWaiting(models) : [],
  );
}

const looksAhead = (contexts: readonly OwnContext[]): boolean =>
  contexts.every(({ model }) => model.description.looksAhead);

function tokensAhead(
  asked: readonly OwnContext[],
  { constraint, position, by }: SampleOptions<unknown>,
): TokenId[] {
  if (!constraint || by === "rejection") return [];
  if (!looksAhead(asked)) return [];
  const { vocabulary } = asked[0].model;
  const room = asked.map(({ model, context }) => model.description.contextLength - context.length);
  const most = Math.min(MOST_FORESEEN, ...room);
  const masks = masksFor(vocabulary, constraint);
  return forcedTokens({ masks, position: position ?? masks.start, vocabulary, most });
}
