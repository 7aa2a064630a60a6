/**
 * What clauses quote.
 * @module
 */
import type { Clause } from "./clauses/index.ts";

/** The texts that a clause quotes, whatever it says of them; numbers are none. */
export const textsSaid = (clause: Clause): string[] =>
  "value" in clause
    ? [clause.value].flat().filter((value): value is string => typeof value === "string")
    : [];
