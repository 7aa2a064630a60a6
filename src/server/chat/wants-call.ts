/**
 * Whether a model would call a tool: it is asked, and its likeliest beginning is looked at.
 * @module
 */
import type { TokenId, TokenModel } from "../../model/token-model.ts";
import { scoresAfter } from "../sampling/write-choice.ts";
import type { CallSigns } from "./call-signs.ts";

/** Longer than the sign of any call. */
const MOST_TOKENS = 64;

export async function wantsCall({
  model,
  prompt,
  signs,
  signal,
}: {
  readonly model: TokenModel;
  readonly prompt: readonly TokenId[];
  readonly signs: CallSigns;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const context = model.context(prompt);
  try {
    const decoder = new TextDecoder();
    let text = "";
    for (let count = 0; count < MOST_TOKENS; count += 1) {
      signal.throwIfAborted();
      const logits = await scoresAfter(context, { model, signal });
      if (!logits) return false;
      const token = likeliest(logits);
      if (model.vocabulary.endTokens.includes(token)) return false;
      text += decoder.decode(model.vocabulary.bytes(token), { stream: true });
      const { kind } = signs(text);
      if (kind !== "maybe") return kind === "call";
      context.extend([token]);
    }
    return false;
  } finally {
    context.drop();
  }
}

function likeliest(logits: Float32Array): TokenId {
  let best = 0;
  for (let token = 1; token < logits.length; token += 1) if (logits[token] > logits[best]) best = token;
  return best;
}
