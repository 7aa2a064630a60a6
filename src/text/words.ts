/**
 * Words: maximal runs without white space, stripped of the punctuation and symbols around them. A run with nothing
 * left (a dash, an emoji) is no word; hyphens and apostrophes inside belong to the word.
 * @module
 */
import { SPACE, type Span } from "./normalise.ts";

/** Where the words are, in order. */
export function wordSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(new RegExp(`[^${SPACE}]+`, "g"))) {
    const span = stripped(match[0], match.index);
    if (span) spans.push(span);
  }
  return spans;
}

const PLAIN = /^[a-zA-Z]+$/;
const STRIPPED = /[\p{P}\p{S}]/u;

function stripped(run: string, offset: number): Span | undefined {
  if (PLAIN.test(run)) return { start: offset, end: offset + run.length };
  let start = 0;
  let end = run.length;
  while (start < end) {
    const character = String.fromCodePoint(run.codePointAt(start)!);
    if (!STRIPPED.test(character)) break;
    start += character.length;
  }
  while (end > start) {
    const character = lastCodePoint(run, end);
    if (!STRIPPED.test(character)) break;
    end -= character.length;
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
 * A word as it is compared: Unicode case folding (`STRASSE` = `straße`), and a curly apostrophe is a straight one.
 */
export function foldWord(word: string): string {
  const straight = word.replace(/[‘’]/g, "'");
  if (/^[\x20-\x7e]*$/.test(straight)) return straight.toLowerCase();
  let folded = "";
  for (const character of straight) folded += foldCharacter(character);
  return folded;
}

/** Upper case first, which spells out ß and ligatures; dotless ı is the one letter that this would confuse. */
function foldCharacter(character: string): string {
  if (character === "ı") return character;
  return character.toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
