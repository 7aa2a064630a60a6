/**
 * Which characters a pattern speaks of, rather than lets pass among many.
 * @module
 */
import { NO_STATE, type PatternAutomaton } from "./pattern.ts";

/** A set of characters that is no larger was spelled out. */
const NAMED = 2;

/** Whether the pattern names this mark between two digits: the point of decimals, the comma of thousands. */
export function namesBetweenDigits(automaton: PatternAutomaton, mark: string): boolean {
  const point = mark.codePointAt(0)!;
  if (automaton.sizes[automaton.likenessOf(point)] > NAMED) return false;
  const digits = Array.from({ length: 10 }, (_, digit) => 0x30 + digit);
  const hasDigit = (state: number): boolean =>
    digits.some((digit) => automaton.next(state, digit) !== NO_STATE);
  for (let state = 0; state < automaton.stateCount; state += 1) {
    for (const digit of digits) {
      const behind = automaton.next(state, digit);
      if (behind !== NO_STATE && hasDigit(automaton.next(behind, point))) return true;
    }
  }
  return false;
}
