/**
 * The token of a rank in place of a draw: what searches without chance take.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";
import { type Draw, drawMasked, type Mask } from "./distribution.ts";

/** The token of the mask with this rank (0: the likeliest; of equals the first id). Undefined: there are not so many. */
export function drawRanked({
  logits,
  mask,
  temperature = 1,
  rank,
}: {
  logits: Float32Array;
  mask: Mask;
  temperature?: number;
  rank: number;
}): Draw | undefined {
  const before = (one: TokenId, other: TokenId): boolean =>
    logits[one] > logits[other] || (logits[one] === logits[other] && one < other);
  // The best so far, in order, no more than are needed.
  const best: TokenId[] = [];
  for (const part of mask.parts) {
    for (const token of part) {
      if (logits[token] === Number.NEGATIVE_INFINITY) continue;
      if (best.length > rank && !before(token, best[rank])) continue;
      let place = Math.min(best.length, rank);
      while (place > 0 && before(token, best[place - 1])) {
        best[place] = best[place - 1];
        place -= 1;
      }
      best[place] = token;
    }
  }
  if (best.length <= rank) return undefined;
  const whole = drawMasked({ logits, mask, temperature, uniform: 0 });
  return whole && { token: best[rank], logMass: whole.logMass };
}
