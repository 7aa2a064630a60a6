/**
 * Words, sentences, lines, paragraphs, characters, syllables: the one definition of each.
 * @module
 */
export { lineSpans, paragraphSpans } from "./blocks.ts";
export { hasHangul, isHangulSyllable, runAtEnd } from "./characters.ts";
export { isSpace, normalise, type Span, trimmed } from "./normalise.ts";
export { type Millionths, millionths, numberOf, printNumber } from "./numbers.ts";
export {
  CLOSERS,
  characterSet,
  type FullStop,
  fullStopAfter,
  isItemNumber,
  MARKS,
  type Sentences,
  sentenceSpans,
  stopsAtEnd,
} from "./sentences.ts";
export { type CountUnit, type PartUnit, type TextView, textView } from "./view.ts";
export { foldedWords, foldWord, holdsWord, wordSpans, wordsOf } from "./words.ts";
