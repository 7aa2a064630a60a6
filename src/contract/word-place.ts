/**
 * Words that have their places.
 * @module
 */
import type { Clause } from "./clauses/index.ts";

/**
 * The place at which a clause asks for a word: from 1 at the front of its sentence or text, from −1 at the back; undefined:
 * it asks for none.
 */
export function wordPlace({ relation, scope }: Clause): number | undefined {
  const inner = scope.at(-1);
  return relation === "is" && inner?.unit === "word" && inner.at !== "each" ? inner.at : undefined;
}
