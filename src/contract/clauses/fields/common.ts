/**
 * What clauses about fields have in common: they look at the JSON document, not at parts of a text.
 * @module
 */
import { z } from "zod";
import { type Scope, scopeSchema } from "../../scope.ts";

/** Always empty. */
export const noScope: z.ZodType<Scope> = scopeSchema.refine((scope) => scope.length === 0, {
  error: "A clause about fields has an empty scope.",
});

const LARGEST = 999_999_999;

/** A number that the notation can write: nine digits, six decimals. */
export const boundSchema: z.ZodType<number> = z
  .number()
  .min(-LARGEST)
  .max(LARGEST)
  .refine((value) => Number(value.toFixed(6)) === value && !Object.is(value, -0), {
    error: "A bound has six decimals at most.",
  });

/** The clause that was read; its schema decides whether it is one. */
export const readAs = <Clause>(relation: string, values: Readonly<Record<string, unknown>>): Clause =>
  ({ relation, scope: [], ...values }) as unknown as Clause;
