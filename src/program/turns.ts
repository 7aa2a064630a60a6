/**
 * What a user says in the middle of a conversation, as tokens.
 * @module
 */
import { SijoError } from "../errors.ts";
import { type BoundedCache, boundedCache } from "../inference/bounded-cache.ts";
import type { TokenId, TokenModel } from "../model/token-model.ts";

/**
 * Tokens that end the assistant's turn, say this as the user, and begin the assistant's next turn.
 * @returns undefined where the model's chat template writes an answer in another way once more has been said.
 */
function turnTokens(model: TokenModel, content: string): TokenId[] | undefined {
  // What was asked and answered before doesn't matter to what comes between: a word, which no template changes.
  const [before = content.trim()] = /[\p{L}\p{N}]+/u.exec(content) ?? [];
  const asked = { role: "user", content: before } as const;
  const begun = [...model.chat([asked]), ...model.vocabulary.tokenize(before)];
  const all = model.chat([asked, { role: "assistant", content: before }, { role: "user", content }]);
  return begun.every((token, at) => all[at] === token) ? all.slice(begun.length) : undefined;
}

/** Whether it can be told more in the middle of its answer. */
export const takesTurns = (model: TokenModel): boolean => turnTokens(model, "Go on.") !== undefined;

/** Of each model, turns by what is said in them: all particles of a program say the same. */
const turns = new WeakMap<TokenModel, BoundedCache<readonly TokenId[]>>();
/** Tokens of the turns kept for a model. */
const KEPT = 20_000;

/** @throws SijoError `program.turn` where `turnTokens` finds none. */
export function turnOf(model: TokenModel, content: string): readonly TokenId[] {
  let kept = turns.get(model);
  if (!kept) {
    kept = boundedCache(KEPT);
    turns.set(model, kept);
  }
  const known = kept.get(content);
  if (known) return known;
  const tokens = turnTokens(model, content);
  if (tokens) {
    kept.set(content, tokens, tokens.length);
    return tokens;
  }
  throw new SijoError(
    "program.turn",
    `A program told ${model.description.name} something in the middle of its answer, for which its chat template has no form.`,
    { hint: "Say it in the first messages of the context, or begin another context." },
  );
}
