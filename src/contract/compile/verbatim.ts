/**
 * A rule of the house: a part that is to be a quoted text of several words is written as it was quoted, with the commas,
 * brackets and quotation marks between its words. The checks ask for the words alone.
 * @module
 */
import { CLOSERS, characterSet, hasHangul, MARKS } from "../../text/index.ts";
import { initialOf } from "../quoted-sentences.ts";
import type { Clause, Contract } from "../types.ts";
import { type Gap, gapText } from "./events.ts";
import { endsSentence, isLead } from "./gaps.ts";
import type { Monitor, MonitorState } from "./monitor.ts";
import { insideSpellings, spellings } from "./quoted-words.ts";
import { hasWord, type WordList } from "./word-list.ts";
import type { WordTests } from "./word-tests.ts";

/** A quoted text, taken apart. */
export interface VerbatimText {
  /** What stands before the first word: quotation marks, a bracket. */
  readonly lead: string;
  /** Its words, as they are spelled there. */
  readonly words: readonly string[];
  /** What stands between each and the next. */
  readonly between: readonly string[];
  /** What ends the sentence, quotation marks and brackets with it; undefined: whatever ends a sentence. */
  readonly tail: string | undefined;
}

/** Stops that would end a sentence in the middle of the text; with closing marks behind them, they don't (`quoted-sentences.ts`). */
const INNER_STOP = new RegExp(`${characterSet(MARKS)}+(?=${characterSet(CLOSERS)}*\\s)`, "u");
const BARE_STOP = new RegExp(`${characterSet(MARKS)}+(?=\\s)`, "u");
const STOP = new RegExp(`${characterSet(MARKS)}`, "u");

/** The quoted text of a clause that asks for it alone; undefined: another clause, or what the compiler can't write. */
export function verbatimOf(clause: Clause): VerbatimText | undefined {
  if (clause.relation !== "is" || hasHangul(clause.value)) return undefined;
  const unit = clause.scope.at(-1)?.unit;
  if (unit === "word" || unit === "character") return undefined;
  const words: string[] = [];
  const gaps: string[] = [];
  let gap = "";
  for (const [, run, space] of clause.value.trim().matchAll(/(\S+)(\s*)/gu)) {
    // An abbreviation is written with its full stop, and in a sentence that goes on, so is an initial.
    const initial = unit === "sentence" && space !== "" ? initialOf(run) : undefined;
    const word = initial ?? spellings(run).at(-1);
    const at = word === undefined ? run.length : run.indexOf(word);
    gap += run.slice(0, at);
    if (word !== undefined) {
      gaps.push(gap);
      words.push(word);
      gap = run.slice(at + word.length);
    }
    gap += space.replace(/[\n\r\t\v\f]/g, " ");
  }
  if (unit !== "sentence" && gaps.some((text) => INNER_STOP.test(text))) return undefined;
  // One sentence it is to be: ‘It is gone. He wept’ is written ‘It is gone, He wept’, which has the same words.
  const [lead, ...between] = gaps.map((text) => text.replace(BARE_STOP, ","));
  if (words.length < 2 || !between.every((text) => /\s/u.test(text))) return undefined;
  if (unit !== "sentence") return { lead: "", words, between, tail: undefined };
  return { lead: isLead(lead) ? lead : "", words, between, tail: closing(gap) };
}

/** The end of a sentence that ends like this; brackets and quotation marks may stand before a full stop. */
function closing(tail: string): string | undefined {
  const whole = STOP.test(tail) ? tail : `${tail}.`;
  return tail !== "" && endsSentence(whole) ? whole : undefined;
}

const textsOf = ({ clauses }: Contract): readonly VerbatimText[] =>
  clauses.flatMap((clause) => verbatimOf(clause) ?? []);

/** The words of such texts, in their spelling, that the list lacks. */
export const verbatimWords = (contract: Contract, list: WordList): readonly string[] =>
  textsOf(contract).flatMap(({ words }) =>
    words.filter((word, index) => (index > 0 || initialOf(word) !== undefined) && !hasWord(list, word)),
  );

/** How many words the longest of such texts has. */
export const longestVerbatim = (contract: Contract): number =>
  Math.max(0, ...textsOf(contract).map(({ words }) => words.length));

/** What such texts have around their words, besides spaces, single stops and what is asked for anyway. */
export interface QuotedMarks {
  readonly leads: readonly string[];
  readonly between: readonly string[];
  readonly tails: readonly string[];
}

export function quotedMarks(contract: Contract): QuotedMarks {
  const texts = textsOf(contract);
  const different = (marks: readonly string[]): readonly string[] => [...new Set(marks)];
  return {
    leads: different(texts.flatMap(({ lead }) => (lead === "" ? [] : [lead]))),
    between: different(texts.flatMap(({ between }) => between.filter((gap) => gap !== " "))),
    tails: different(texts.flatMap(({ tail = "." }) => (/^[.!?]$/.test(tail) ? [] : [tail]))),
  };
}

/** A gap that every prose has. */
export const isPause = (gap: string): boolean => /^[,;:] $/.test(gap);

