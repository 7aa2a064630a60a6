/**
 * Monitors of how parts are written, and of what their numbers add up to.
 * @module
 */
import type { Millionths } from "../../../text/index.ts";
import { NO_STATE } from "../../pattern/pattern.ts";
import { type Gap, gapText, type WordClass } from "../events.ts";
import type { Bounds, Monitor } from "../monitor.ts";
import type { ShapedClass } from "./shaped-words.ts";
import type { Shape } from "./shapes.ts";
import type { Vectors } from "./vectors.ts";

const isShapedClass = (word: WordClass): word is ShapedClass => "vector" in word;

/** The part is what the shape's automaton follows, word by word and gap by gap. */
export function shapeMonitor({
  shape,
  index,
  vectors,
}: {
  shape: Shape;
  /** Which of the shapes it is. */
  index: number;
  /** Asked when words are there. */
  vectors: () => Vectors;
}): Monitor {
  const { automaton } = shape;
  const after = (state: number, text: string): number => {
    let at = state;
    for (const character of text) at = automaton.next(at, character.codePointAt(0)!);
    return at;
  };
  let places: ReadonlyMap<number, number> | undefined;
  const placeOf = (state: number): number | undefined => {
    places ??= new Map(Array.from(vectors().starts[index], (start, at) => [start, at]));
    return places.get(state);
  };
  return {
    piecewise: true,
    begin: (lead) => after(automaton.start, lead),
    word: (state, word) => {
      const place = placeOf(state);
      if (place === undefined || !isShapedClass(word)) return undefined;
      const next = vectors().states(word.vector)[vectors().offsets[index] + place];
      return next === NO_STATE ? undefined : next;
    },
    gap: (state, { marks: [mark], separator, lead }) => {
      const next = after(state, mark + separator + lead);
      return next === NO_STATE ? undefined : next;
    },
    close: (state, { marks: [mark] }) => automaton.mayEnd(after(state, mark)),
  };
}

const MILLION = 1_000_000n;

/** The steps that sums go by: as fine as these numbers, and as a number of so many decimals. */
export function sumUnit(numbers: readonly Millionths[], decimals: number): Millionths {
  let unit = MILLION;
  for (let places = 0; places < 6; places += 1) {
    if (places >= decimals && numbers.every((number) => number % unit === 0n)) break;
    unit /= 10n;
  }
  return unit;
}

/** What stands before the next word. */
const SPACE = 0;
const LINE_FRONT = 1;
const MINUS = 2;

function placeBehind(text: string): number {
  if (/(?:^|\s)(?:[-−]\p{Sc}?|\p{Sc}[-−])$/u.test(text)) return MINUS;
  return text.endsWith("\n") ? LINE_FRONT : SPACE;
}

const placeAtFront = (lead: string): number => (lead === "" ? LINE_FRONT : placeBehind(lead));

/** Whether a number at the front of a line is that of a list item, if this follows. */
const numbersItem = ({ marks: [mark], separator, ends }: Gap): boolean =>
  (mark === "." || mark === ")") && (separator !== "" || ends);

/** Whether a word here may number an item: at the front of a line, and nothing before its digits (`$25`). */
const mayNumberItem = (place: number, { begins }: WordClass): boolean =>
  place === LINE_FRONT && begins === "digit";

/** The value of a word that is a number, in units; undefined: it is none, or none that may be written. */
const numberIn = (word: WordClass, place: number, unit: Millionths): number | undefined | "barred" => {
  if (!isShapedClass(word) || word.value === undefined) return undefined;
  return place === MINUS || word.value % unit !== 0n ? "barred" : Number(word.value / unit);
};

/** What a word adds to a sum, in units. */
export const addend =
  (unit: Millionths) =>
  (word: WordClass): number =>
    isShapedClass(word) && word.value !== undefined ? Number(word.value / unit) : 0;

/**
 * No number that would count otherwise than by its digits: none that is negative, finer than the unit, or that of a list
 * item.
 */
export function plainNumbersMonitor(unit: Millionths): Monitor {
  // What stands before the next word; or, behind a number at the front of a line, 3.
  const FRONT_NUMBER = 3;
  return {
    begin: placeAtFront,
    word: (place, word) => {
      const value = numberIn(word, place, unit);
      if (value === "barred") return undefined;
      return value !== undefined && mayNumberItem(place, word) ? FRONT_NUMBER : SPACE;
    },
    gap: (place, gap) => (place === FRONT_NUMBER && numbersItem(gap) ? undefined : placeBehind(gapText(gap))),
    close: (place, gap) => place !== FRONT_NUMBER || !numbersItem(gap),
  };
}

/**
 * The numbers of the part have a sum within bounds. The number of a list item (`1.` at the front of a line) is none of
 * them; numbers that are negative, or finer than the unit, are not written.
 */
export function sumMonitor({ bounds, unit }: { bounds: Bounds; unit: Millionths }): Monitor {
  const { min, max } = bounds;
  /** Sums beyond count as this where nothing bounds them. */
  const top = Number.isFinite(max) ? max : min;
  // Of a number at the front of a line, the sum without it is kept until it is known whether an item begins.
  const width = top + 2;
  const encode = (sum: number, front: number, place: number): number => (sum * width + front) * 3 + place;
  const decode = (state: number): readonly [sum: number, front: number, place: number] => {
    const rest = Math.floor(state / 3);
    return [Math.floor(rest / width), rest % width, state % 3];
  };
  const behind = (sum: number, front: number, gap: Gap): number =>
    front > 0 && numbersItem(gap) ? front - 1 : sum;
  return {
    begin: (lead) => encode(0, 0, placeAtFront(lead)),
    word: (state, word) => {
      const [sum, , place] = decode(state);
      const value = numberIn(word, place, unit);
      if (value === undefined) return encode(sum, 0, SPACE);
      if (value === "barred" || sum + value > max) return undefined;
      return encode(Math.min(sum + value, top), mayNumberItem(place, word) ? sum + 1 : 0, SPACE);
    },
    gap: (state, gap) => {
      const [sum, front] = decode(state);
      return encode(behind(sum, front, gap), 0, placeBehind(gapText(gap)));
    },
    close: (state, gap) => {
      const [sum, front] = decode(state);
      return behind(sum, front, gap) >= min;
    },
  };
}

/** Each number is larger (or smaller) than the one before it in the part. */
export function numberOrderMonitor({
  rising,
  unit,
  most,
}: {
  rising: boolean;
  unit: Millionths;
  /** Larger numbers are not written. */
  most: Millionths;
}): Monitor {
  return {
    // The number before plus 1; 0: none.
    begin: () => 0,
    word: (state, word) => {
      const value = numberIn(word, SPACE, unit);
      if (value === undefined) return state;
      if (value === "barred" || value > Number(most / unit)) return undefined;
      const follows = state === 0 || (rising ? value > state - 1 : value < state - 1);
      return follows ? value + 1 : undefined;
    },
    gap: (state) => state,
    close: () => true,
  };
}

/** Words stand as they do in a sentence: capitalised at its front, and as the list has them inside. */
export function capitalMonitor({
  insideTest,
  firstTest,
}: {
  insideTest: number;
  firstTest: number;
}): Monitor {
  return {
    begin: () => firstTest,
    word: (state, word) => (word.passes.has(state) ? insideTest : undefined),
    gap: (state, gap) => (gap.capital ? firstTest : gap.closes.size === 0 ? state : insideTest),
    close: () => true,
  };
}
