/**
 * A choice: `last word is one of "home", "harbor"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../text/index.ts";
import { atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import { sought, wordDistance, wordsStandAt } from "../check/words.ts";
import { quotedList, sequence } from "../grammar/expression.ts";
import { anyScope } from "../grammar/scope.ts";
import { quotedTextSchema, scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const schema = z
  .strictObject({
    relation: z.literal("is one of"),
    scope: scopeSchema,
    value: z.array(quotedTextSchema).min(1).readonly(),
  })
  .readonly();

export type OneOfClause = z.infer<typeof schema>;

function check({ scope, value }: OneOfClause, view: TextView): Outcome {
  const targets = value.map((text) => sought(text, view));
  return atEveryPlace({
    scope,
    view,
    wanted: `one of ${value.map(quote).join(", ")}`,
    passes: ({ span, words: [first, end] }) =>
      targets.some(({ words, literal }) =>
        view.isText
          ? view.isText(view.slice(span), literal)
          : words.length === 0
            ? view.slice(span) === literal.trim()
            : end - first === words.length && wordsStandAt(words, first, view),
      ),
    describe: ({ span, words: [first, end] }) => ({
      found: quote(view.slice(span)),
      distance: Math.min(
        ...targets.map(({ words }) => Math.max(1, wordDistance(view.folded.slice(first, end), words))),
      ),
    }),
  });
}

export const oneOf: ClauseKind<OneOfClause> = {
  relations: ["is one of"],
  schema,
  templates: [
    {
      id: "one-of.is-one-of",
      expression: sequence(anyScope, " is one of ", quotedList("value", { min: 1 })),
      example: 'last word is one of "home", "harbor"',
      meaning: "The part consists of the words of one of these texts, in any case.",
      read: (values) => ({ relation: "is one of", ...values }) as OneOfClause,
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
