/**
 * Each clause as a monitor over the whole text.
 * @module
 */
import type { Clause, Contract, Scope, Selector } from "../types.ts";
import type { WordTest } from "./events.ts";
import {
  type Bounds,
  countMonitor,
  type Monitor,
  occurrenceMonitor,
  phraseMonitor,
  prefixMonitor,
  selectMonitor,
  wordTestMonitor,
} from "./monitor.ts";
import { casefold } from "./words.ts";

/** Collects the tests that clauses ask of words; equal tests get the same index. */
export class WordTests {
  readonly all: WordTest[] = [];
  readonly #indices = new Map<string, number>();

  index(test: WordTest): number {
    let index = this.#indices.get(test.name);
    if (index === undefined) {
      index = this.all.length;
      this.#indices.set(test.name, index);
      this.all.push(test);
    }
    return index;
  }

  equals(word: string): number {
    const folded = casefold(word);
    return this.index({ name: `is ${folded}`, words: new Set([folded]) });
  }
}

/** The monitor of a clause, or undefined when the clause is beyond this compiler (it is still checked afterwards). */
export function clauseMonitor(clause: Clause, tests: WordTests): Monitor | undefined {
  const leaf = leafMonitor(clause, tests);
  return leaf && within(clause.scope, leaf);
}

/** A monitor of the innermost part, lifted to the whole text. */
export function within(scope: Scope, leaf: Monitor): Monitor {
  return scope.reduceRight<Monitor>((inner, selector: Selector) => selectMonitor({ selector, inner }), leaf);
}

function leafMonitor(clause: Clause, tests: WordTests): Monitor | undefined {
  switch (clause.relation) {
    case "exactly":
    case "at least":
    case "at most":
    case "between":
      return countMonitor({ unit: clause.subject, bounds: boundsOf(clause) });
    case "is":
    case "starts with":
    case "ends with":
    case "contains":
    case "avoids": {
      const isWord = clause.scope.at(-1)?.unit === "word";
      return isWord ? wordMonitor(clause, tests) : wordsMonitor(clause, tests);
    }
    default:
      return undefined;
  }
}

type CountClause = Extract<Clause, { relation: "exactly" | "at least" | "at most" | "between" }>;
type TextClause = Extract<Clause, { relation: "is" | "starts with" | "ends with" | "contains" | "avoids" }>;

/** Both ends of what a count may be. */
export function boundsOf(clause: CountClause): Bounds {
  switch (clause.relation) {
    case "exactly":
      return { min: clause.value, max: clause.value };
    case "at least":
      return { min: clause.value, max: Number.POSITIVE_INFINITY };
    case "at most":
      return { min: 0, max: clause.value };
    case "between":
      return { min: clause.value[0], max: clause.value[1] };
  }
}

/** About one word: its spelling. */
function wordMonitor(clause: TextClause, tests: WordTests): Monitor {
  const folded = casefold(clause.value);
  if (clause.relation === "is") return wordTestMonitor({ test: tests.equals(clause.value) });
  const rules = {
    "starts with": (word: string) => word.startsWith(folded),
    "ends with": (word: string) => word.endsWith(folded),
    contains: (word: string) => word.includes(folded),
    avoids: (word: string) => word.includes(folded),
  };
  const kind = clause.relation === "avoids" ? "contains" : clause.relation;
  const test = tests.index({ name: `${kind} ${folded}`, rule: rules[kind] });
  return wordTestMonitor({ test, wanted: clause.relation !== "avoids" });
}

/** About the words of a larger part. */
function wordsMonitor(clause: TextClause, tests: WordTests): Monitor | undefined {
  const words = wordsOf(clause.value);
  if (words.length === 0 || words.length > 30) return undefined;
  const indices = words.map((word) => tests.equals(word));
  const [only] = indices;
  switch (clause.relation) {
    case "is":
      return prefixMonitor({ tests: indices, whole: true });
    case "starts with":
      return prefixMonitor({ tests: indices });
    case "ends with":
      return phraseMonitor({ tests: indices, where: "end" });
    case "contains":
      if (indices.length > 1) return phraseMonitor({ tests: indices, where: "anywhere" });
      return occurrenceMonitor({ test: only, bounds: { min: 1, max: Number.POSITIVE_INFINITY } });
    case "avoids":
      if (indices.length > 1) return phraseMonitor({ tests: indices, where: "nowhere" });
      return occurrenceMonitor({ test: only, bounds: { min: 0, max: 0 } });
  }
}

/** The words of a quoted text, without the punctuation around them. */
export function wordsOf(text: string): string[] {
  return text
    .split(/\s+/u)
    .map((run) => run.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, ""))
    .filter((word) => word !== "");
}

/** Every word that the contract itself quotes, in its spelling. */
export function quotedWords(contract: Contract): string[] {
  return contract.clauses.flatMap((clause) =>
    "value" in clause && typeof clause.value === "string" ? wordsOf(clause.value) : [],
  );
}
