/**
 * Words: maximal runs without white space, stripped of the punctuation and symbols around them, and of what belongs to
 * those (a variation selector, the joiners of an emoji, marks of direction). A run with nothing left (a dash, an emoji) is no word; hyphens
 * and apostrophes inside belong to the word.
 * @module
 */
import { SPACE, type Span } from "./normalise.ts";

/** Where the words are, in order. */
export function wordSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of runsOf(text)) {
    const span = stripped(match[0], match.index);
    if (span) spans.push(span);
  }
  return spans;
}

/** Whether there is a word. */
export function holdsWord(text: string): boolean {
  for (const match of runsOf(text)) if (stripped(match[0], match.index)) return true;
  return false;
}

const runsOf = (text: string) => text.matchAll(new RegExp(`[^${SPACE}]+`, "g"));

const PLAIN = /^[a-zA-Z]+$/;
/** Punctuation, symbols, and what has no look of its own: joiners, marks of direction. */
const STRIPPED = /[\p{P}\p{S}\p{Cf}]/u;
/** Stands on the character before it. */
const ATTACHED = /\p{M}/u;

function stripped(run: string, offset: number): Span | undefined {
  if (PLAIN.test(run)) return { start: offset, end: offset + run.length };
  let start = 0;
  let end = run.length;
  while (start < end) {
    const character = String.fromCodePoint(run.codePointAt(start)!);
    if (!STRIPPED.test(character) && !(start > 0 && ATTACHED.test(character))) break;
    start += character.length;
  }
  // What is attached to a letter stays with it.
  for (let at = end; at > start; ) {
    const character = lastCodePoint(run, at);
    at -= character.length;
    if (STRIPPED.test(character)) end = at;
    else if (!ATTACHED.test(character)) break;
  }
  return start < end ? { start: offset + start, end: offset + end } : undefined;
}

function lastCodePoint(run: string, end: number): string {
  const pair = end >= 2 ? run.slice(end - 2, end) : "";
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair) ? pair : run[end - 1];
}

/** The words themselves, in their spelling. */
export const wordsOf = (text: string): string[] =>
  wordSpans(text).map(({ start, end }) => text.slice(start, end));

/**
 * A word as it is compared: Unicode case folding (`STRASSE` = `straße`), a curly apostrophe is a straight one, and a
 * letter with its accent is one character (NFC).
 */
export function foldWord(word: string): string {
  const straight = word.replace(/[‘’]/g, "'");
  if (/^[\x20-\x7e]*$/.test(straight)) return straight.toLowerCase();
  let folded = "";
  for (const character of straight.normalize("NFC")) folded += foldCharacter(character);
  return folded;
}

/** Upper case first, which spells out ß and ligatures; dotless ı is the one letter that this would confuse. */
function foldCharacter(character: string): string {
  if (character === "ı") return character;
  return character.toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

/** The words of a text as they are compared. */
export const foldedWords = (text: string): string[] => wordsOf(text).map(foldWord);
