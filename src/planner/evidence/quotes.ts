/**
 * Texts that a request quotes, and words that it names without quotes.
 * @module
 */

export interface QuoteFound {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Opening marks with their closing ones. An apostrophe opens only where no letter stands before it. */
const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ["“", "”"],
  ["„", "“"],
  ["‘", "’"],
  ["'", "'"],
  ["`", "`"],
  ["「", "」"],
  ["『", "』"],
  ["«", "»"],
];

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Every quoted text, in its order; quotes inside quotes belong to the outer one. */
export function quotesIn(text: string): QuoteFound[] {
  const found: QuoteFound[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const quote = quoteAt(text, at);
    if (!quote) continue;
    found.push(quote);
    at = quote.end - 1;
  }
  return found;
}

function quoteAt(text: string, at: number): QuoteFound | undefined {
  const pair = PAIRS.find(([open]) => open === text[at]);
  if (!pair) return undefined;
  const apostrophe = pair[0] === "'" || pair[0] === "‘";
  if (apostrophe && isWordCharacter(text[at - 1])) return undefined;
  for (let end = text.indexOf(pair[1], at + 1); end >= 0; end = text.indexOf(pair[1], end + 1)) {
    // "don't": a letter follows; Korean particles do follow a closing quote ('납기'와).
    if (apostrophe && /[a-z0-9]/i.test(text[end + 1] ?? "")) continue;
    const inner = text.slice(at + 1, end);
    if (inner.trim() === "") return undefined;
    return { text: unquoted(inner), start: at, end: end + 1 };
  }
  return undefined;
}

/** A comma or full stop that only closes the quotation is not part of what is quoted: "home," → home. */
function unquoted(inner: string): string {
  const trimmed = /^\s*[-–—*•]\s?$/.test(inner) ? inner : inner.trim();
  return /[\p{L}\p{N}],$/u.test(trimmed) ? trimmed.slice(0, -1) : trimmed;
}

/** Marks that people call by name. */
const NAMED_MARKS: readonly (readonly [name: RegExp, mark: string])[] = [
  [/\b(?:dash|hyphen|bullet)(?:es|s)?\b|대시|하이픈|줄표/i, "- "],
  [/\bexclamation (?:mark|point)s?\b|느낌표/i, "!"],
  [/\bquestion marks?\b|물음표/i, "?"],
  [/\b(?:asterisk|star)s?\b|별표/i, "* "],
];

/** What the names above stand for. */
export const namedMarks: ReadonlySet<string> = new Set(NAMED_MARKS.map(([, mark]) => mark));

/** Words too common to be meant by themselves, unless they are quoted. */
const FUNCTION_WORDS = new Set(
  (
    "a an the of to in on at by for with and or but is are was were be been it its that this these those i me my you " +
    "your we our as from so than then there not no do does don't please write give make need want word words sentence " +
    "sentences paragraph paragraphs line lines letter letters character characters exactly each every all have has " +
    "having must should can will one containing contain contains use using which who about"
  ).split(" "),
);

/** Single words that may be meant without quotes ("the word Slowly", "the words ladder, honey and Thursday"), and marks. */
export function namedTexts(text: string): string[] {
  const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)]
    .map(([word]) => word.replace(/[’'-]+$/u, ""))
    .filter((word) => !FUNCTION_WORDS.has(word.toLowerCase()) && !/^\d+(?:st|nd|rd|th)?$/.test(word));
  const marks = NAMED_MARKS.flatMap(([name, mark]) => (name.test(text) ? [mark] : []));
  return [...new Set([...marks, ...words])];
}
