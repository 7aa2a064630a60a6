/**
 * Text that a constraint leaves no way around, as tokens that a model is likely to spell it by.
 * @module
 */
import type { TokenId, Vocabulary } from "../model/token-model.ts";
import type { Mask } from "./distribution.ts";
import type { Masks, Position } from "./mask.ts";

/** A mask with more tokens than these leaves a choice: those that spell one text are as many as its bytes. */
const FEW = 48;

/**
 * The longest token each time, as long as all that may come next begin alike. Others spell the same text in smaller
 * pieces, and it may end in the middle of one: a guess, so who decodes these ahead has to look what is drawn.
 */
export function forcedTokens<State>({
  masks,
  position,
  vocabulary,
  most,
}: {
  masks: Masks<State>;
  position: Position<State>;
  vocabulary: Vocabulary;
  /** Tokens at most. */
  most: number;
}): TokenId[] {
  const found: TokenId[] = [];
  for (let at: Position<State> | undefined = position; at && found.length < most; ) {
    const token = onlyWay(masks.mask(at), vocabulary);
    if (token === undefined) break;
    at = masks.advance(at, token)?.position;
    if (at) found.push(token);
  }
  return found;
}

/** The longest token of a mask whose others are beginnings of it; undefined where there is a choice, or an end. */
function onlyWay({ parts }: Mask, vocabulary: Vocabulary): TokenId | undefined {
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  if (count === 0 || count > FEW) return undefined;
  const tokens = parts.flatMap((part) => [...part]);
  const bytes = tokens.map((token) => vocabulary.bytes(token));
  const longest = bytes.reduce((best, { length }, index) => (length > bytes[best].length ? index : best), 0);
  const isBeginning = (some: Uint8Array): boolean =>
    some.length > 0 && some.every((byte, index) => byte === bytes[longest][index]);
  return bytes.every(isBeginning) ? tokens[longest] : undefined;
}
