/**
 * How far a text is from fitting a pattern: the fewest characters to be put in, taken out or replaced (Wagner, "Order-n
 * correction for regular languages", CACM 1974).
 * @module
 */
import { NO_STATE, type PatternAutomaton, type PatternState } from "./pattern.ts";

/** Characters × states × ways on: more are not looked at. */
const MOST_EFFORT = 1_000_000;

/** Undefined where nothing fits, or the search would take long. */
export function editDistance(automaton: PatternAutomaton, text: string): number | undefined {
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  const { start, stateCount, representatives } = automaton;
  if (start === NO_STATE || (points.length + 1) * stateCount * representatives.length > MOST_EFFORT) {
    return undefined;
  }
  const ways = Array.from({ length: stateCount }, (_, state) => [
    ...new Set(
      Array.from(representatives, (point) => automaton.next(state, point)).filter(
        (next) => next !== NO_STATE,
      ),
    ),
  ]);
  let costs = inserted(new Map([[start, 0]]), ways);
  for (const point of points) {
    const next = new Map<PatternState, number>();
    const reach = (state: PatternState, cost: number): void => {
      if (state !== NO_STATE && cost < (next.get(state) ?? Number.POSITIVE_INFINITY)) next.set(state, cost);
    };
    for (const [state, cost] of costs) {
      reach(automaton.next(state, point), cost);
      reach(state, cost + 1);
      for (const other of ways[state]) reach(other, cost + 1);
    }
    costs = inserted(next, ways);
  }
  const ends = [...costs].filter(([state]) => automaton.mayEnd(state)).map(([, cost]) => cost);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** The same with any characters put in: a search in order of cost, each character costing 1. */
function inserted(
  costs: ReadonlyMap<PatternState, number>,
  ways: readonly (readonly PatternState[])[],
): Map<PatternState, number> {
  const found = new Map<PatternState, number>();
  // Both lists are in order of cost; the cheaper of their first is next.
  const given = [...costs].sort(([, one], [, other]) => one - other);
  const reached: (readonly [PatternState, number])[] = [];
  for (let at = 0, behind = 0; at < given.length || behind < reached.length; ) {
    const takesGiven = behind === reached.length || (at < given.length && given[at][1] <= reached[behind][1]);
    const [state, cost] = takesGiven ? given[at++] : reached[behind++];
    if (found.has(state)) continue;
    found.set(state, cost);
    for (const next of ways[state]) if (!found.has(next)) reached.push([next, cost + 1]);
  }
  return found;
}
