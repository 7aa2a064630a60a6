/**
 * Which gaps a text of one contract may have: those of prose or of verse, the marks that its clauses quote, and the
 * leads of its lines (`- `).
 * @module
 */
import { CLOSERS, characterSet, MARKS } from "../../text/index.ts";
import type { Unit } from "../types.ts";
import type { Gap } from "./events.ts";

export interface GapOptions {
  readonly style: "word" | "prose" | "verse";
  /** Whether prose may end without a stop. */
  readonly unstopped: boolean;
  /** Whether a text that is one bare word may be a sentence too. */
  readonly sentences: boolean;
  /** Whether blank lines may part paragraphs. */
  readonly paragraphs: boolean;
  /** Ends of parts that clauses quote, besides the stops of every text: `"..."`, `":"`. */
  readonly tails: readonly string[];
  /** What clauses put before lines; a lead may always be absent too. */
  readonly leads: readonly string[];
  /** Whether leads may stand before any sentence, not only before lines. */
  readonly sentenceLeads: boolean;
  /** What clauses quote between two words: marks, a space, and what stands before the second (` "`). */
  readonly inner: readonly string[];
  /** Symbols that clauses ask for somewhere: `🎉`, `—`. */
  readonly symbols: readonly string[];
  /** Whether some clause tells one mark from another. */
  readonly marksDiffer: boolean;
}

/** A full stop behind an abbreviation ends no sentence, so it is kept apart from the others. */
const STOPS: readonly (readonly string[])[] = [["."], ["!", "?"]];
const PAUSES: readonly string[] = [",", ";", ":"];

const TEXT: readonly Unit[] = ["word", "line", "paragraph"];
const LINE: readonly Unit[] = ["word", "line"];

/** Marks that end a sentence by the definition of the checks: stops with closing quotes around them. */
export const endsSentence = (tail: string): boolean => tailPattern.test(tail);

const tailPattern = new RegExp(
  `^${characterSet(CLOSERS)}*${characterSet(MARKS)}+${characterSet(CLOSERS)}*$`,
  "u",
);
const markPattern = new RegExp(`${characterSet(MARKS)}`, "u");

/** A quoted text of punctuation alone that can stand behind a word and leaves no doubt where sentences end. */
export const isTail = (text: string, { closesSentence }: { closesSentence: boolean }): boolean =>
  /^[\p{P}\p{S}]+$/u.test(text) && (endsSentence(text) || (!closesSentence && !markPattern.test(text)));

/** A quoted text of punctuation alone that can stand before a line. */
export const isLead = (text: string): boolean =>
  /^[\p{P}\p{S}]+(?: [\p{P}\p{S}]+)*$/u.test(text) && !markPattern.test(text);

/** The gaps, without two that read alike. */
export function gapsFor({
  style,
  unstopped,
  sentences,
  paragraphs,
  tails,
  leads,
  sentenceLeads,
  inner,
  symbols,
  marksDiffer,
}: GapOptions): readonly Gap[] {
  const gaps = new Map<string, Gap>();
  const add = (
    marks: readonly string[],
    separator: string,
    closes: readonly Unit[],
    { lead = "", opens = false, ends = false, capital = false }: Partial<Gap> = {},
  ): void => {
    for (const alike of marksDiffer ? marks.map((mark) => [mark]) : [marks]) {
      const key = `${alike.join("|")}~${separator}~${lead}~${ends}~${opens}`;
      const gap = { marks: alike, separator, lead, closes: new Set(closes), opens, ends, capital };
      if (!gaps.has(key)) gaps.set(key, gap);
    }
  };
  const everyLead = ["", ...leads];
  const verse = style === "verse";
  const bare = style !== "prose" || unstopped ? [[""]] : [];
  const stops = style !== "word" || sentences ? STOPS : [];
  // A symbol stands before the stop, where it belongs to the sentence whatever follows.
  const closing = [
    ...stops,
    ...tails.filter(endsSentence).map((tail) => [tail]),
    ...symbols.flatMap((symbol) => stops.flat().map((stop) => [` ${symbol}${stop}`])),
  ];
  const open = [
    ...tails.filter((tail) => !endsSentence(tail)).map((tail) => [tail]),
    ...(verse ? symbols.map((symbol) => [` ${symbol}`]) : []),
  ];
  const ends = (): void => {
    for (const marks of closing) add(marks, "", [...TEXT, "sentence"], { ends: true });
    for (const marks of [...bare, ...open]) add(marks, "", TEXT, { ends: true });
  };
  if (style === "word") {
    add([""], "", [], { opens: true });
    ends();
    return [...gaps.values()];
  }
  for (const lead of everyLead) add([""], "", [], { lead, opens: true, capital: true });
  ends();
  for (const lead of everyLead) {
    if (paragraphs) {
      for (const marks of closing) add(marks, "\n\n", [...TEXT, "sentence"], { lead, capital: true });
      for (const marks of open) add(marks, "\n\n", TEXT, { lead, capital: true });
    }
    if (verse) {
      for (const marks of [[""], PAUSES, ...open]) add(marks, "\n", LINE, { lead, capital: true });
      for (const marks of closing) add(marks, "\n", [...LINE, "sentence"], { lead, capital: true });
    }
  }
  for (const lead of sentenceLeads ? everyLead : [""]) {
    for (const marks of closing) {
      // What stands inside a quoted sentence ends none.
      if (!marks.some((mark) => inner.includes(`${mark} ${lead}`)))
        add(marks, " ", ["word", "sentence"], { lead, capital: true });
    }
  }
  add([""], " ", ["word"]);
  add(PAUSES, " ", ["word"]);
  for (const symbol of symbols) if (/^\p{P}+$/u.test(symbol)) add([` ${symbol}`], " ", ["word"]);
  for (const text of inner) {
    const space = text.search(/\s/u);
    add([text.slice(0, space)], text[space], ["word"], { lead: text.slice(space + 1) });
  }
  return [...gaps.values()];
}
