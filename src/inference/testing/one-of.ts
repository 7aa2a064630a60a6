/**
 * The simplest constraint there is, for tests.
 * @module
 */
import type { Constraint } from "../constraint.ts";

/** Exactly these texts; the state is what has been written. */
export const oneOf = (...texts: readonly string[]): Constraint<string> => ({
  start: "",
  next: (state, point) => {
    const longer = state + String.fromCodePoint(point);
    return texts.some((text) => text.startsWith(longer)) ? longer : undefined;
  },
  mayEnd: (state) => texts.includes(state),
  key: (state) => state,
});
