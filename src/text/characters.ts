/**
 * Characters are Unicode code points, spaces and line breaks included; syllables are Hangul syllables.
 * @module
 */

/** U+AC00–U+D7A3: a syllable of Korean written as one character. */
export const isHangulSyllable = (codeUnit: number): boolean => codeUnit >= 0xac00 && codeUnit <= 0xd7a3;

/** A letter of the Korean alphabet or a syllable made of them: its words take particles, so they are sought inside words. */
export const hasHangul = (text: string): boolean => /\p{Script=Hangul}/u.test(text);

/** The characters of a kind that a text ends with. (`/[…]+$/` looks through every such run of it again and again.) */
export function runAtEnd(text: string, kind: RegExp): string {
  const characters = [...text];
  let first = characters.length;
  while (first > 0 && kind.test(characters[first - 1])) first -= 1;
  return characters.slice(first).join("");
}

/** How many code points stand before each UTF-16 index: `counts[end] - counts[start]` of a span. Length: text + 1. */
export function characterCounts(text: string): Uint32Array {
  return runningCounts(text, (codeUnit, index) => {
    const isSecondHalf =
      codeUnit >= 0xdc00 && codeUnit <= 0xdfff && index > 0 && isFirstHalf(text, index - 1);
    return !isSecondHalf;
  });
}

const isFirstHalf = (text: string, index: number): boolean => {
  const codeUnit = text.charCodeAt(index);
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
};

/** How many Hangul syllables stand before each UTF-16 index. Length: text + 1. */
export const syllableCounts = (text: string): Uint32Array => runningCounts(text, isHangulSyllable);

function runningCounts(text: string, counts: (codeUnit: number, index: number) => boolean): Uint32Array {
  const running = new Uint32Array(text.length + 1);
  for (let index = 0; index < text.length; index += 1) {
    running[index + 1] = running[index] + (counts(text.charCodeAt(index), index) ? 1 : 0);
  }
  return running;
}
