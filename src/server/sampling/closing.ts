/**
 * The end of a text under a constraint, when there is no room for one that the model would write: some short text that
 * makes it whole.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";
import type { Position } from "../../inference/mask.ts";

/** What closes most soon comes first; a comma before digits, since numbers without end must end. */
const FIRST = [
  ...'"}],:0',
  ..."123456789",
  ..."tfn{[-.",
  ..."rueals",
  ..."e+/\\",
  ..."abcdghijkmopqvwxyz",
].map((character) => character.codePointAt(0) as number);
const ASCII_PRINTABLE = Array.from({ length: 95 }, (_, index) => 32 + index);
const CANDIDATES = [...new Set([...FIRST, ...ASCII_PRINTABLE])];
const MOST_CHARACTERS = 4000;

/**
 * Characters that make the text whole from here; undefined: none were found.
 * It takes the character from which the constraint says that the end is nearest, or else the first that is admitted.
 */
export function closingText<State>(
  constraint: Constraint<State>,
  { state: from, partial }: Position<State>,
): string | undefined {
  if (partial) return undefined;
  let state = from;
  let text = "";
  while (!constraint.mayEnd(state)) {
    if (text.length >= MOST_CHARACTERS) return undefined;
    const step = firstStep(constraint, state);
    if (!step) return undefined;
    state = step.state;
    text += String.fromCodePoint(step.point);
  }
  return text;
}

function firstStep<State>(
  constraint: Constraint<State>,
  state: State,
): { readonly state: State; readonly point: number } | undefined {
  const soonest = constraint.soonest?.(state);
  for (const point of soonest === undefined ? CANDIDATES : [soonest, ...CANDIDATES]) {
    const next = constraint.next(state, point);
    if (next !== undefined) return { state: next, point };
  }
  // Letters of other scripts, where a schema names them.
  for (let point = 0x80; point < 0x1_0000; point += 1) {
    if (
      constraint.admitsBetween &&
      point % 256 === 0 &&
      !constraint.admitsBetween(state, point, point + 255)
    ) {
      point += 255;
      continue;
    }
    const next = constraint.next(state, point);
    if (next !== undefined) return { state: next, point };
  }
  return undefined;
}
