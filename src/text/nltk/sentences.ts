/**
 * Sentences as NLTK 3.8.1 finds them (`sent_tokenize`): the Punkt algorithm with its English parameters.
 * Tibor Kiss and Jan Strunk (2006): Unsupervised Multilingual Sentence Boundary Detection. Section numbers below are
 * those of the paper. See NOTICE.md.
 * @module
 */
import type { Span } from "../normalise.ts";
import { type PunktParameters, punktEnglish } from "./parameters.ts";
import { WHITE, WORD, withoutTrailingWhite } from "./python.ts";

const NON_WORD = `(?:[)";}\\]*:@'({\\[?!])`;
const SEVERAL = `(?:-{2,}|\\.{2,}|(?:\\.[${WHITE}]){2,}\\.)`;
const NOT_WHITE = `[^${WHITE}]`;

/** A stop, and behind it punctuation or white space and the next word. */
const CANDIDATE = new RegExp(`[.?!](?=(${NON_WORD}|[${WHITE}]+(${NOT_WHITE}+)))`, "g");

const TOKEN = new RegExp(
  `${SEVERAL}|(?=[^("\`{[:;&#*@)}\\]\\-,])${NOT_WHITE}+?` +
    `(?=[${WHITE}]|$|${NON_WORD}|${SEVERAL}|,(?=$|[${WHITE}]|${NON_WORD}|${SEVERAL}))|${NOT_WHITE}`,
  "gu",
);

const REALIGNED = new RegExp(`["')\\]}]+?(?:[${WHITE}]+|(?=--)|$)`, "y");

const NUMERIC = /^-?[.,]?\p{Nd}[\p{Nd},.-]*\.?$/u;
const INITIAL = new RegExp(`^(?!\\p{Nd})[${WORD}]\\.$`, "u");
/** No sentence begins with these. */
const PUNCTUATION = new Set(";:,.!?");
const ELLIPSIS = /^\.{2,}$/;

/**
 * Where the sentences are, in order. They cover the text but for white space between them and at its end.
 * @example
 * punktSentences("Dr. Lee left. So did I."); // [{ start: 0, end: 13 }, { start: 14, end: 23 }]
 */
export function punktSentences(text: string): Span[] {
  return realigned(text, slices(text, punktEnglish()));
}

function slices(text: string, parameters: PunktParameters): Span[] {
  const found: Span[] = [];
  let start = 0;
  for (const { end, next, context } of candidates(text)) {
    if (!hasBreak(context, parameters)) continue;
    found.push({ start, end });
    start = next;
  }
  found.push({ start, end: withoutTrailingWhite(text).length });
  return found;
}

/** A place where a sentence may end, the beginning of what follows, and the words around it. */
interface Candidate {
  readonly end: number;
  readonly next: number;
  readonly context: string;
}

/** One for each run of stops that belong to one word. */
function* candidates(text: string): Generator<Candidate> {
  let before: Span = { start: 0, end: 0 };
  let last: RegExpMatchArray | undefined;
  const candidate = (match: RegExpMatchArray, word: Span): Candidate => {
    const end = match.index! + 1;
    const [, after, next] = match;
    return {
      end,
      next: next === undefined ? end : end + after.length - next.length,
      context: text.slice(word.start, word.end) + match[0] + after,
    };
  };
  for (const match of text.matchAll(CANDIDATE)) {
    const index = match.index;
    // A space at the very front is not seen, as in NLTK.
    const space = lastSpace(text, before.end, index);
    const word = { start: space > before.end ? space + 1 : before.start, end: index };
    if (last && before.end <= word.start) yield candidate(last, before);
    last = match;
    before = word;
  }
  if (last) yield candidate(last, before);
}

function lastSpace(text: string, from: number, to: number): number {
  for (let index = to - 1; index >= from; index -= 1) if (/[ \t\n\r\v\f]/.test(text[index])) return index;
  return -1;
}

interface Token {
  readonly text: string;
  /** Lower case, numbers alike. */
  readonly type: string;
  readonly endsInStop: boolean;
  readonly isAbbreviation: boolean;
  readonly isEllipsis: boolean;
  breaks: boolean;
}

