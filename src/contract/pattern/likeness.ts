/**
 * A line by example, as a regular expression: words stand for words with capitals alike, numbers for numbers of the same
 * shape, marks and spaces for themselves. `Milk - $4` is also what `Olive oil - $12` is.
 * @module
 */

/** Words that may stand where one stands in the example. */
const MOST_WORDS = 3;

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
  const first = wordSource(words[0]);
  const more = Math.max(MOST_WORDS, words.length) - 1;
  // "Milk" is like "Olive oil" and like "Olive Oil", but "MILK" is like "OLIVE OIL" alone.
  const other = words.length > 1 ? wordSource(words[1]) : isCapitalised(words[0]) ? ANY_WORD : first;
  return `${first}(?: ${other}){0,${more}}`;
}

/** A word that is written in capitals, with a capital, in small letters, or in a script that has neither. */
function wordSource(word: string): string {
  const lower = word.toLowerCase();
  const upper = word.toUpperCase();
  if (lower === upper) return lettersSource("\\p{Lo}", "\\p{L}");
  if (word === lower) return lettersSource("\\p{Ll}", "\\p{Ll}");
  if (word === upper && !isCapitalised(word)) return lettersSource("\\p{Lu}", "\\p{Lu}");
  return isCapitalised(word) ? lettersSource("\\p{Lu}", "\\p{L}") : ANY_WORD;
}

/** With a capital, and not in capitals throughout. */
const isCapitalised = (word: string): boolean =>
  /^\p{Lu}/u.test(word) && ([...word].length === 1 || word !== word.toUpperCase());

/** Apostrophes and hyphens stand between letters. */
const lettersSource = (first: string, others: string): string =>
  `${first}[${others}\\p{M}]*(?:['’\\-]${others}[${others}\\p{M}]*)*`;

const ANY_WORD = lettersSource("\\p{L}", "\\p{L}");

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
