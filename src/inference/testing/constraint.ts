/**
 * The laws of a constraint.
 * @module
 */
import assert from "node:assert/strict";
import type { Constraint } from "../constraint.ts";

/**
 * Visits states reachable over an alphabet, up to a limit, and asserts that none is a dead end, that states are not
 * changed by use, and that equal keys agree on what may come next.
 */
export function testConstraint<State>(
  constraint: Constraint<State>,
  { alphabet, limit = 2000 }: { alphabet: string; limit?: number },
): void {
  const points = Array.from(new Set(alphabet), (char) => char.codePointAt(0) as number);
  const admits = (state: State): string =>
    [
      ...points.map((point) => (constraint.next(state, point) === undefined ? "0" : "1")),
      constraint.mayEnd(state),
    ].join();
  const byKey = new Map<string | number, string>();
  const waiting: [State, string][] = [[constraint.start, ""]];
  for (let visited = 0; waiting.length > 0 && visited < limit; visited += 1) {
    const [state, text] = waiting.pop() as [State, string];
    const before = JSON.stringify(state);
    const admitted = admits(state);
    assert.ok(admitted.includes("1") || constraint.mayEnd(state), `a dead end after ${JSON.stringify(text)}`);
    assert.equal(JSON.stringify(state), before, "a state was changed by asking it");
    const key = constraint.key(state);
    assert.equal(
      byKey.get(key) ?? admitted,
      admitted,
      `states with the key ${key} differ after ${JSON.stringify(text)}`,
    );
    byKey.set(key, admitted);
    for (const point of points) {
      const next = constraint.next(state, point);
      if (next !== undefined) waiting.push([next, text + String.fromCodePoint(point)]);
    }
  }
}
