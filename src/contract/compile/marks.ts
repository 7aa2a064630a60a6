/**
 * Monitors of what is no word: marks at the end of parts, leads at their front, and full stops that end no sentence.
 * @module
 */
import { CLOSERS } from "../../text/index.ts";
import type { Gap } from "./events.ts";
import { added, type Bounds, type Monitor } from "./monitor.ts";

/** The part begins with this lead. */
export function leadMonitor({ lead: wanted }: { lead: string }): Monitor {
  return {
    begin: (lead) => (lead.startsWith(wanted) ? 1 : 0),
    word: (state) => (state === 1 ? 1 : undefined),
    gap: (state) => state,
    close: () => true,
  };
}

/** The part ends with this mark. Each gap must have one mark only. */
export function tailMonitor({ tail }: { tail: string }): Monitor {
  return {
    begin: () => 0,
    word: (state) => state,
    gap: (state) => state,
    close: (_, gap) => gap.marks[0].endsWith(tail),
  };
}

/** How often a character of punctuation occurs. Each gap must have one mark only. */
export function characterMonitor({
  character,
  test,
  bounds,
  inWords,
}: {
  character: string;
  /** Passed by words that hold the character. */
  test: number;
  bounds: Bounds;
  /** Whether words may have it, which count once; else none that has it is written. */
  inWords: boolean;
}): Monitor {
  const { min, max } = bounds;
  const count = (text: string): number => text.split(character).length - 1;
  const first = (amount: number): number =>
    Number.isFinite(max) ? Math.min(amount, max + 1) : Math.min(amount, min);
  return {
    // Marks between the pieces of a word count, too.
    piecewise: true,
    begin: (lead) => first(count(lead)),
    word: (state, word) => {
      if (!word.passes.has(test)) return added(state, 0, bounds);
      return inWords ? added(state, 1, bounds) : undefined;
    },
    gap: (state, gap) => added(state, count(gap.marks[0]) + count(gap.lead), bounds),
    close: (state, gap) => state + count(gap.marks[0]) >= min && state + count(gap.marks[0]) <= max,
  };
}

const isFullStop = ({ closes, marks: [mark], separator }: Gap): boolean =>
  closes.has("sentence") ? /^\.[^.!?。．！？｡]*$/u.test(mark) : mark === "." && separator !== "";

const BEGIN_LINE = 0;
const INSIDE = 1;
const NO_STOP = 2;
const NO_DIGIT_AFTER_STOP = 3;
const NO_MARK = 4;
const NO_DIGIT = 5;
const UNSURE = 6;
const NO_SMALL = 7;

/**
 * Every full stop inside the text ends a sentence, as the checks define it: none stands behind an abbreviation, and
 * none behind the number of a list item. (What depends on a capital behind it, `etc.`, has one at the end of the text only.)
 */
export const fullStopMonitor: Monitor = {
  begin: (lead) => (lead === "" ? BEGIN_LINE : INSIDE),
  word: (state, word) => {
    if (state === NO_DIGIT && word.begins === "digit") return undefined;
    if ((state === NO_DIGIT || state === NO_SMALL) && word.begins === "small") return undefined;
    if (word.dotted) return NO_MARK;
    if (word.isItemNumber && state === BEGIN_LINE) return NO_STOP;
    if (word.fullStop === "ends-before-no-digit") return NO_DIGIT_AFTER_STOP;
    if (word.fullStop === "ends-before-capital") return UNSURE;
    return word.fullStop === "ends" ? INSIDE : NO_STOP;
  },
  gap: (state, gap) => {
    if (state === NO_MARK && (gap.marks[0] !== "" || gap.separator !== " ")) return undefined;
    const begins = gap.separator.includes("\n") && gap.lead === "" ? BEGIN_LINE : INSIDE;
    // `"Stop!" she said.` is one sentence.
    const isQuoted = gap.closes.has("sentence") && gap.lead === "" && CLOSERS.includes(gap.marks[0].at(-1)!);
    if (!isFullStop(gap)) return isQuoted ? NO_SMALL : begins;
    // Behind an abbreviation or an item's number stand only stops that end no sentence, and nowhere else.
    if (!gap.closes.has("sentence")) return state === NO_STOP ? begins : undefined;
    if (state === NO_STOP || state === UNSURE) return undefined;
    if (state === NO_DIGIT_AFTER_STOP && gap.lead === "") return NO_DIGIT;
    return isQuoted ? NO_SMALL : begins;
  },
  // At the end of a line or a text, the stop of an abbreviation would end a sentence.
  close: (state) => state !== NO_MARK,
};
