/**
 * Words that have their places.
 * @module
 */
import type { Clause } from "./clauses/index.ts";
import type { Contract } from "./types.ts";

/**
 * The place at which a clause asks for a word: from 1 at the front of its sentence or text, from −1 at the back; undefined:
 * it asks for none.
 */
export function wordPlace({ relation, scope }: Clause): number | undefined {
  const inner = scope.at(-1);
  return relation === "is" && inner?.unit === "word" && inner.at !== "each" ? inner.at : undefined;
}

/** What sentences have to end with, by their number from 1. */
export function lastWordsOf({ clauses, form }: Pick<Contract, "clauses" | "form">): Map<number, string> {
  const lasts = new Map<number, string>();
  for (const clause of clauses) {
    if (clause.relation !== "is" || wordPlace(clause) !== -1) continue;
    const [{ unit, at }] = clause.scope;
    if (clause.scope.length === 1 && form === "sentence") lasts.set(1, clause.value);
    else if (clause.scope.length === 2 && unit === "sentence" && at !== "each" && at > 0)
      lasts.set(at, clause.value);
  }
  return lasts;
}
