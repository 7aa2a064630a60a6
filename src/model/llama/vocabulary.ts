/**
 * The vocabulary of a GGUF model: pieces as bytes in one flat array.
 * @module
 */
import { createHash } from "node:crypto";
import type { TokenId, Vocabulary } from "../token-model.ts";
import { loadLibrary } from "./library.ts";
import type { Opened } from "./protocol.ts";

const CONTROL = 1;
const ENDS = 2;

export function llamaVocabulary({
  opened,
  assertOpen,
}: {
  opened: Opened;
  /** Throws once the library has freed the vocabulary. */
  assertOpen: () => void;
}): Vocabulary {
  const { pieces, offsets, flags } = opened;
  const size = flags.length;
  const endTokens: TokenId[] = [];
  for (let token = 0; token < size; token += 1) if (flags[token] & ENDS) endTokens.push(token);
  let fingerprint: string | undefined;
  return {
    size,
    endTokens,
    bytes: (token) => pieces.subarray(offsets[token], offsets[token + 1]),
    isControl: (token) => (flags[token] & (CONTROL | ENDS)) !== 0,
    tokenize(text, { special = false } = {}) {
      assertOpen();
      const bytes = new TextEncoder().encode(text);
      const tokens = new Int32Array(bytes.length + 8);
      const library = loadLibrary();
      const count = library.llama_tokenize(
        opened.vocab,
        bytes,
        bytes.length,
        tokens,
        tokens.length,
        false,
        special,
      );
      return Array.from(tokens.subarray(0, Math.max(0, count)));
    },
    get fingerprint() {
      fingerprint ??= createHash("sha256").update(offsets).update(pieces).digest("hex").slice(0, 16);
      return fingerprint;
    },
  };
}
