/**
 * Characters that arrive in pieces: tokens may end in the middle of a UTF-8 sequence.
 * @module
 */

/** What is still missing from a character: bits so far and how many bytes are to come. */
export interface PartialCharacter {
  readonly bits: number;
  readonly missing: number;
}

export type ByteStep =
  | { readonly kind: "whole"; readonly codePoint: number }
  | { readonly kind: "partial"; readonly partial: PartialCharacter }
  | { readonly kind: "invalid" };

const INVALID: ByteStep = { kind: "invalid" };

/** One more byte after a partial character, or as the first of a new one. */
export function utf8Step(partial: PartialCharacter | undefined, byte: number): ByteStep {
  if (partial) {
    if ((byte & 0xc0) !== 0x80 || !secondByteFits(partial, byte)) return INVALID;
    const bits = (partial.bits << 6) | (byte & 0x3f);
    const missing = partial.missing - 1;
    if (missing > 0) return { kind: "partial", partial: { bits, missing } };
    return { kind: "whole", codePoint: bits };
  }
  if (byte < 0x80) return { kind: "whole", codePoint: byte };
  if (byte >= 0xc2 && byte < 0xe0) return { kind: "partial", partial: { bits: byte & 0x1f, missing: 1 } };
  if (byte >= 0xe0 && byte < 0xf0) return { kind: "partial", partial: { bits: byte & 0x0f, missing: 2 } };
  if (byte >= 0xf0 && byte < 0xf5) return { kind: "partial", partial: { bits: byte & 0x07, missing: 3 } };
  return INVALID;
}

/**
 * Whether a second byte makes neither a sequence that is longer than need be, nor a surrogate, nor a number above
 * U+10FFFF (RFC 3629, section 4). What is partial then has a completion, and the bits alone tell how long it is.
 */
function secondByteFits({ bits, missing }: PartialCharacter, byte: number): boolean {
  if (missing === 2 && bits === 0x0) return byte >= 0xa0;
  if (missing === 2 && bits === 0xd) return byte < 0xa0;
  if (missing === 3 && bits === 0x0) return byte >= 0x90;
  if (missing === 3 && bits === 0x4) return byte < 0x90;
  return true;
}

/** First and last code point that a partial character may become. */
export function completions({ bits, missing }: PartialCharacter): readonly [number, number] {
  const low = bits * 64 ** missing;
  const high = low + 64 ** missing - 1;
  const smallest = missing === 3 ? 0x10000 : missing === 2 && bits < 0x10 ? 0x800 : 0x80;
  // U+D800 to U+DFFF are surrogates, no characters; the bytes that may follow ED leave them out.
  const largest = missing === 2 && bits === 0xd ? 0xd7ff : 0x10ffff;
  return [Math.max(low, smallest), Math.min(high, largest)];
}
