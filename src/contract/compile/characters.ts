/**
 * Single characters by their place: `character 4 of first word is "o"`, `last character is "!"`.
 * @module
 */
import { holdsWord } from "../../text/index.ts";
import type { Scope } from "../types.ts";
import type { ClauseMonitor, TextClause } from "./clauses.ts";
import { isLead, isTail } from "./gaps.ts";
import { leadMonitor, tailMonitor } from "./marks.ts";
import { type Monitor, wordTestMonitor } from "./monitor.ts";
import type { WordTests } from "./word-tests.ts";

/** What a clause asks of the part that its character stands in. */
export interface CharacterRule extends ClauseMonitor {
  /** Scope of that part. */
  readonly scope: Scope;
}

/**
 * Any place in a word can be watched; in a larger part, its first and its last character.
 * Undefined: the clause is beyond this compiler.
 */
export function characterRule(
  { scope, value }: TextClause,
  tests: WordTests,
  { singleWord }: { singleWord: boolean },
): CharacterRule | undefined {
  const outer = scope.slice(0, -1);
  const at = scope.at(-1)!.at as number;
  const isMark = !holdsWord(value);
  const level = outer.at(-1)?.unit;
  if (level === "word") {
    const test = tests.characterAt(at, value);
    return { scope: outer, monitor: wordTestMonitor({ test }), needs: [test] };
  }
  if (singleWord && level === undefined && !isMark) {
    const test = tests.characterAt(at, value);
    return { scope: outer, monitor: bareMonitor({ test, closed: at < 0 }), needs: [test] };
  }
  if (at === 1) {
    if (!isMark) {
      const test = tests.characterAt(at, value);
      return { scope: outer, monitor: firstMonitor({ test, character: value }), needs: [test] };
    }
    return isLead(value) ? { scope: outer, monitor: leadMonitor({ lead: value }), needs: [] } : undefined;
  }
  if (at !== -1) return undefined;
  if (!isMark) {
    const test = tests.characterAt(at, value);
    return { scope: outer, monitor: lastMonitor({ test }), needs: [test] };
  }
  const tail = isTail(value, { closesSentence: level === "sentence" });
  return tail ? { scope: outer, monitor: tailMonitor({ tail: value }), needs: [] } : undefined;
}

/** A text that is one word; `closed`: no mark stands behind it. */
function bareMonitor({ test, closed }: { test: number; closed: boolean }): Monitor {
  return {
    ...wordTestMonitor({ test }),
    close: (_, gap) => !closed || gap.marks[0] === "",
  };
}

const BEGINS = 0;
const GOES_ON = 1;
const FAILED = 2;

/** The first word passes the test, and nothing but that character stands before it. */
function firstMonitor({ test, character }: { test: number; character: string }): Monitor {
  return {
    begin: (lead) => (lead === "" ? BEGINS : lead.startsWith(character) ? GOES_ON : FAILED),
    word: (state, word) =>
      state === FAILED || (state === BEGINS && !word.passes.has(test)) ? undefined : GOES_ON,
    gap: (state) => state,
    close: () => true,
  };
}

/** The last word passes the test, and no mark stands behind it. */
function lastMonitor({ test }: { test: number }): Monitor {
  return {
    begin: () => 0,
    word: (_, word) => (word.passes.has(test) ? 1 : 0),
    gap: (state) => state,
    close: (state, gap) => state === 1 && gap.marks[0] === "",
  };
}
