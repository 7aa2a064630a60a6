/**
 * A part by example: `each line is like "Milk - $4"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../text/index.ts";
import { atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import { quotedSlot, sequence } from "../grammar/expression.ts";
import { anyScope } from "../grammar/scope.ts";
import { likenessSource } from "../pattern/likeness.ts";
import { type PatternAutomaton, patternAutomaton } from "../pattern/pattern.ts";
import { scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";
import { departure } from "./pattern.ts";

const LONGEST_EXAMPLE = 300;

const schema = z
  .strictObject({
    relation: z.literal("is like"),
    scope: scopeSchema,
    value: z
      .string()
      .max(LONGEST_EXAMPLE, { error: "An example is one short line." })
      .regex(/^[^\n\r]*[\p{L}\p{N}][^\n\r]*$/u, { error: "An example is one line with a word or a number." })
      .regex(/^\S(?:.*\S)?$/u, { error: "An example neither begins nor ends with white space." })
      .describe(
        "An example: words stand for words with capitals alike (up to three for one), numbers for numbers of the same shape, marks and spaces for themselves.",
      ),
  })
  .readonly();

export type LikeClause = z.infer<typeof schema>;

/** What a part must fit to be like the example. */
export const likeness = (example: string): PatternAutomaton => patternAutomaton(likenessSource(example));

function check({ scope, value }: LikeClause, view: TextView): Outcome {
  const automaton = likeness(value);
  return atEveryPlace({
    scope,
    view,
    wanted: `it to be like ${quote(value)}`,
    passes: ({ span }) => automaton.matches(view.slice(span)),
    describe: ({ span }) => departure(automaton, span, view),
  });
}

export const like: ClauseKind<LikeClause> = {
  relations: ["is like"],
  schema,
  templates: [
    {
      id: "like.is-like",
      expression: sequence(anyScope, " is like ", quotedSlot("value")),
      example: 'each line is like "Milk - $4"',
      meaning:
        "The part has the shape of the example: words stand for words with capitals alike, numbers for numbers of the same shape, marks and spaces for themselves.",
      read: (values) => ({ relation: "is like", ...values }) as LikeClause,
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
