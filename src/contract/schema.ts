/**
 * The contract: what must be true of an answer. Types, JSON form and published JSON Schema come from here and from the
 * clauses in `clauses/`.
 * @module
 */
import { z } from "zod";
import { clauseSchema } from "./clauses/index.ts";

export type { Clause } from "./clauses/index.ts";
export type { Scope, Selector, Unit } from "./scope.ts";

export const FORMS = ["text", "word", "sentence", "paragraph", "poem", "list"] as const;
export const formSchema = z.enum(FORMS);
export type Form = z.infer<typeof formSchema>;

export const contractSchema = z
  .strictObject({
    form: formSchema
      .optional()
      .describe(
        "What kind of text: a sentence is exactly one sentence, a paragraph one block without line breaks, a word one word, poems and lists are lines.",
      ),
    topic: z
      .string()
      .regex(/^\S(?:.*\S)?$/su, { error: "A topic neither begins nor ends with white space." })
      .optional()
      .describe("What it is about, for whom, in which tone: told to the follower, not checked by computing."),
    clauses: z.array(clauseSchema).readonly(),
  })
  .readonly();

/** What kind of text, what it is about, and what must be true of it. */
export type Contract = z.infer<typeof contractSchema>;
