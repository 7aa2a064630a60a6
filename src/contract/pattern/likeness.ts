/**
 * A line by example, as a regular expression: words stand for words with capitals alike, numbers for numbers of the same
 * shape, marks and spaces for themselves. `Milk - $4` is also what `Olive oil - $12` is.
 * @module
 */

/** Words that may stand where one stands in the example. */
const MOST_WORDS = 3;

const LETTERS = "[\\p{L}\\p{M}'’\\-]*";
const WORD = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/uy;
const NUMBER = /\d+(?:,\d{3})*(?:\.\d+)?/y;
/** Groups of digits that are joined by marks: a time, a date, a telephone number. */
const JOINED = /\d+(?:[:/.-]\d+)+/y;

/** The source of the regular expression, for the whole of a text. */
export function likenessSource(example: string): string {
  let source = "";
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(example)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < example.length) {
    const digits = /[0-9]/.test(example[at]) ? digitsSource(take) : undefined;
    if (digits !== undefined) {
      source += digits;
      // What is written together with a number is its unit: `250g`, `4000원`.
      const unit = take(/\p{L}[\p{L}\p{M}]*/uy);
      source += unit === undefined ? "" : escaped(unit);
      continue;
    }
    const word = take(WORD);
    if (word === undefined) {
      const character = String.fromCodePoint(example.codePointAt(at)!);
      source += escaped(character);
      at += character.length;
      continue;
    }
    if (/[0-9]/.test(example[at] ?? "")) {
      source += escaped(word);
      continue;
    }
    const words = [word];
    for (let next = nextWord(example, at); next !== undefined; next = nextWord(example, at)) {
      words.push(next);
      at += 1 + next.length;
    }
    source += wordsSource(words);
  }
  return source;
}

/** The word behind a single space, unless a number goes on in it. */
function nextWord(example: string, at: number): string | undefined {
  if (example[at] !== " ") return undefined;
  WORD.lastIndex = at + 1;
  const found = WORD.exec(example)?.[0];
  return found === undefined || /[0-9]/.test(example[at + 1 + found.length] ?? "") ? undefined : found;
}

/** As many words as in the example, or up to three. */
function wordsSource(words: readonly string[]): string {
  const others = words.slice(1).map(wordSource);
  const more = Math.max(MOST_WORDS, words.length) - 1;
  const other = others[0] ?? `\\p{L}${LETTERS}`;
  return `${wordSource(words[0])}(?: ${other}){0,${more}}`;
}

/** A word that is written in capitals, with a capital, in small letters, or in a script that has neither. */
function wordSource(word: string): string {
  const lower = word.toLowerCase();
  const upper = word.toUpperCase();
  if (lower === upper) return `\\p{Lo}${LETTERS}`;
  if (word === lower) return "\\p{Ll}[\\p{Ll}\\p{M}'’\\-]*";
  if (word === upper && [...word].length > 1) return "\\p{Lu}[\\p{Lu}\\p{M}'’\\-]*";
  return /^\p{Lu}/u.test(word) ? `\\p{Lu}${LETTERS}` : `\\p{L}${LETTERS}`;
}

function digitsSource(take: (pattern: RegExp) => string | undefined): string | undefined {
  const joined = take(JOINED_NOT_DECIMAL);
  if (joined !== undefined) return joinedSource(joined);
  const number = take(NUMBER);
  if (number === undefined) return undefined;
  const [whole, decimals] = number.split(".");
  const behind = decimals === undefined ? "" : `\\.[0-9]{${decimals.length}}`;
  if (whole.includes(",")) return `[1-9][0-9]{0,2}(?:,[0-9]{3})*${behind}`;
  if (/^0[0-9]/.test(whole)) return `[0-9]{${whole.length}}${behind}`;
  return `(?:0|[1-9][0-9]{0,8})${behind}`;
}

/** One point between digits makes a decimal. */
const JOINED_NOT_DECIMAL = new RegExp(`(?!\\d+\\.\\d+(?![:/.-]?\\d))${JOINED.source}`, "y");

/** Times and dates stay what they are; other groups keep their widths. */
function joinedSource(text: string): string {
  const time = /^\d{1,2}:\d{2}(:\d{2})?$/.exec(text);
  if (time) return `(?:[01]?[0-9]|2[0-3]):[0-5][0-9]${time[1] === undefined ? "" : ":[0-5][0-9]"}`;
  const [month, day] = ["(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"];
  const date = /^\d{4}([-/.])\d{2}\1\d{2}$/.exec(text);
  if (date) return ["[0-9]{4}", month, day].join(escaped(date[1]));
  return text.replace(/\d+|\D/g, (piece) => (/\d/.test(piece) ? `[0-9]{${piece.length}}` : escaped(piece)));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
