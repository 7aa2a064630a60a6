/**
 * Fields of a JSON document that a request lists as people do: "a book: title, author, year between 1900 and 1950". An
 * item of such a list begins with the field's name, and goes on with what is said of it.
 * @module
 */

import type { QuoteFound } from "./quotes.ts";

export interface Key {
  readonly name: string;
  /** Where it stands, in UTF-16 units. */
  readonly start: number;
  /** Where what is said of it begins, if that is before its name, in UTF-16 units: "an array called 'tags'". */
  readonly from?: number;
}

const WORD = "[\\p{L}_][\\p{L}\\p{N}_-]*";
const ARTICLES = /^(?:(?:an?|the|its|their|his|her|your|and|or|also|plus|optional|그리고|각각)\s+)+/iu;
const TYPE = "(?:strings?|integers?|numbers?|booleans?|arrays?|lists?)";
/** "a list of 3 genres", "a boolean vaccinated". */
const TYPE_BEFORE =
  /^(?:(?:lists?|arrays?) of\s+(?:(?:exactly|at least|at most|up to|no more than)\s+)?(?:(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\s+)?|(?:string|integer|number|boolean)\s+)(?:(?:the|its|their)\s+)?(?=\p{L})(?!(?:of|strings?|integers?|numbers?|booleans?|objects?|words?)\b)/iu;
/** Words that no name goes on with: what stands behind them is said of the field. */
const STOP = `(?:between|from|to|at|over|under|above|below|of(?= (?:at|up|an?|the|\\d+|exactly)\\b)|as|is|are|was|which|that|whose|in|on|for|up|no|not|more|less|greater|smaller|fewer|exactly|only|with|without|must|should|can|may|has|have|having|being|max|min|one|either|if|when|where|like|e\\.g|such|set|equal|given|it|they|we|you|an?|the|${TYPE}|each|all|both|any)`;
const NAME = new RegExp(`^${WORD}(?: (?!${STOP}(?![\\p{L}\\p{N}]))${WORD}){0,2}`, "iu");
const CALLED = new RegExp(`\\b(?:called|named)\\s+(${WORD})`, "iu");
/** An item that begins so, and goes on, says more of the field before it. */
const DESCRIBES = new RegExp(`^(?!number of \\p{L})${STOP}(?![\\p{L}\\p{N}])`, "iu");
const ALONE = new RegExp(`^${WORD}$`, "u");
/** Words of the request that are about the document, or polite. */
const NO_NAMES = new Set(
  "json object objects which where please thanks thank you nothing no only else and or fields keys it that this output answer each 그리고".split(
    " ",
  ),
);

export const canBeName = (word: string): boolean => !NO_NAMES.has(word.toLowerCase());

/** "JSON with proper indentation and double quotes" lists no fields. */
const OF_SYNTAX =
  /\b(?:indent\w*|quot(?:es|ation)\w*|comments?|code fences?|markdown|trailing commas?|braces|brackets|whitespace|explanations?|formatt\w+|syntax)\b/i;

const BRACKETS = /\([^()]*\)/gu;
const blank = (text: string): string => " ".repeat(text.length);

/** Values and lists beyond these are not read, so that the time grows with the request. */
const MOST_VALUES = 20;
const MOST_LISTS = 50;
const LONGEST_LIST = 2_000;

const VALUES: readonly RegExp[] = [
  new RegExp(
    `(?<=\\b(?:one of|either|choose from)(?: the)?:? )${WORD}(?:, ${WORD}){0,${MOST_VALUES}}(?:,? (?:or|and) ${WORD})?`,
    "giu",
  ),
  new RegExp(`(?<=\\()${WORD}(?:, ${WORD}){0,${MOST_VALUES}},? or ${WORD}(?=\\))`, "giu"),
  new RegExp(`(?<![\\p{L}\\p{N}])${WORD} or ${WORD}(?![\\p{L}\\p{N}])`, "giu"),
  new RegExp(
    `${WORD}(?:, ?${WORD}){0,${MOST_VALUES}},? ?(?=(?:셋|둘|넷)? ?중(?:에서)? ?(?:하나|한 가지))`,
    "giu",
  ),
  new RegExp(`${WORD}(?:, ?${WORD}){0,${MOST_VALUES}}(?:이나|나|,? 또는|,? 혹은) ${WORD}`, "giu"),
];
/** "or more" is no choice, and what is true or false has a type. */
const NO_VALUE =
  /^(?:true|false|more|less|fewer|above|below|over|under|greater|higher|lower|later|earlier|so|not|참|거짓)$/i;

/** Values of which a field is to have one, named without quotation marks: "red, green or blue". */
export function valuesListed(request: string): QuoteFound[] {
  const found = new Map<number, QuoteFound>();
  for (const pattern of VALUES) {
    for (const { 0: list, index } of request.matchAll(pattern)) {
      const words = [...list.matchAll(new RegExp(WORD, "giu"))].filter(
        ({ 0: word }) => !/^(?:or|and|또는|혹은)$/iu.test(word),
      );
      if (words.length < 2 || words.some(({ 0: word }) => NO_VALUE.test(word))) continue;
      for (const { 0: word, index: at } of words) {
        const text = word.replace(/(?<=[가-힣]{2})(?:이나|나)$/u, "");
        const start = index + at;
        if (!found.has(start)) found.set(start, { text, start, end: start + text.length });
      }
    }
  }
  return [...found.values()].sort((one, other) => one.start - other.start);
}

const INTRODUCED =
  /(?:키|필드|속성)(?:들)?(?:는|은|로는|가|이|:)\s+|(?<![\p{L}])(?:keys?|fields?|properties|property|attributes?)(?:\s+(?:are|is|named|called|should be|must be))?\s*(?:exactly\s*)?[:,]?\s+(?!are\b|is\b|should\b|must\b)/giu;
interface Introduction {
  readonly pattern: RegExp;
  /** Fields that make a list. */
  readonly least: number;
  readonly isList: (items: readonly Item[]) => boolean;
}

/** What may stand before a list: the surest first. */
const INTRODUCTIONS: readonly Introduction[] = [
  { pattern: INTRODUCED, least: 1, isList: ([first]) => !isBefore(first) },
  { pattern: /:\s+/gu, least: 2, isList: ([first]) => !isBefore(first) },
  {
    pattern: /\b(?:with|contain(?:s|ing)?|includ(?:e|es|ing)|has|have|having)\s+(?:the following:?\s+)?/giu,
    least: 2,
    isList: ([first]) => !isBefore(first),
  },
  // A sentence of its own.
  { pattern: /(?<=^|[.!?]\s+)/gu, least: 2, isList: (items) => items.every(isShort) },
];

/** The fields of the first list that is one; fewer than two only where they are called fields. */
export function fieldsListed(request: string): Key[] {
  const values = new Set(valuesListed(request).map(({ start }) => start));
  for (const { pattern, least, isList } of INTRODUCTIONS) {
    for (const { 0: said, index } of request.matchAll(pattern).take(MOST_LISTS)) {
      const items = itemsFrom(request, index + said.length).filter(({ start }) => !values.has(start));
      const fields = items.length > 0 && isList(items) ? items.flatMap(fieldOf) : [];
      if (fields.length >= least) return fields;
    }
  }
  return [];
}

interface Item {
  /** With blanks for what stands in brackets. */
  readonly text: string;
  readonly start: number;
}

/** "An event with name and date": the list is behind "with". */
const isBefore = ({ text }: Item): boolean => /\bwith [\p{L}_]/iu.test(text) && !CALLED.test(text);

/** A sentence that is a list has nothing but names and what stands in brackets. */
const isShort = ({ text }: Item): boolean => /^(?:\p{L}+ )?\S+$/u.test(text.trim());

/** Not between the ends of a range, nor inside a number. */
const SEPARATOR =
  /;\s*(?:and\s+)?|,(?!\d)\s*(?:and\s+)?|(?<!\bbetween\s[-−\d.,]*)\s+and\s+|(?<=[가-힣]{2}(?:\s*))(?:과|와)\s+|\s+그리고\s+/giu;

/** The items of a list that ends with its sentence. */
function itemsFrom(request: string, from: number): Item[] {
  const near = request.slice(from, from + LONGEST_LIST);
  const list = near.slice(0, /[.!?](?=\s|$)|\n\s*\n/u.exec(near)?.index).replace(BRACKETS, blank);
  if (OF_SYNTAX.test(list)) return [];
  const separators = list.includes(";") ? /;\s*(?:and\s+)?/giu : SEPARATOR;
  const items: Item[] = [];
  let at = 0;
  for (const match of [...list.matchAll(separators), undefined]) {
    const text = list.slice(at, match?.index);
    const start = from + at + text.length - text.trimStart().length;
    if (text.trim() !== "") items.push({ text: text.trim(), start });
    if (match) at = match.index + match[0].length;
  }
  return items;
}

function fieldOf({ text, start }: Item): Key[] {
  const called = CALLED.exec(text);
  if (called) {
    const [{ length }, name] = called;
    return [{ name, start: start + called.index + length - name.length, from: start }];
  }
  const article = ARTICLES.exec(text)?.[0] ?? "";
  const rest = text.slice(article.length);
  const type = TYPE_BEFORE.exec(rest)?.[0] ?? "";
  // A word alone is a name, whatever else it may be: "from", "number".
  if (!ALONE.test(rest) && type === "" && DESCRIBES.test(rest)) return [];
  const words = NAME.exec(rest.slice(type.length))?.[0];
  const name = koreanName(words ?? "");
  if (name === "" || !canBeName(name)) return [];
  return [{ name, start: start + article.length + type.length, from: start }];
}

/** Without the particle that marks it as the subject, or ends a list. */
const koreanName = (words: string): string =>
  words
    .replace(/^([가-힣]{2,})(?:은|는|이|가) .*$/u, "$1")
    .replace(/(?<=[가-힣]) .*$/u, "")
    .replace(/(?<=[가-힣])(?:으로|만|입니다|이에요)$|(?<=[가-힣]{2})(?:은|는|로|을|를)$/u, "");
