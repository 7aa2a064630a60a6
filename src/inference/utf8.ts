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
    if ((byte & 0xc0) !== 0x80) return INVALID;
    const bits = (partial.bits << 6) | (byte & 0x3f);
    const missing = partial.missing - 1;
    if (missing > 0) return { kind: "partial", partial: { bits, missing } };
    return bits > 0x10ffff || (bits >= 0xd800 && bits <= 0xdfff)
      ? INVALID
      : { kind: "whole", codePoint: bits };
  }
  if (byte < 0x80) return { kind: "whole", codePoint: byte };
  if (byte >= 0xc2 && byte < 0xe0) return { kind: "partial", partial: { bits: byte & 0x1f, missing: 1 } };
  if (byte >= 0xe0 && byte < 0xf0) return { kind: "partial", partial: { bits: byte & 0x0f, missing: 2 } };
  if (byte >= 0xf0 && byte < 0xf5) return { kind: "partial", partial: { bits: byte & 0x07, missing: 3 } };
  return INVALID;
}

/** First and last code point that a partial character may become. */
export function completions({ bits, missing }: PartialCharacter): readonly [number, number] {
  const low = bits << (6 * missing);
  const high = low + 2 ** (6 * missing) - 1;
  const smallest = missing === 1 && bits < 0x20 ? 0x80 : 0;
  return [Math.max(low, smallest), Math.min(high, 0x10ffff)];
}
