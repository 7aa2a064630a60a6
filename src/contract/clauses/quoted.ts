/**
 * A quoted text in its place: `last word of sentence 2 is "lanterns"`, `text avoids "cold"`,
 * `each sentence starts with "When"`.
 * @module
 */
import { z } from "zod";
import { quotedSlot, sequence, type Template } from "../grammar/expression.ts";
import { anyScope } from "../grammar/scope.ts";
import { scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["is", "starts with", "ends with", "contains", "avoids"] as const;

export const quotedTextSchema = z
  .string()
  .regex(/\S/u, { error: "A quoted text holds more than white space." });

const schema = z
  .strictObject({ relation: z.enum(RELATIONS), scope: scopeSchema, value: quotedTextSchema })
  .readonly();

export type QuotedClause = z.infer<typeof schema>;

const MEANINGS: Readonly<Record<QuotedClause["relation"], readonly [example: string, meaning: string]>> = {
  is: ['last word of sentence 2 is "lanterns"', "The part consists of these words, in any case."],
  "starts with": [
    'each sentence starts with "When"',
    "The part begins with these words; a word, with these letters.",
  ],
  "ends with": [
    'text ends with "see you soon"',
    "The part ends with these words; a word, with these letters.",
  ],
  contains: [
    'text contains "spring"',
    "The word, or the words one after the other, stand somewhere in the part; Hangul: these characters.",
  ],
  avoids: [
    'text avoids "cold"',
    "The word, or the words one after the other, stand nowhere in the part; Hangul: these characters.",
  ],
};

export const quoted: ClauseKind<QuotedClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map(
    (relation): Template<QuotedClause> => ({
      id: `quoted.${relation.replace(" ", "-")}`,
      expression: sequence(anyScope, ` ${relation} `, quotedSlot("value")),
      example: MEANINGS[relation][0],
      meaning: MEANINGS[relation][1],
      read: (values) => ({ relation, ...values }) as QuotedClause,
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    }),
  ),
};
