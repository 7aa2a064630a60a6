/**
 * Sentences: text up to `.`, `!`, `?` (or their full-width kin) with closing quotes and brackets, followed by white
 * space or the end of the text. Abbreviations, decimals and the number of a list item end no sentence.
 * @module
 */
import { isSpace, type Span, trimmed } from "./normalise.ts";
import { holdsWord } from "./words.ts";

export interface Sentences {
  /** Finished sentences that hold at least one word. */
  readonly finished: readonly Span[];
  /** What stands after the last sentence and holds a word, but is not finished. */
  readonly unfinished: Span | undefined;
}

/** What ends a sentence, and what may stand between that and the white space behind it. */
export const MARKS = ".!?。．！？｡";
export const CLOSERS = "\"'”’)]}」』》〉»›";

/** Any of these characters, for a regular expression. */
export const characterSet = (characters: string): string => `[${characters.replace(/[\]\\^-]/g, "\\$&")}]`;

const STOP_AT_END = new RegExp(`${characterSet(MARKS)}${characterSet(CLOSERS)}*\\s*$`, "u");

/** Whether a text stops as sentences do, with what closes a quotation behind it; an abbreviation does, too. */
export const stopsAtEnd = (text: string): boolean => STOP_AT_END.test(text);

const ABBREVIATIONS = new Set(
  (
    "mr. mrs. ms. mx. messrs. mme. mlle. dr. prof. st. jr. sr. rev. hon. rep. reps. sen. sens. gov. govs. gen. col. maj. capt. lt. sgt. cpl. mt. vs. e.g. i.e. cf. no. nos. fig. " +
    "vol. pp. ave. blvd. rd. dept. est. approx. inc. ltd. corp. co. bros. u.s. u.k. u.n. e.u. u.s.a. d.c. ph.d. b.a. " +
    "m.a. m.d. jan. feb. aug. sept. oct. nov. dec."
  ).split(" "),
);
/** `J.R.R.`, `A.G.` */
const INITIALS = /^\p{L}\.(?:\p{L}\.)+$/u;
/** Words of their own (`no.`) unless a digit follows. */
const BEFORE_DIGIT = new Set(["no.", "nos.", "fig.", "vol.", "pp."]);
/** End a sentence only where a capital follows. */
const BEFORE_CAPITAL = new Set(["a.m.", "p.m.", "etc."]);
/** No listed word is longer: of a whole dictionary, few words have to be looked up. */
const LONGEST_LISTED = Math.max(...[...ABBREVIATIONS].map(({ length }) => length));

/**
 * What a single `.` does behind a word, text following: it ends the sentence, ends it unless a digit follows, ends it
 * where a capital follows, or never ends it.
 */
export type FullStop = "ends" | "ends-before-no-digit" | "ends-before-capital" | "goes-on";

/** What a `.` does behind this word (without punctuation around it). Numbers at the front of a line are left aside. */
export function fullStopAfter(word: string): FullStop {
  if (word.length > LONGEST_LISTED && !word.includes(".")) return "ends";
  const token = `${word.toLowerCase()}.`;
  if (BEFORE_DIGIT.has(token)) return "ends-before-no-digit";
  if (BEFORE_CAPITAL.has(token)) return "ends-before-capital";
  return ABBREVIATIONS.has(token) || INITIALS.test(token) ? "goes-on" : "ends";
}

/** Whether this word and a `.` at the front of a line number an item: `1.` ends no sentence. */
export const isItemNumber = (word: string): boolean => /^[0-9]{1,2}$/.test(word);

/** The sentences of a text, in order; none ends inside a text of `unbroken`, wherever it stands. */
export function sentenceSpans(text: string, unbroken: readonly string[] = []): Sentences {
  const finished: Span[] = [];
  const isKept = insideAny(unbroken.flatMap((some) => occurrencesOf(some, text)));
  let start = 0;
  let at = 0;
  while (at < text.length) {
    if (!MARKS.includes(text[at])) {
      at += 1;
      continue;
    }
    const marksEnd = skip(text, at, (character) => MARKS.includes(character));
    const end = skip(text, marksEnd, (character) => CLOSERS.includes(character));
    if (
      (end === text.length || isSpace(text[end])) &&
      endsSentence(text, { start: at, end: marksEnd }, end) &&
      !isKept(at, end)
    ) {
      const span = trimmed(text, { start, end });
      if (holdsWord(text.slice(span.start, span.end))) finished.push(span);
      start = end;
    }
    at = end;
  }
  const rest = trimmed(text, { start, end: text.length });
  return { finished, unfinished: holdsWord(text.slice(rest.start, rest.end)) ? rest : undefined };
}

function occurrencesOf(some: string, text: string): Span[] {
  const found: Span[] = [];
  if (some === "") return found;
  for (let start = text.indexOf(some); start >= 0; start = text.indexOf(some, start + 1)) {
    found.push({ start, end: start + some.length });
  }
  return found;
}

/** Whether some of these spans reaches over both sides of a place; asked from the front to the back. */
function insideAny(spans: readonly Span[]): (start: number, end: number) => boolean {
  const sorted = spans.toSorted((one, other) => one.start - other.start);
  let passed = 0;
  let reach = 0;
  return (start, end) => {
    for (; passed < sorted.length && sorted[passed].start < start; passed += 1) {
      reach = Math.max(reach, sorted[passed].end);
    }
    return end < reach;
  };
}

function endsSentence(text: string, marks: Span, end: number): boolean {
  const next = skip(text, end, isSpace);
  if (next === text.length) return true;
  const following = String.fromCodePoint(text.codePointAt(next)!);
  // '"Stop!" she said.' is one sentence.
  if (end > marks.end && /\p{Lowercase}/u.test(following)) return false;
  if (text.slice(marks.start, marks.end) !== ".") return true;
  let begin = marks.start;
  while (begin > 0 && !isSpace(text[begin - 1])) begin -= 1;
  const run = text.slice(begin, marks.end);
  const word = run.slice(0, -1);
  if (isItemNumber(word) && (begin === 0 || text[begin - 1] === "\n")) return false;
  switch (fullStopAfter(word.replace(/^[\p{P}\p{S}]+/u, ""))) {
    case "ends":
      return true;
    case "ends-before-no-digit":
      return !/\p{Nd}/u.test(following);
    case "ends-before-capital":
      return /\p{Uppercase}/u.test(following);
    case "goes-on":
      return false;
  }
}

function skip(text: string, from: number, matches: (character: string) => boolean): number {
  let at = from;
  while (at < text.length && matches(text[at])) at += 1;
  return at;
}
