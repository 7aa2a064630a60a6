/**
 * Which characters a pattern speaks of, rather than lets pass among many.
 * @module
 */
import type { PatternAutomaton } from "./pattern.ts";

/** A set of characters that is no larger was spelled out. */
const NAMED = 2;

/** Whether the pattern tells this character from all but a few others. */
export const hasNamedMark = (automaton: PatternAutomaton, mark: string): boolean =>
  automaton.sizes[automaton.likenessOf(mark.codePointAt(0)!)] <= NAMED;
