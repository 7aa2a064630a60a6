/**
 * Words inside a piece that are written anew where all else of it stays.
 * @module
 */
import { type Span, type TextView, textView } from "../../text/index.ts";

/** Words `first` to `end` of a piece (the latter not included) make room for `count` others. */
export interface Hole {
  readonly first: number;
  readonly end: number;
  readonly count: number;
}

/** Words of a piece that these places touch, as the first and the one behind the last; places as large as the piece aside. */
export function wordsTouched(view: TextView, piece: Span, places: readonly Span[]): Hole | undefined {
  const text = textView(view.slice(piece));
  const touched = [...text.words.keys()].filter((index) => {
    const word = text.words[index];
    return places.some(
      ({ start, end }) =>
        end - start < text.text.length && word.start + piece.start < end && word.end + piece.start > start,
    );
  });
  if (touched.length === 0) return undefined;
  const [first, last] = [touched[0], touched.at(-1)!];
  return { first, end: last + 1, count: last + 1 - first };
}

/** Words beside those at fault that may have to go with them, before and behind ("We [are very sorry] that"). */
const WIDER: readonly (readonly [before: number, behind: number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
];

/** The hole of words at fault, and others around it, with as many words as there were, or others near to that. */
export function holesAround({ first, end }: Hole): Hole[] {
  const holes = WIDER.flatMap(([before, behind]) => {
    const [from, to] = [Math.max(0, first - before), end + behind];
    const size = to - from;
    const counts = before + behind === 0 ? [size, 1, 2] : [size, Math.max(1, size - 1)];
    return counts.map((count): Hole => ({ first: from, end: to, count }));
  });
  return [...new Map(holes.map((hole) => [JSON.stringify(hole), hole])).values()];
}

/** Where so many words might stand behind `at` others: in the place of the next one, or before it. */
export function holesFor(at: number, words: number): Hole[] {
  return [words, words + 1].flatMap((count) => [
    { first: at, end: at + 1, count },
    { first: at, end: at, count },
  ]);
}
