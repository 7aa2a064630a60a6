/**
 * Strings as they are written, character by character: lengths, patterns, and what can still become of a beginning.
 * @module
 */
import type { PieceKind } from "../../../inference/index.ts";
import type { PatternAutomaton } from "../../pattern/pattern.ts";
import { isWhiteSpace, isWritable, PLAIN, PLAIN_AT_START } from "./characters.ts";
import { PatternProduct, type Test } from "./pattern-product.ts";

/** Where a string stands among its patterns; −1: no string of the language begins so. */
export type StringState = number;
export const NO_STRING = -1;

export interface StringLanguage {
  /** The state after one more character, or `NO_STRING`. Every string starts at 0. Lengths are asked apart. */
  next(state: StringState, codePoint: number): StringState;
  /** Whether a string of this length that came here is one of the language. */
  accepts(state: StringState, length: number): boolean;
  /** Whether a string that came here with this length can become one. */
  canBecome(state: StringState, length: number): boolean;
  /** What goes on from here to strings of the language, the shortest first, at most so many. */
  completions(state: StringState, length: number, most: number): string[];
  /** Pieces that may come next by their length alone. */
  freely(state: StringState, length: number): { readonly kind: PieceKind; readonly most: number } | undefined;
  /** Whether some character that is not ASCII might come next. */
  goesBeyondAscii(state: StringState): boolean;
  /** Equal keys: the same may follow, as far as a piece reaches. */
  key(state: StringState, length: number): string;
  /** The lengths of its shortest and of its longest string; of an empty language, ∞ and −1. */
  readonly lengths: readonly [shortest: number, longest: number];
  /** Whether the language has no string at all. */
  readonly isEmpty: boolean;
  readonly hasPattern: boolean;
}

export interface StringOptions {
  readonly minLength?: number;
  /** In characters; absent: as long as is usual where nobody says. */
  readonly maxLength?: number;
  readonly patterns?: readonly PatternAutomaton[];
  /** None of these fits. */
  readonly without?: readonly PatternAutomaton[];
  /** How long a string gets that nobody bounds; default: 240. */
  readonly usual?: number;
}

/** Characters of a string that nobody bounds. */
export const USUAL_LENGTH = 240;
/** Longer strings are not written, whatever is allowed. */
export const LONGEST_STRING = 10_000;
/** No piece that is used has more code points. */
export const LONGEST_PIECE = 64;
/** More than the least length, where that is beyond the usual one. */
const ROOM = 80;

/** Why a string language was not made. */
export type StringFailure = "too-long" | "too-intricate";

export function stringLanguage({
  minLength = 0,
  maxLength,
  patterns = [],
  without = [],
  usual = USUAL_LENGTH,
}: StringOptions): StringLanguage | StringFailure {
  if (minLength > LONGEST_STRING) return "too-long";
  if (patterns.length + without.length === 0) {
    const most = Math.min(maxLength ?? Math.max(usual, minLength + ROOM), LONGEST_STRING);
    // An empty string says nothing: it is written only where nothing else fits.
    return freeStrings(most === 0 ? minLength : Math.max(minLength, 1), most);
  }
  const tests = [
    ...patterns.map((pattern) => ({ pattern, wanted: true })),
    ...without.map((pattern) => ({ pattern, wanted: false })),
  ];
  return patternStrings({ least: minLength, maxLength, tests, usual });
}

function freeStrings(min: number, max: number): StringLanguage {
  return {
    lengths: [min, max],
    isEmpty: min > max,
    hasPattern: false,
    next: (_, codePoint) => (isWritable(codePoint) ? 0 : NO_STRING),
    accepts: (_, length) => length >= min && length <= max,
    canBecome: (_, length) => length <= max,
    completions: (_, length, most) => {
      const found: string[] = [];
      for (let more = Math.max(0, min - length); length + more <= max && found.length < most; more += 1) {
        if (more === 0) found.push("");
        for (let letter = 97; more > 0 && letter < 123 && found.length < most; letter += 1) {
          found.push(String.fromCodePoint(letter).repeat(more));
        }
      }
      return found;
    },
    // White space in front of a text is nothing that anybody asks for.
    freely: (_, length) => ({ kind: length === 0 ? PLAIN_AT_START : PLAIN, most: max - length }),
    goesBeyondAscii: () => true,
    key: (_, length) => {
      const missing = Math.min(Math.max(min - length, 0), LONGEST_PIECE);
      return `${length === 0 ? "s" : ""}${Math.min(max - length, LONGEST_PIECE)}.${missing}`;
    },
  };
}

/** Whether a character may be the first of a string that no pattern describes. */
export const mayBegin = (codePoint: number): boolean => !isWhiteSpace(codePoint);

interface PatternStringOptions {
  readonly least: number;
  readonly maxLength: number | undefined;
  readonly tests: readonly Test[];
  readonly usual: number;
}

function patternStrings({
  least,
  maxLength,
  tests,
  usual,
}: PatternStringOptions): StringLanguage | StringFailure {
  const product = new PatternProduct(tests);
  if (!product.explore()) return "too-intricate";
  const longest = Math.min(maxLength ?? LONGEST_STRING, LONGEST_STRING);
  const some = least === 0 ? product.shortest(1, longest) : undefined;
  const min = some === undefined ? least : 1;
  const shortest = some ?? product.shortest(min, longest);
  if (shortest === undefined) return EMPTY;
  const max = Math.min(maxLength ?? Math.max(usual, shortest + ROOM), LONGEST_STRING);
  if (!product.measure(max)) return "too-intricate";
  const openTo = max - LONGEST_PIECE - product.longestShortest();
  const accepts = (state: StringState, length: number): boolean =>
    length >= min && length <= max && product.accepts(state);
  const canBecome = (state: StringState, length: number): boolean =>
    length <= max && product.lengthFrom(state, Math.max(min - length, 0)) <= max - length;
  return {
    lengths: [shortest, product.longest(max)],
    isEmpty: false,
    hasPattern: true,
    next: (state, codePoint) => product.next(state, codePoint),
    accepts,
    canBecome,
    completions: (state, length, most) =>
      product.completions(state, {
        most,
        accepts: (at, more) => accepts(at, length + more),
        canBecome: (at, more) => canBecome(at, length + more),
      }),
    freely: (state, length) => {
      const kind = product.loop(state);
      if (!kind) return undefined;
      // One more character of the loop leaves the state as it is: what can be finished later can be finished now.
      let low = 0;
      let high = max - length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (canBecome(state, length + middle)) low = middle;
        else high = middle - 1;
      }
      return { kind, most: low };
    },
    goesBeyondAscii: (state) => product.goesBeyondAscii(state),
    key: (state, length) => `${state}.${length >= min && length <= openTo ? "*" : length}`,
  };
}

const EMPTY: StringLanguage = {
  lengths: [Number.POSITIVE_INFINITY, -1],
  isEmpty: true,
  hasPattern: true,
  next: () => NO_STRING,
  accepts: () => false,
  canBecome: () => false,
  completions: () => [],
  freely: () => undefined,
  goesBeyondAscii: () => false,
  key: () => "none",
};
