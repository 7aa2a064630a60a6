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

/** Every quoted text, in its order; quotes inside quotes belong to the outer one. Takes time that grows with the text. */
export function quotesIn(text: string): QuoteFound[] {
  const found: QuoteFound[] = [];
  const ends = new Map(PAIRS.map(([open, close]) => [open, closingIn(text, open, close)]));
  for (let at = 0; at < text.length; at += 1) {
    const quote = quoteAt(text, at, ends.get(text[at]));
    if (!quote) continue;
    found.push(quote);
    at = quote.end - 1;
  }
  return found;
}

const isApostrophe = (open: string): boolean => open === "'" || open === "‘";

/** @param closing where the next quotation ends, of those that this character opens */
function quoteAt(text: string, at: number, closing?: (from: number) => number): QuoteFound | undefined {
  if (!closing || (isApostrophe(text[at]) && isWordCharacter(text[at - 1]))) return undefined;
  const end = closing(at + 1);
  if (end < 0) return undefined;
  const inner = text.slice(at + 1, end);
  return inner.trim() === "" ? undefined : { text: unquoted(inner), start: at, end: end + 1 };
}

/** The next mark that closes a quotation, or −1; asked from the front to the back, it looks at each place once. */
function closingIn(text: string, open: string, close: string): (from: number) => number {
  const apostrophe = isApostrophe(open);
  const isElision = elisionIn(text, close);
  const closes = (end: number): boolean =>
    // Quotations inside that end here too: 'He said: 'no''.
    text[end + 1] !== close &&
    !(apostrophe && (/[\p{Script=Latin}0-9]/u.test(text[end + 1] ?? "") || isElision(end)));
  let end = 0;
  return (from) => {
    if (end < 0 || (end >= from && end > 0)) return end;
    end = text.indexOf(close, from);
    while (end >= 0 && !closes(end)) end = text.indexOf(close, end + 1);
    return end;
  };
}

/**
 * Whether an apostrophe is part of a word ("the liners' price", "biting' it") rather than the end of a quotation: a word
 * follows, and the next mark of its kind closes, before any opens. Asked from the front to the back.
 */
function elisionIn(text: string, close: string): (end: number) => boolean {
  // The first mark that tells, behind all that have been asked about; the text's end tells, too.
  let telling = -1;
  let tells = false;
  const tellsAt = (at: number): boolean | undefined => {
    if (isWordCharacter(text[at + 1])) return isWordCharacter(text[at - 1]) ? undefined : false;
    // "the word 'spring' and the dogs' tails"
    const plural = /s/i.test(text[at - 1]) && /^ \p{L}/u.test(text.slice(at + 1, at + 3));
    return plural ? undefined : text[at - 1] !== " ";
  };
  return (end) => {
    if (!/^ \p{L}/u.test(text.slice(end + 1, end + 3))) return false;
    for (let at = end; telling <= end; ) {
      at = text.indexOf(close, at + 1);
      const told = at < 0 ? false : tellsAt(at);
      if (told === undefined) continue;
      telling = at < 0 ? text.length : at;
      tells = told;
    }
    return tells;
  };
}

/** A comma or full stop that only closes the quotation is not part of what is quoted: "home," → home. */
function unquoted(inner: string): string {
  // The space of "- " and "[ ] " is part of a mark.
  const trimmed = /^[^\p{L}\p{N}\s][^\p{L}\p{N}]*$/u.test(inner) ? inner : inner.trim();
  return /[\p{L}\p{N}],$/u.test(trimmed) ? trimmed.slice(0, -1) : trimmed;
}

/** Marks that people call by name. */
const NAMED_MARKS: readonly (readonly [name: RegExp, mark: string])[] = [
  [/\b(?:dash|hyphen|bullet)(?:es|s)?\b|대시|하이픈|줄표/i, "- "],
  [/\bexclamation (?:mark|point)s?\b|느낌표/i, "!"],
  [/\bquestion marks?\b|물음표/i, "?"],
  [/\b(?:asterisk|star)s?\b|별표/i, "* "],
  [/\bhash-?\s?(?:tag|mark)s?\b|해시\s?태그/i, "#"],
  [/\bcommas?\b|쉼표|콤마/i, ","],
  [/\b(?:a|the|no|any|without) (?:period|full stop)s?\b(?! (?:of|in|when))|마침표/i, "."],
  [/\bsemi-?colons?\b|세미콜론/i, ";"],
  [/(?<!semi-?)\bcolons?\b|(?<!세미)콜론/i, ":"],
  [/\bsubject lines?\b/i, "Subject:"],
  [/제목\s?(?:줄|란|칸)/, "제목:"],
];

/** Marks that the text calls by name. */
export const marksIn = (text: string): string[] =>
  NAMED_MARKS.flatMap(([name, mark]) => (name.test(text) ? [mark] : []));

/** "No hashtags, commas or exclamation marks", "느낌표나 물음표 없이". */
const DENIED_BEFORE =
  /\b(?:no|not|never|without|avoid(?:ing|s)?|skip|omit|leave out|free of|don[’']?t|doesn[’']?t|zero)\b[^.;:\n]{0,40}$/i;
