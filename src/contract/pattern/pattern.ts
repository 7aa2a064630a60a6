/**
 * Regular expressions as automata: whether a text fits, and what may come next in one that is to fit. Every question
 * takes one step a character, whatever the expression; one that would take too many states is refused when it is made.
 *
 * The language is JavaScript's with the flag `u`: sets, groups, choices, repetitions, anchors (`^`, `$`, `\b`) and looks
 * ahead, with the flags `i`, `m` and `s`. References back to groups and looks behind are refused.
 * @module
 */
import { type AST, RegExpParser, RegExpSyntaxError } from "@eslint-community/regexpp";
import { SijoError } from "../../errors.ts";
import { determinise } from "./dfa.ts";
import { tooIntricatePattern, unreadable } from "./errors.ts";
import { NO_STATE } from "./minimise.ts";
import { buildNfa } from "./nfa.ts";

export { NO_STATE } from "./minimise.ts";

/** A state of a pattern's automaton: from 0 up. States that can't be told apart are one. */
export type PatternState = number;

export interface PatternAutomaton {
  /** `NO_STATE` where no text fits at all. */
  readonly start: PatternState;
  /** How many states there are. */
  readonly stateCount: number;
  /** The state after one more code point, or `NO_STATE` when no text that fits begins like that. */
  next(state: PatternState, codePoint: number): PatternState;
  /** Whether the text may end here. */
  mayEnd(state: PatternState): boolean;
  /** Whether some text that fits continues from here: true of every state but `NO_STATE`. */
  alive(state: PatternState): boolean;
  /** Whether a whole text fits. */
  matches(text: string): boolean;
  /** One code point of each set of characters that the pattern treats alike: enough to follow every way on. */
  readonly representatives: Int32Array;
  /** How many code points are like `representatives[i]`. */
  readonly sizes: Int32Array;
  /** Index into `representatives` of the one that a code point is like. */
  likenessOf(codePoint: number): number;
}

export interface PatternOptions {
  /** Any of `i`, `m`, `s`, `u`; `u` is always meant. */
  readonly flags?: string;
  /** Whether the whole text is to fit, as between `^` and `$`; else it is to hold something that fits. Default: true. */
  readonly whole?: boolean;
}

const LONGEST_SOURCE = 10_000;
const MOST_KEPT = 200;
const kept = new Map<string, PatternAutomaton>();

/**
 * The automaton of a regular expression.
 * @throws SijoError `contract.pattern` (usage): it can't be read, or has what no automaton can follow;
 *   `contract.pattern-too-intricate` (usage): it takes too many states.
 * @example
 * const price = patternAutomaton("\\$[0-9]+");
 * price.matches("$25"); // true
 */
export function patternAutomaton(
  source: string,
  { flags = "", whole = true }: PatternOptions = {},
): PatternAutomaton {
  const key = `${whole}/${[...flags].sort().join("")}/${source}`;
  let automaton = kept.get(key);
  if (!automaton) {
    automaton = make(source, flags, whole);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, automaton);
  }
  return automaton;
}

function make(source: string, flags: string, whole: boolean): PatternAutomaton {
  const unknown = /[^imsu]/.exec(flags)?.[0];
  if (unknown !== undefined) throw unreadable(source, `the flag ${unknown} is not known`, undefined);
  if (source.length > LONGEST_SOURCE) throw tooIntricatePattern();
  const has = (flag: string): boolean => flags.includes(flag);
  try {
    const nfa = buildNfa({
      pattern: parse(source),
      flags: { unicode: true, ignoreCase: has("i"), multiline: has("m"), dotAll: has("s") },
      whole,
    });
    return automatonOf(determinise(nfa, { multiline: has("m") }));
  } catch (error) {
    // Parentheses nested by the thousand.
    if (error instanceof RangeError) throw tooIntricatePattern();
    throw error;
  }
}

/** Escapes that the flag `u` forbids, and that everybody writes all the same: `\-`, `\"`, `\#`. */
const NEEDED = /[\w$()*+./?[\\\]^{|}-]/;

function parse(source: string): AST.Pattern {
  const parser = new RegExpParser();
  const read = (text: string): AST.Pattern => parser.parsePattern(text, 0, text.length, { unicode: true });
  try {
    return read(source);
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    try {
      return read(withoutNeedlessEscapes(source));
    } catch {
      const reason = error.message.replace(/^Invalid regular expression: \/[\s\S]*\/\w*: /, "");
      throw unreadable(source, `${reason.toLowerCase()}, at character ${error.index + 1}`, error);
    }
  }
}

function withoutNeedlessEscapes(source: string): string {
  let insideSet = false;
  return source.replace(/\\([\s\S])|[[\]]/g, (all, escaped: string | undefined) => {
    if (escaped === undefined) {
      insideSet = all === "[";
      return all;
    }
    if (escaped === "-" && !insideSet) return "-";
    return NEEDED.test(escaped) ? all : escaped;
  });
}

function automatonOf({ alphabet, dfa }: ReturnType<typeof determinise>): PatternAutomaton {
  const { rows, accepting, starts } = dfa;
  const [start] = starts;
  const next = (state: PatternState, codePoint: number): PatternState =>
    state === NO_STATE ? NO_STATE : rows[state][alphabet.indexOf(codePoint)];
  return {
    start,
    stateCount: rows.length,
    next,
    mayEnd: (state) => state !== NO_STATE && accepting[state],
    alive: (state) => state !== NO_STATE,
    matches: (text) => {
      let state = start;
      for (const character of text) {
        state = next(state, character.codePointAt(0)!);
        if (state === NO_STATE) return false;
      }
      return state !== NO_STATE && accepting[state];
    },
    representatives: alphabet.representatives,
    sizes: alphabet.sizes,
    likenessOf: alphabet.indexOf,
  };
}

/** Whether an error says that a pattern was refused. */
export const isPatternError = (error: unknown): error is SijoError =>
  error instanceof SijoError && error.code.startsWith("contract.pattern");
