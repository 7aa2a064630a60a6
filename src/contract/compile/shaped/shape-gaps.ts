/**
 * The gaps that shapes ask for besides those of every text: what stands between words, at the front and at the end of
 * parts, wherever a shape names a mark or a space.
 * @module
 */
import { isSpace, MARKS } from "../../../text/index.ts";
import { NO_STATE, type PatternAutomaton } from "../../pattern/pattern.ts";
import type { Unit } from "../../types.ts";
import type { Gap } from "../events.ts";
import { endsSentence } from "../gaps.ts";
import type { Shape } from "./shapes.ts";

/** A gap within a word as the checks have it: `:` in `10:30`. */
export const isGlue = (gap: Gap): boolean => !gap.opens && !gap.ends && !gap.closes.has("word");

/** Gaps with one mark each, those of the text and those that its shapes name. */
export function shapedGaps({
  gaps,
  shapes,
  sentences,
  numbers,
}: {
  gaps: readonly Gap[];
  shapes: readonly Shape[];
  /** Whether some clause speaks of sentences, so that there must be no doubt where they end. */
  sentences: boolean;
  /** Whether some clause speaks of numbers, so that their decimals must stay with them. */
  numbers: boolean;
}): readonly Gap[] {
  const found = new Map<string, Gap>();
  const add = (gap: Gap): void => {
    const closes = gap.closes.has("sentence");
    const key = [gap.marks[0], gap.separator, gap.lead, gap.ends, gap.opens, closes].join("~");
    if (!found.has(key)) found.set(key, gap);
  };
  for (const gap of gaps) for (const mark of gap.marks) add({ ...gap, marks: [mark] });
  for (const { automaton, unit } of shapes) {
    const named = namedTexts(automaton, { numbers });
    if (unit === "word") {
      for (const text of named.between) if (!/\s/.test(text)) addBetween(text, { add, sentences });
      continue;
    }
    for (const text of named.between) addBetween(text, { add, sentences });
    for (const lead of named.leads) {
      add({ ...NOTHING, lead, opens: true, capital: true });
    }
    for (const tail of named.tails) {
      if (sentences && hasDoubtfulStop(tail, "")) continue;
      const closes = new Set<Unit>(["word", "line", ...(endsSentence(tail) ? (["sentence"] as const) : [])]);
      add({ ...NOTHING, marks: [tail], closes: new Set([...closes, "paragraph"]), ends: true });
      for (const lead of ["", ...named.leads]) {
        add({ ...NOTHING, marks: [tail], separator: "\n", lead, closes, capital: true });
      }
    }
  }
  return [...found.values()];
}

const NOTHING: Gap = {
  marks: [""],
  separator: "",
  lead: "",
  closes: new Set(),
  opens: false,
  ends: false,
  capital: false,
};

/** A stop that the definition of sentences may see otherwise. */
const hasDoubtfulStop = (mark: string, behind: string): boolean =>
  [...mark].some((character) => MARKS.includes(character)) && !(endsSentence(mark) && behind.trim() === "");

function addBetween(text: string, { add, sentences }: { add: (gap: Gap) => void; sentences: boolean }): void {
  const [, mark, separator, lead] = /^(\S*)(\s*)([\s\S]*)$/.exec(text)!;
  if (separator === "") {
    add({ ...NOTHING, marks: [mark] });
    return;
  }
  const ends = endsSentence(mark);
  if (sentences && (hasDoubtfulStop(mark, separator) || hasDoubtfulStop(lead, "x"))) return;
  const closes = new Set<Unit>(["word"]);
  if (separator.includes("\n")) closes.add("line");
  if (/\n[^\S\n]*\n/.test(separator)) closes.add("paragraph");
  if (ends) closes.add("sentence");
  add({ ...NOTHING, marks: [mark], separator, lead, closes, capital: closes.has("line") || ends });
  if (mark !== "." || separator !== " ") return;
  // Behind the number of a list item, or an abbreviation, the same ends no sentence.
  add({ ...NOTHING, marks: [mark], separator, lead, closes: new Set(["word"]), capital: true });
}

const SPACE = 0x20;
const LONGEST = 6;
const MOST_TEXTS = 120;
const MOST_STEPS = 20_000;
/** A set of characters that is no larger was named by the pattern. */
const NAMED = 24;
const MOST_ALIKE = 6;

