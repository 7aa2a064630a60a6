/**
 * What a repair kept of a text, and what it changed.
 * @module
 */
import { diffArrays } from "diff";

export interface Difference {
  readonly kind: "kept" | "removed" | "added";
  readonly text: string;
}

export interface Kept {
  /** Words of the original that stand in the repaired text, in their order, with the marks around them. */
  readonly words: number;
  /** Words of the original. */
  readonly of: number;
  /** The same as a share of its characters, white space aside; 0 to 1. */
  readonly share: number;
}

/** Runs without white space, and the white space between them. */
const piecesOf = (text: string): string[] => text.match(/\s+|\S+/gu) ?? [];
const isSpace = (text: string): boolean => text.trim() === "";

/**
 * The way from one text to the other, word by word: the parts that are kept or removed make the first one, those that are
 * kept or added the second.
 */
export function differenceOf(original: string, repaired: string): Difference[] {
  return diffArrays(piecesOf(original), piecesOf(repaired)).map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "kept",
    text: value.join(""),
  }));
}

/** How much was kept. */
export function keptOf(difference: readonly Difference[]): Kept {
  let [words, of, kept, all] = [0, 0, 0, 0];
  for (const { kind, text } of difference) {
    if (kind === "added") continue;
    for (const word of piecesOf(text)) {
      if (isSpace(word)) continue;
      of += 1;
      all += [...word].length;
      if (kind === "removed") continue;
      words += 1;
      kept += [...word].length;
    }
  }
  return { words, of, share: all === 0 ? 1 : kept / all };
}
