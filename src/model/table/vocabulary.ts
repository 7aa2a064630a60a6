/**
 * A vocabulary from a list of pieces, with an end token behind them.
 * @module
 */
import { createHash } from "node:crypto";
import { SijoError } from "../../errors.ts";
import type { TokenId, Vocabulary } from "../token-model.ts";

/** Texts are taken apart greedily, the longest piece first; of equal pieces the first. */
export function tableVocabulary(pieces: readonly string[]): Vocabulary {
  const encoder = new TextEncoder();
  const bytes = [...pieces.map((piece) => encoder.encode(piece)), new Uint8Array()];
  const longestFirst = [...pieces.entries()].sort(([, one], [, other]) => other.length - one.length);
  return {
    size: pieces.length + 1,
    endTokens: [pieces.length],
    bytes: (token) => bytes[token],
    isControl: (token) => token === pieces.length,
    tokenize(text) {
      const tokens: TokenId[] = [];
      for (let rest = text; rest !== ""; ) {
        const found = longestFirst.find(([, piece]) => piece !== "" && rest.startsWith(piece));
        if (!found)
          throw new SijoError("table.tokenize", `No token of this toy begins ${JSON.stringify(rest)}.`);
        tokens.push(found[0]);
        rest = rest.slice(found[1].length);
      }
      return tokens;
    },
    fingerprint: createHash("sha256").update(JSON.stringify(pieces)).digest("hex").slice(0, 16),
  };
}