/** Texts without letters and digits that an automaton names: `leads` before the first word, `tails` behind the last. */
interface NamedTexts {
  readonly leads: readonly string[];
  readonly between: readonly string[];
  readonly tails: readonly string[];
}

function namedTexts(automaton: PatternAutomaton, { numbers }: { readonly numbers: boolean }): NamedTexts {
  const points = Array.from(automaton.representatives);
  const inWords = points.filter((point) => isWordPoint(point));
  const marks = namedMarks(automaton);
  const states = Array.from({ length: automaton.stateCount }, (_, state) => state);
  const beginsWord = new Set(
    states.filter((state) => inWords.some((point) => automaton.next(state, point) >= 0)),
  );
  const behindWords = new Set(
    states
      .flatMap((state) => inWords.map((point) => automaton.next(state, point)))
      .filter((state) => state >= 0),
  );
  const walk = (from: Iterable<number>, wanted: (state: number) => boolean): string[] => {
    const texts = new Set<string>();
    const seen = new Set<string>();
    let waiting = [...from]
      .filter((state) => state !== NO_STATE)
      .map((state) => ({ state, text: "", passed: [state] }));
    let steps = 0;
    for (let length = 0; length <= LONGEST && texts.size < MOST_TEXTS; length += 1) {
      const further: typeof waiting = [];
      for (const { state, text, passed } of waiting) {
        if (wanted(state)) texts.add(text);
        for (const mark of marks) {
          steps += 1;
          if (steps > MOST_STEPS) return [...texts];
          // Two spaces in a row are nobody's wish.
          if (isSpace(mark) && isSpace(text.at(-1) ?? "x")) continue;
          const next = automaton.next(state, mark.codePointAt(0)!);
          const key = `${next} ${text}${mark}`;
          // Where a mark changes nothing, it is there for the words around it, not because the pattern asks for it.
          if (next === NO_STATE || seen.has(key) || passed.includes(next)) continue;
          seen.add(key);
          further.push({ state: next, text: text + mark, passed: [...passed, next] });
        }
      }
      waiting = further;
    }
    return [...texts];
  };
  // What may also end there, or be followed by a space, marks before it or none, is not joined to a word by a mark.
  const isOpen = (state: number): boolean => {
    const seen = new Set([state]);
    for (const at of seen) {
      if (automaton.mayEnd(at) || automaton.next(at, SPACE) !== NO_STATE) return true;
      for (const mark of marks) {
        const next = automaton.next(at, mark.codePointAt(0)!);
        if (next !== NO_STATE) seen.add(next);
      }
    }
    return false;
  };
  const closed = [...behindWords].filter((state) => !isOpen(state));
  const joined = walk(closed, (state) => beginsWord.has(state));
  // A point between digits is part of a number.
  const isDecimal = (text: string): boolean =>
    /^[.,]$/.test(text) &&
    closed.every((state) => {
      const next = automaton.next(state, text.codePointAt(0)!);
      return next === NO_STATE || inWords.every((point) => isDigit(point) || automaton.next(next, point) < 0);
    });
  return {
    leads: walk([automaton.start], (state) => beginsWord.has(state)).filter((text) => !/^\s/.test(text)),
    between: [
      ...walk(behindWords, (state) => beginsWord.has(state)).filter((text) => /\s/.test(text)),
      ...joined.filter((text) => text !== "" && !/\s/.test(text) && !(numbers && isDecimal(text))),
    ],
    tails: walk(behindWords, (state) => automaton.mayEnd(state)).filter((text) => !/\s/.test(text)),
  };
}

const isDigit = (point: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(point));

export const isWordPoint = (point: number): boolean => /[\p{L}\p{M}\p{N}]/u.test(String.fromCodePoint(point));

/** Marks that the pattern names, and the space and the line break where it admits them. */
function namedMarks(automaton: PatternAutomaton): string[] {
  const marks = new Set<string>();
  for (const [index, point] of automaton.representatives.entries()) {
    const character = String.fromCodePoint(point);
    if (automaton.sizes[index] > NAMED || isWordPoint(point) || /\p{C}/u.test(character)) continue;
    marks.add(character);
    let alike = 0;
    for (const other of "-.,:;!?/()'\"&+*#$%") {
      if (alike < MOST_ALIKE && automaton.likenessOf(other.codePointAt(0)!) === index) {
        marks.add(other);
        alike += 1;
      }
    }
  }
  marks.add(" ").add("\n");
  return [...marks];
}
