/**
 * Letters of Korean words, those alike taken together: each that some text holds stands alone, all other syllables are
 * one, all other digits too.
 * @module
 */
import { isHangulSyllable } from "../../text/index.ts";

const FIRST = 0xac00;
const SYLLABLES = 11_172;
const PER_CONSONANT = 588;
const ZERO = 0x30;

export interface LetterTable {
  /** One letter of each set. */
  readonly representatives: readonly string[];
  readonly alphabet: ReadonlySet<number>;
  /** Index of the set that a code point is in, or −1. */
  indexOf(point: number): number;
  /** Whether it is alone in its set. */
  isAlone(point: number): boolean;
}

export function letterTable({
  texts,
  listed,
  byRank,
}: {
  /** Texts that clauses look for. */
  texts: readonly string[];
  /** Words that may be written whatever their letters. */
  listed: Iterable<string>;
  /** Whether the first consonants of syllables matter. */
  byRank: boolean;
}): LetterTable {
  const own = new Set<number>([ZERO]);
  for (const text of texts) {
    for (const letter of text) {
      const point = letter.codePointAt(0)!;
      if (isHangulSyllable(point) || isDigit(point)) own.add(point);
    }
  }
  for (const word of listed) for (const letter of word) own.add(letter.codePointAt(0)!);

  const representatives: string[] = [];
  const indices = new Map<number, number>();
  const syllables = new Int16Array(SYLLABLES).fill(-1);
  const file = (point: number, index: number): void => {
    indices.set(point, index);
    if (isHangulSyllable(point)) syllables[point - FIRST] = index;
  };
  const addSet = (points: readonly number[]): void => {
    if (points.length === 0) return;
    for (const point of points) file(point, representatives.length);
    representatives.push(String.fromCodePoint(points[0]));
  };
  const range = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => from + index).filter((point) => !own.has(point));
  // A rare syllable stands for the others.
  const perSet = byRank ? PER_CONSONANT : SYLLABLES;
  for (let from = 0; from < SYLLABLES; from += perSet) addSet(range(FIRST + from, perSet).reverse());
  addSet(range(ZERO + 1, 9));
  for (const point of own) addSet([point]);

  return {
    representatives,
    alphabet: new Set(indices.keys()),
    indexOf: (point) => {
      if (isHangulSyllable(point)) return syllables[point - FIRST];
      return indices.get(point) ?? -1;
    },
    isAlone: (point) => own.has(point),
  };
}

const isDigit = (point: number): boolean => point >= ZERO && point <= ZERO + 9;