/** The part is the text, word by word and mark by mark. */
export function verbatimMonitor(
  { lead: wantedLead, words, between, tail }: VerbatimText,
  { tests, list }: { tests: WordTests; list: WordList },
): Monitor {
  const indices = words.map((_, index) => spelledLike(words, index, { tests, list }));
  const DONE = words.length;
  const FAILED = words.length + 1;
  return {
    begin: (lead) => (lead === wantedLead ? 0 : FAILED),
    word: (state, { passes }) => (state < DONE && passes.has(indices[state]) ? state + 1 : undefined),
    gap: (state, gap) =>
      state === 0 || state >= DONE || gapText(gap) === between[state - 1] ? state : undefined,
    close: (state, { marks: [mark] }) => state === DONE && (tail === undefined || mark === tail),
  };
}

/** The test of a word of a quoted text; the first may be a word in small letters that was quoted with a capital. */
function spelledLike(
  words: readonly string[],
  index: number,
  { tests, list }: { tests: WordTests; list: WordList },
): number {
  const word = words[index];
  return index === 0 && initialOf(word) === undefined
    ? tests.isSpelled(insideSpellings(word, list).slice(-1))
    : tests.isExactly(word);
}

/** As many texts as states have bits for. */
const MOST_TEXTS = 20;
const FREE = 0;

/**
 * What quoted texts have around their words (` "`, `.”`), and their initials with a full stop, stands nowhere but in them,
 * and a text of which such a mark has been written is written to its end. Not to be given up like other rules of the house: such marks would be noise
 * elsewhere. `free` are marks that may stand anywhere.
 */
export function quotedMarksMonitor(
  contract: Contract,
  { tests, list, free }: { tests: WordTests; list: WordList; free: readonly string[] },
): Monitor | undefined {
  const marks = quotedMarks(contract);
  const bound = (some: readonly string[]): ReadonlySet<string> =>
    new Set(some.filter((mark) => !free.includes(mark) && !isPause(mark)));
  const [leads, inner, tails] = [bound(marks.leads), bound(marks.between), bound(marks.tails)];
  const initials = [
    ...new Set(
      textsOf(contract).flatMap(({ words }) => words.filter((word) => initialOf(word) !== undefined)),
    ),
  ].map((word) => tests.isExactly(word));
  if (leads.size + inner.size + tails.size + initials.length === 0) return undefined;
  const texts = textsOf(contract)
    .slice(0, MOST_TEXTS)
    .map((text) => ({
      ...text,
      indices: text.words.map((_, at) => spelledLike(text.words, at, { tests, list })),
    }));
  type Indexed = (typeof texts)[number];

  // A state: which texts the part may still be, how many of their words have been written, whether one must be finished.
  const bits = (holds: (text: Indexed, index: number) => boolean): number =>
    texts.reduce((sum, text, index) => (holds(text, index) ? sum + 2 ** index : sum), 0);
  const stateOf = (some: number, written: number, bound: boolean): MonitorState =>
    some === 0 ? FREE : (written * 2 + Number(bound)) * 2 ** texts.length + some;
  const read = (state: MonitorState): { some: number; written: number; isBound: boolean } => {
    const rest = Math.floor(state / 2 ** texts.length);
    return { some: state % 2 ** texts.length, written: Math.floor(rest / 2), isBound: rest % 2 === 1 };
  };
  const among = (some: number, index: number): boolean => Math.floor(some / 2 ** index) % 2 === 1;

  const opened = (lead: string): MonitorState =>
    stateOf(
      bits((text) => text.lead === lead),
      0,
      leads.has(lead),
    );
  const mayClose = (state: MonitorState, { marks: [mark] }: Gap): boolean => {
    const { some, written, isBound } = read(state);
    if (!isBound && !tails.has(mark)) return true;
    return texts.some(
      ({ words, tail }, index) =>
        among(some, index) &&
        written === words.length &&
        (tail === undefined ? !tails.has(mark) : tail === mark),
    );
  };
  return {
    begin: opened,
    word: (state, { passes }) => {
      const binds = initials.some((test) => passes.has(test));
      if (state === FREE) return binds ? undefined : FREE;
      const { some, written, isBound } = read(state);
      const still = bits(({ indices }, index) => among(some, index) && passes.has(indices[written]));
      const mustGoOn = isBound || binds;
      return still === 0 && mustGoOn ? undefined : stateOf(still, written + 1, mustGoOn);
    },
    gap: (state, gap) => {
      if (PARTS.some((unit) => gap.closes.has(unit)))
        return mayClose(state, gap) ? opened(gap.lead) : undefined;
      const { some, written, isBound } = read(state);
      const text = gapText(gap);
      const still = bits(({ between }, index) => among(some, index) && between[written - 1] === text);
      const mustGoOn = isBound || inner.has(text);
      return still === 0 && mustGoOn ? undefined : stateOf(still, written, mustGoOn);
    },
    close: mayClose,
  };
}

const PARTS = ["sentence", "line", "paragraph"] as const;