/** Whether some word of these but the last ends a sentence. */
function hasBreak(context: string, parameters: PunktParameters): boolean {
  const tokens = context
    .split("\n")
    .flatMap((line) => line.match(TOKEN) ?? [])
    .map((text) => tokenOf(text, parameters));
  for (const [index, token] of tokens.slice(0, -1).entries()) {
    reconsider(token, tokens[index + 1], parameters);
    if (token.breaks) return true;
  }
  return false;
}

/** By its type alone (sections 3 and 4): a stop, an abbreviation, an ellipsis. */
function tokenOf(text: string, { abbreviations }: PunktParameters): Token {
  const lower = text.toLowerCase();
  const endsInStop = text.endsWith(".");
  const isEllipsis = ELLIPSIS.test(text);
  const word = lower.slice(0, -1);
  const isStop = text === "." || text === "?" || text === "!";
  const isWordWithStop = !isStop && endsInStop && !text.endsWith("..");
  const isAbbreviation =
    isWordWithStop && (abbreviations.has(word) || abbreviations.has(word.split("-").at(-1)!));
  return {
    text,
    type: NUMERIC.test(lower) ? "##number##" : lower,
    endsInStop,
    isAbbreviation,
    isEllipsis,
    breaks: isStop || (isWordWithStop && !isAbbreviation),
  };
}

/** By the word that follows (section 4). */
function reconsider(token: Token, next: Token, parameters: PunktParameters): void {
  if (!token.endsInStop) return;
  const type = withoutStop(token.type);
  const nextType = next.breaks ? withoutStop(next.type) : next.type;
  const isInitial = INITIAL.test(token.text);
  const starts = startsSentence(next, nextType, parameters);
  const neverLower = !parameters.lower.has(nextType) && !parameters.lowerAndCapitalised.has(nextType);
  if (parameters.collocations.has(`${type} ${nextType}`)) {
    // 4.1.2 Collocations
    token.breaks = false;
  } else if (
    // 4.2 Abbreviations and ellipses; 4.1.3 frequent sentence starters
    (token.isAbbreviation || token.isEllipsis) &&
    !isInitial &&
    (starts === true || (isUpper(next) && parameters.sentenceStarters.has(nextType)))
  ) {
    token.breaks = true;
  } else if (
    // 4.3 Initials and ordinal numbers
    (isInitial || type === "##number##") &&
    (starts === false || (starts === undefined && isInitial && isUpper(next) && neverLower))
  ) {
    token.breaks = false;
  }
}

/** 4.1.1 The orthographic heuristic; undefined: it can't tell. */
function startsSentence(token: Token, type: string, parameters: PunktParameters): boolean | undefined {
  if (PUNCTUATION.has(token.text)) return false;
  if (isUpper(token)) return parameters.lower.has(type) ? true : undefined;
  if (isLower(token)) return parameters.beginsInLower.has(type) ? undefined : false;
  return undefined;
}

const withoutStop = (type: string): string =>
  type.length > 1 && type.endsWith(".") ? type.slice(0, -1) : type;

const isUpper = ({ text }: Token): boolean => /^\p{Uppercase}/u.test(text);
const isLower = ({ text }: Token): boolean => /^\p{Lowercase}/u.test(text);

/** Closing quotes and brackets behind a stop belong to the sentence before. */
function realigned(text: string, spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  let moved = 0;
  for (const [index, span] of spans.entries()) {
    const start = span.start + moved;
    const next = spans[index + 1];
    const following = next ? text.slice(next.start, next.end) : "";
    REALIGNED.lastIndex = 0;
    const closing = next ? REALIGNED.exec(following)?.[0] : undefined;
    moved = closing?.length ?? 0;
    if (closing !== undefined) {
      found.push({ start, end: next.start + withoutTrailingWhite(closing).length });
    } else if (start < span.end) {
      found.push({ start, end: span.end });
    }
  }
  return found;
}
