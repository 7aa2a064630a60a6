/**
 * Beginnings of conversations that are decoded once: what they are, and who holds them.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Context, DecodeOptions, Message, TokenId, TokenModel } from "./token-model.ts";

/** Decodes a prompt, or finds it decoded; contexts that begin like it share what it holds. */
export type WarmPrompt = (
  model: TokenModel,
  tokens: readonly TokenId[],
  options?: DecodeOptions,
) => Promise<Context | undefined>;

/** What a prompt's state is held by; undefined: there is no keeping it, or it was to stop. */
export async function warmed(
  warm: WarmPrompt | undefined,
  {
    model,
    tokens,
    shouldStop,
  }: {
    readonly model: TokenModel;
    /** Made where there is something to warm. */
    readonly tokens: () => readonly TokenId[];
    readonly shouldStop: () => boolean;
  },
): Promise<Context | undefined> {
  try {
    return await warm?.(model, tokens(), { shouldStop });
  } catch (error) {
    if (error instanceof SijoError && error.code === "model.stopped") return undefined;
    throw error;
  }
}

/** The tokens of a conversation up to where its last message says something: the same for all that ask alike. */
export function tokensBeforeLast(model: TokenModel, messages: readonly Message[]): readonly TokenId[] {
  const last = messages[messages.length - 1];
  const [one, other] = ["a", "가"].map((content) =>
    model.chat([...messages.slice(0, -1), { ...last, content }]),
  );
  return one.slice(
    0,
    one.findIndex((token, index) => token !== other[index]),
  );
}
