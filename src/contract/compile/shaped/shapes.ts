/**
 * The clauses of a contract that say how a part is written, character by character: patterns, examples, capitals. Each is
 * an automaton over the part's characters.
 * @module
 */
import { likeness } from "../../clauses/like.ts";
import { type PatternAutomaton, patternAutomaton } from "../../pattern/pattern.ts";
import type { Clause, Unit } from "../../types.ts";

export interface Shape {
  readonly automaton: PatternAutomaton;
  /** What the part is; undefined: the whole text. */
  readonly unit: Unit | undefined;
  /** Whether every word of the text stands in such a part. */
  readonly everywhere: boolean;
}

export type ShapeClause = Extract<
  Clause,
  { relation: "matches" | "is like" | "is lowercase" | "is uppercase" | "is capitalised" }
>;

/** Capitals as the check has them. */
const CASINGS = {
  "is lowercase": "[^\\p{Changes_When_Lowercased}]*",
  "is uppercase": "[^\\p{Changes_When_Uppercased}]*",
  "is capitalised":
    "[^\\p{L}\\p{N}\\p{Changes_When_Uppercased}]*(?:(?!\\p{Changes_When_Uppercased})[\\p{L}\\p{N}][^]*)?",
} as const;

/** What a clause makes a part follow; undefined: a clause of another kind. */
function automatonOf(clause: Clause): PatternAutomaton | undefined {
  switch (clause.relation) {
    case "matches":
      return patternAutomaton(clause.value);
    case "is like":
      return likeness(clause.value);
    case "is lowercase":
    case "is uppercase":
    case "is capitalised":
      return patternAutomaton(CASINGS[clause.relation]);
    default:
      return undefined;
  }
}

/** The shapes of a contract, by number. */
export class Shapes {
  readonly all: readonly Shape[];
  readonly #indices = new Map<string, number>();

  constructor(clauses: readonly Clause[]) {
    const all: Shape[] = [];
    for (const clause of clauses) {
      const automaton = automatonOf(clause);
      const key = JSON.stringify(clause);
      if (!automaton || this.#indices.has(key)) continue;
      this.#indices.set(key, all.length);
      all.push({
        automaton,
        unit: clause.scope.at(-1)?.unit,
        everywhere: clause.scope.every(({ unit, at }) => at === "each" && unit !== "sentence"),
      });
    }
    this.all = all;
  }

  /** The number of a clause's shape. */
  index(clause: ShapeClause): number {
    return this.#indices.get(JSON.stringify(clause))!;
  }
}

const RELATIONS: ReadonlySet<string> = new Set([
  "matches",
  "is like",
  "numbers increase",
  "numbers decrease",
  ...Object.keys(CASINGS),
]);

/** Whether a contract needs words and gaps of its own: for what its parts are shaped like, or to count numbers. */
export const isShaped = (clauses: readonly Clause[]): boolean =>
  clauses.some(({ relation }) => relation.startsWith("sum ") || RELATIONS.has(relation));

/** Whether no part at all can have this shape. */
export function neverFits(clause: Clause): boolean {
  const automaton = automatonOf(clause);
  return automaton !== undefined && !automaton.alive(automaton.start);
}
