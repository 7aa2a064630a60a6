/**
 * Hangul syllables as their letters: an initial consonant, a vowel, perhaps a final consonant (Unicode 3.12).
 * @module
 */

const FIRST = 0xac00;
const VOWELS = 21;
const FINALS = 28;
const FINAL_NAMES = [..." ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const VOWEL_NAMES = [..."ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"];

const lastPoint = (word: string): number => word.charCodeAt(word.length - 1) - FIRST;

/** The final consonant of a word's last syllable; a blank where it ends with a vowel. */
export const finalOf = (word: string): string => FINAL_NAMES[lastPoint(word) % FINALS];

/** The vowel of a word's last syllable. */
export const vowelOf = (word: string): string => VOWEL_NAMES[Math.floor(lastPoint(word) / FINALS) % VOWELS];

/** Whether the last syllable begins with no consonant of its own (ㅇ). */
export const isOpen = (word: string): boolean => Math.floor(lastPoint(word) / (VOWELS * FINALS)) === 11;

/** The same word with another final consonant (a blank: with none). */
export function withFinal(word: string, final: string): string {
  const point = lastPoint(word);
  const index = FINAL_NAMES.indexOf(final);
  return word.slice(0, -1) + String.fromCharCode(FIRST + point - (point % FINALS) + index);
}

/** The same word with another vowel in its last syllable, and no final consonant. */
export function withVowel(word: string, vowel: string): string {
  const initial = Math.floor(lastPoint(word) / (VOWELS * FINALS));
  const index = VOWEL_NAMES.indexOf(vowel);
  return word.slice(0, -1) + String.fromCharCode(FIRST + (initial * VOWELS + index) * FINALS);
}
