/**
 * The kinds of text.
 * @module
 */
import { z } from "zod";

export const FORMS = ["text", "word", "sentence", "paragraph", "poem", "list", "sijo", "json"] as const;

/** What kind of text; `sentence` = exactly one, `paragraph` = one block without line breaks. Checked like a clause. */
export const formSchema = z
  .enum(FORMS)
  .describe(
    "What kind of text: a sentence is exactly one sentence, a paragraph one block without line breaks, a word one word; poems and lists are lines, a sijo is the Korean verse of three counted lines, json is one JSON value and nothing else.",
  );
/** What kind of text is asked for. */
export type Form = z.infer<typeof formSchema>;
