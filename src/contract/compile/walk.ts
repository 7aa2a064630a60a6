/**
 * Random texts of a constraint, for tests: what a model without any taste would write.
 * @module
 */
import type { TextConstraint } from "./text-constraint.ts";

/**
 * Chooses one admitted character after another until the text may end, and mostly ends it there. Undefined: it was not
 * finished within so many characters.
 */
export function randomText(
  constraint: TextConstraint,
  {
    random,
    longest = 2000,
    letters,
  }: {
    random: () => number;
    longest?: number;
    /** Of a large alphabet, these alone; they must do to finish any text that is begun with them. */
    letters?: string;
  },
): string | undefined {
  const alphabet =
    letters === undefined
      ? [...constraint.alphabet!]
      : [...new Set(letters)].map((letter) => letter.codePointAt(0)!);
  let state = constraint.start;
  let text = "";
  for (let length = 0; length < longest; length += 1) {
    const ways = alphabet.flatMap((point) => {
      const next = constraint.next(state, point);
      return next === undefined ? [] : [{ point, next }];
    });
    if (constraint.mayEnd(state) && (ways.length === 0 || random() < 0.5)) return text;
    if (ways.length === 0) throw new Error(`a dead end after ${JSON.stringify(text)}`);
    const way = ways[Math.floor(random() * ways.length)];
    text += String.fromCodePoint(way.point);
    state = way.next;
  }
  return undefined;
}
