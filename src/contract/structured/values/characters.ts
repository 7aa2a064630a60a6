/**
 * Characters of JSON strings as they are written: which stand as they are, and which behind a backslash.
 * @module
 */
import type { PieceKind } from "../../../inference/index.ts";

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** What may stand behind a backslash, and what it means. Other escapes are never written: nothing needs them. */
const ESCAPES: ReadonlyMap<number, number> = new Map([
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
  [0x6e, 0x0a],
  [0x74, 0x09],
]);

/** The character that an escape stands for; undefined: it is none that is written. */
export const escapedBy = (codePoint: number): number | undefined => ESCAPES.get(codePoint);

export const ESCAPED: readonly number[] = [...ESCAPES.values()];

// Control characters, surrogates, private use, what Unicode has not assigned, and separators of lines and paragraphs.
const UNWRITABLE = /[\p{C}\p{Zl}\p{Zp}]/u;
/** Format characters that are part of words and of emoji: joiners, marks of direction, variation, tags of flags. */
const JOINING = /[\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\u{e0020}-\u{e007f}]/u;

const PAGE = 256;
const pages: (Uint8Array | undefined)[] = [];

/** Whether a character stands in a string as it is. */
export function standsAsItIs(codePoint: number): boolean {
  const page = codePoint >> 8;
  const known = pages[page] ?? makePage(page);
  return known[codePoint & 0xff] === 1;
}

function makePage(page: number): Uint8Array {
  const made = new Uint8Array(PAGE);
  for (let index = 0; index < PAGE; index += 1) {
    const codePoint = page * PAGE + index;
    if (codePoint > 0x10ffff || codePoint === QUOTE || codePoint === BACKSLASH) continue;
    const character = String.fromCodePoint(codePoint);
    made[index] = UNWRITABLE.test(character) && !JOINING.test(character) ? 0 : 1;
  }
  pages[page] = made;
  return made;
}

/** Whether a character can be written at all, as it is or escaped. */
export const isWritable = (codePoint: number): boolean =>
  standsAsItIs(codePoint) || ESCAPED.includes(codePoint);

export const isWhiteSpace = (codePoint: number): boolean =>
  codePoint < 0x80
    ? codePoint === 0x20 || (codePoint >= 0x09 && codePoint <= 0x0d)
    : /\p{White_Space}/u.test(String.fromCodePoint(codePoint));

const asked = new Map<string, boolean>();

/** Whether some character from `low` to `high` stands as it is; `atStart`: where white space doesn't. */
export function someStandAsTheyAre(
  low: number,
  high: number,
  { atStart }: { readonly atStart: boolean },
): boolean {
  const key = `${low}.${high}.${atStart}`;
  let some = asked.get(key);
  if (some === undefined) {
    some = false;
    for (let point = low; point <= high && !some; point += 1) {
      some = standsAsItIs(point) && !(atStart && isWhiteSpace(point));
    }
    // Whoever asks for parts of characters asks for the same few ranges.
    if (asked.size < 10_000) asked.set(key, some);
  }
  return some;
}

const allStand = (piece: string): boolean => {
  for (const character of piece) if (!standsAsItIs(character.codePointAt(0)!)) return false;
  return true;
};

/** Pieces that hold nothing but characters that stand as they are. */
export const PLAIN: PieceKind = { has: allStand };

/** The same, not beginning with white space. */
export const PLAIN_AT_START: PieceKind = {
  has: (piece) => !isWhiteSpace(piece.codePointAt(0)!) && allStand(piece),
};