const DENIED_BEHIND =
  /^[^.;:\n]{0,16}?(?:없이|없는|없게|빼고|빼 ?줘|빼 ?주|말고|말아|제외|금지|쓰지|넣지|붙이지|달지)/u;
/** What makes the other side of "no", so that "no title, but a dash" asks for a dash. */
const TURNS =
  /\b(?:but|with|use|using|start\w*|begin\w*|only|just|in front|before|must|each|every|end(?:s|ing)?)\b/i;

const DENIED_USE = /\b(?:don[’']?t|not|never|without|avoid) us(?:e|ing)\b/i;

/** Marks of which the text says by their names that there are none. */
export const deniedMarksIn = (text: string): string[] =>
  NAMED_MARKS.flatMap(([name, mark]) => {
    const match = name.exec(text);
    if (!match) return [];
    const before = DENIED_BEFORE.exec(text.slice(0, match.index))?.[0];
    const behind = DENIED_BEHIND.test(text.slice(match.index + match[0].length));
    const isDenied = before === undefined ? behind : !TURNS.test(before.replace(DENIED_USE, ""));
    return isDenied ? [mark] : [];
  });

const WORD = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}’'-]*";
/** What introduces words that are meant as words. Names are known by their capital, so case counts. */
const INTRODUCTIONS = [
  "\\b(?:[Tt]he|[Tt]hese|[Tt]hose|following|certain) (?:words?|terms?|names?)(?: are| is|:)? ",
  "\\b[Ww]ords?(?: are|:) ",
  "\\b(?:[Mm]ention(?:s|ing)?|[Ii]nclud(?:es?|ing)|[Cc]ontain(?:s|ing)?|[Uu]s(?:es?|ing)) (?=\\p{Lu}|[\\p{L}’'-]+, [\\p{L}’'-]+,? (?:and|or) )",
].join("|");
const LIST = new RegExp(`(?:${INTRODUCTIONS})((?:${WORD})(?:(?:, and |, or |, | and | or )${WORD})*)`, "gu");
/** "These words in this order: apple, river", "다음 단어를 넣어서: 기차, 우산". */
const BEHIND_COLON = new RegExp(
  `(?:\\b(?:[Ww]ords|[Tt]erms|[Nn]ames|[Kk]eywords)\\b|단어|낱말|키워드)[^:.\\n“”"]{0,40}[:：]\\s*((?!\\d)${WORD}(?:(?:, and |, or |, ?| and | or )(?!\\d)${WORD})+)`,
  "gu",
);
/** "The letter e", "the letters a, i and o"; "a" and "I" are words where the sentence goes on. */
const LETTERS =
  /\bletters? (?![ai] (?!and |or |in |at |but |anywhere|exactly|altogether)\p{L})([a-z](?![\p{L}’'-])(?:(?:, and |, or |, | and | or )[a-z](?![\p{L}’'-]))*)/giu;
/** "Starting with B": a capital by itself, and no article or pronoun of a sentence that goes on. */
const INITIAL = /\b(?:start|begin|end)\w* (?:with|in) ([A-Z])(?![\p{L}\p{N}’'-])(?! \p{Ll})/gu;
/** 가, 나, 다로 시작: Korean names what comes before its particle. */
const KOREAN_LIST = /([가-힣]{1,6}(?:, ?[가-힣]{1,6})+?)(?=(?:으로|로) (?:시작|끝))/gu;

/** No word that is meant: what introduces something else ("the words in every sentence"). */
const FUNCTION_WORDS = new Set(
  (
    "a an the of to in on at by for with and or but is are was were be it its that this these those i me my you your " +
    "we our as from so than then there each every all have has must should can will which who where when about per " +
    "word words sentence sentences paragraph paragraphs line lines letter letters character characters"
  ).split(" "),
);

/** Words that are named without quotes: "the word Slowly", "the words ladder, honey and Thursday". */
export function namedIn(text: string): QuoteFound[] {
  const lists = [LIST, BEHIND_COLON, LETTERS, INITIAL, KOREAN_LIST].flatMap((pattern) => [
    ...text.matchAll(pattern),
  ]);
  const named = lists.flatMap((match) => {
    const from = match.index + match[0].lastIndexOf(match[1]);
    const found: QuoteFound[] = [];
    for (const item of match[1].matchAll(/[^\s,]+/gu)) {
      if (/^(?:and|or)$/i.test(item[0])) continue;
      // "Words: 5, 7, 5" are numbers of words.
      if (/^\d+$/.test(item[0])) break;
      // What follows the list is read as its end: "Thursday in it".
      if (!/^letter/i.test(match[0]) && FUNCTION_WORDS.has(item[0].toLowerCase())) break;
      const start = from + item.index;
      found.push({ text: item[0], start, end: start + item[0].length });
    }
    return found;
  });
  // What two patterns find is there once.
  return named.filter(({ start }, index) => named.findIndex((other) => other.start === start) === index);
}
