/**
 * A regular expression as a constraint: the whole text fits it, and every beginning of it can still be made to fit.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Constraint } from "../../inference/constraint.ts";
import { PATTERN_ERROR } from "./errors.ts";
import { NO_STATE, type PatternState, patternAutomaton } from "./pattern.ts";

const made = new Map<string, Constraint<PatternState>>();
const MOST_MADE = 200;

/**
 * Texts that fit a regular expression from end to end, as between `^` and `$`. The same expression is the same constraint,
 * so that its masks are made once.
 * @throws SijoError `contract.pattern` (usage): no text fits, or it has what no automaton can follow (references back,
 * looks behind); `contract.pattern-too-intricate` (usage).
 * @example
 * const { text } = yield* write(follower, { constraint: pattern(/[A-Z][a-z]+( [a-z]+){4,9}\./) });
 */
export function pattern(expression: RegExp): Constraint<PatternState> {
  if (!(expression instanceof RegExp)) {
    throw new SijoError(PATTERN_ERROR, `${JSON.stringify(expression)} is no regular expression.`, {
      kind: "usage",
      hint: "Write /…/, or new RegExp(…) where it is put together.",
    });
  }
  // Where in the text a search goes on says nothing about the text.
  const flags = expression.flags.replace(/[gyd]/g, "");
  const key = `${flags}/${expression.source}`;
  let constraint = made.get(key);
  if (!constraint) {
    constraint = make(expression, flags);
    if (made.size >= MOST_MADE) made.delete(made.keys().next().value as string);
    made.set(key, constraint);
  }
  return constraint;
}

function make({ source }: RegExp, flags: string): Constraint<PatternState> {
  const automaton = patternAutomaton(source, { flags });
  if (automaton.start === NO_STATE) {
    throw new SijoError(PATTERN_ERROR, `No text fits /${source}/.`, { kind: "usage" });
  }
  return {
    start: automaton.start,
    next(state, codePoint) {
      const next = automaton.next(state, codePoint);
      return next === NO_STATE ? undefined : next;
    },
    mayEnd: automaton.mayEnd,
    key: (state) => state,
  };
}
