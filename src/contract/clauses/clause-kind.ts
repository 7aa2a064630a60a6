/**
 * What a clause is made of. A new kind of clause is one file here that exports a `ClauseKind`, and its line in
 * `index.ts`: schema, notation, grammar, check and documentation all follow from it.
 * @module
 */
import type { z } from "zod";
import type { TextView } from "../../text/index.ts";
import type { Outcome } from "../check/outcome.ts";
import type { Template } from "../grammar/expression.ts";
import type { Scope } from "../scope.ts";

/** What every clause has. */
export interface ClauseShape {
  readonly relation: string;
  readonly scope: Scope;
}

export interface ClauseKind<Clause extends ClauseShape> {
  readonly relations: readonly Clause["relation"][];
  readonly schema: z.ZodType<Clause> & z.core.$ZodTypeDiscriminable;
  /** The lines that say it. */
  readonly templates: readonly Template<Clause>[];
  /** Whether a finished text obeys it. Exact, and from the text alone. */
  readonly check: (clause: Clause, view: TextView) => Outcome;
}
