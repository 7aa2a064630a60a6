/**
 * The contract: what must be true of an answer. Types, JSON form and published JSON Schema come from here and from the
 * clauses in `clauses/`.
 * @module
 */
import { z } from "zod";
import { clauseSchema } from "./clauses/index.ts";
import { formSchema } from "./form.ts";

export type { Clause } from "./clauses/index.ts";
export type { Form } from "./form.ts";
export type { Scope, Selector, Unit } from "./scope.ts";

/** The JSON form of contracts, as a Zod schema. */
export const contractSchema = z
  .strictObject({
    form: formSchema.optional(),
    topic: z
      .string()
      .regex(/^\S(?:[\s\S]*\S)?$/u, { error: "A topic neither begins nor ends with white space." })
      .optional()
      .describe("What it is about, for whom, in which tone: told to the follower, not checked by computing."),
    clauses: z.array(clauseSchema).readonly(),
  })
  .readonly();

/** What kind of text, what it is about, and what must be true of it. */
export type Contract = z.infer<typeof contractSchema>;
