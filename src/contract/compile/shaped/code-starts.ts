/**
 * Where codes (`AB12`, `FF00AA`) may be written: where a shape asks for letters and no word of the list can stand, so that
 * texts don't become noise.
 * @module
 */
import { NO_STATE, type PatternAutomaton } from "../../pattern/pattern.ts";
import { isWordPoint } from "./shape-gaps.ts";
import type { Shape } from "./shapes.ts";
import { IMPOSSIBLE, type Vector, type Vectors } from "./vectors.ts";

/** What codes have done before they begin; undefined: no shape leaves a place for them. */
export function codeStarts({
  shapes,
  vectors,
  words,
  mode,
}: {
  shapes: readonly Shape[];
  vectors: Vectors;
  /** What the words of the list do. */
  words: Iterable<Vector>;
  mode: "needed" | "anywhere";
}): Vector | undefined {
  const wordStarts = shapes.map(() => new Set<number>());
  for (const vector of words) {
    const states = vectors.states(vector);
    for (const [shape, { automaton }] of shapes.entries()) {
      for (const [at, start] of vectors.starts[shape].entries()) {
        if (mayEndWord(automaton, states[vectors.offsets[shape] + at])) wordStarts[shape].add(start);
      }
    }
  }
  const places = shapes.map(({ automaton }, shape) => {
    const states = new Set<number>();
    for (const start of vectors.starts[shape]) {
      const { mixed, lettered, numeric } = runsFrom(automaton, start);
      const isNeeded =
        (mixed && !admitsAnyWord(automaton, start)) ||
        (lettered && !wordStarts[shape].has(start) && !numeric);
      if (mode === "anywhere" ? mixed || lettered : isNeeded) states.add(start);
    }
    return states;
  });
  if (places.every((states) => states.size === 0)) return undefined;
  // A shape that has no place for codes of its own doesn't forbid those of others.
  const vector = vectors.from((shape, state) => places[shape].size === 0 || places[shape].has(state));
  return vector === IMPOSSIBLE ? undefined : vector;
}

/** Whether a word may end here: behind it the part ends, or something that is neither letter nor digit follows. */
function mayEndWord(automaton: PatternAutomaton, state: number): boolean {
  if (state === NO_STATE) return false;
  if (automaton.mayEnd(state)) return true;
  return [...MARKS, ...automaton.representatives].some(
    (point) => !isWordPoint(point) && automaton.next(state, point) !== NO_STATE,
  );
}

/** A set of characters that has letters, too, is represented by a letter. */
const MARKS = Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index).filter(
  (point) => !isWordPoint(point),
);

const LETTERS = "qwertyuiopasdfghjklzxcvbnm";
const ANY_WORDS = [LETTERS, `Q${LETTERS.slice(1)}`, LETTERS.toUpperCase()];

/** Whether words may stand here whatever their letters, and however long. */
function admitsAnyWord(automaton: PatternAutomaton, start: number): boolean {
  return ANY_WORDS.some((word) => {
    let state = start;
    for (const letter of word) state = automaton.next(state, letter.codePointAt(0)!);
    return mayEndWord(automaton, state);
  });
}

const LETTER = 1;
const DIGIT = 2;

/** Which runs of ASCII letters and digits may stand from a state on: of both, of letters alone, of digits alone. */
function runsFrom(
  automaton: PatternAutomaton,
  start: number,
): { readonly mixed: boolean; readonly lettered: boolean; readonly numeric: boolean } {
  const points = Array.from({ length: 128 }, (_, point) => point).filter(isWordPoint);
  const kinds = points.map((point) => (point < 0x3a ? DIGIT : LETTER));
  const seen = new Set<number>([start * 4]);
  const found = [false, false, false, false];
  for (const place of seen) {
    const [state, kind] = [Math.floor(place / 4), place % 4];
    if (kind > 0 && mayEndWord(automaton, state)) found[kind] = true;
    for (const [index, point] of points.entries()) {
      const next = automaton.next(state, point);
      if (next !== NO_STATE) seen.add(next * 4 + (kind | kinds[index]));
    }
  }
  return { mixed: found[LETTER | DIGIT], lettered: found[LETTER], numeric: found[DIGIT] };
}
