/**
 * Which letters follow which in the words of a language: what makes a coined word pronounceable.
 * @module
 */

/** Letters are a to z; 0 is the front or the end of a word, 27 any other character. */
const SIZE = 28;
const OTHER = 27;
const BOUNDARY = 0;

export type LetterCode = number;

/** The code of a character of a word in small letters. */
export function letterCode(point: number): LetterCode {
  return point >= 0x61 && point <= 0x7a ? point - 0x60 : OTHER;
}

/** How strict a model is: runs of so many letters must stand in so many words. */
export interface Strictness {
  /** Letters of a run: 1 admits any letters. */
  readonly order: 1 | 2 | 3 | 4;
  readonly words: number;
}

/** A place in a word as the last `order` − 1 letters, in one number. */
export type LetterContext = number;

export interface LetterModel {
  readonly start: LetterContext;
  /** The context behind one more letter; −1: no word of the language has such a run. */
  after(context: LetterContext, letter: LetterCode): LetterContext;
  mayEnd(context: LetterContext): boolean;
}

/** Runs of letters of some words, counted; front and end of a word count as letters. */
export class LetterRuns {
  readonly #counts: readonly Uint32Array[];

  constructor(words: Iterable<string>) {
    this.#counts = [1, 2, 3, 4].map((order) => new Uint32Array(SIZE ** order));
    for (const word of words) {
      if (!/^[a-z]+$/.test(word)) continue;
      let run = 0;
      for (let index = 0; index <= word.length; index += 1) {
        const code = index === word.length ? BOUNDARY : letterCode(word.charCodeAt(index));
        run = (run * SIZE + code) % SIZE ** 4;
        for (const counts of this.#counts) counts[run % counts.length] += 1;
      }
    }
  }

  /** The model that admits runs which enough words have. */
  model({ order, words }: Strictness): LetterModel {
    const counts = this.#counts[order - 1];
    const kept = counts.length / SIZE;
    const holdsOther = (run: number): boolean => {
      for (let rest = run; rest > 0; rest = Math.floor(rest / SIZE)) if (rest % SIZE === OTHER) return true;
      return false;
    };
    const admits = (run: number): boolean => order === 1 || counts[run] >= words || holdsOther(run);
    return {
      start: 0,
      after: (context, letter) => {
        const run = context * SIZE + letter;
        return admits(run) ? run % kept : -1;
      },
      mayEnd: (context) => admits(context * SIZE + BOUNDARY),
    };
  }
}
