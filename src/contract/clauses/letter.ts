/**
 * Single letters: `text avoids the letter "e"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../text/index.ts";
import { atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import { charactersAt } from "../check/words.ts";
import { quotedSlot, sequence, type Template } from "../grammar/expression.ts";
import { anyScope } from "../grammar/scope.ts";
import { scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["contains the letter", "avoids the letter"] as const;

const schema = z
  .strictObject({
    relation: z.enum(RELATIONS),
    scope: scopeSchema,
    value: z.string().regex(/^\p{L}\p{M}*$/u, { error: "A letter is wanted, and only one." }),
  })
  .readonly();

export type LetterClause = z.infer<typeof schema>;

function check({ relation, scope, value }: LetterClause, view: TextView): Outcome {
  const wanted = relation === "contains the letter";
  return atEveryPlace({
    scope,
    view,
    wanted: `it to ${wanted ? "contain" : "avoid"} the letter ${quote(value)}`,
    passes: ({ span }) => charactersAt(value, { span, view, most: 1 }).length > 0 === wanted,
    describe: ({ span }) => {
      const spans = charactersAt(value, { span, view, most: 20 });
      return spans.length > 0
        ? { found: `has the letter ${quote(value)}`, spans, distance: spans.length }
        : { found: `no letter ${quote(value)}` };
    },
  });
}

export const letter: ClauseKind<LetterClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map(
    (relation): Template<LetterClause> => ({
      id: `letter.${relation.split(" ")[0]}`,
      expression: sequence(anyScope, ` ${relation} `, quotedSlot("value")),
      example: `text ${relation} "e"`,
      meaning: `The letter, in either case, occurs ${relation === "avoids the letter" ? "nowhere" : "somewhere"} in the part.`,
      read: (values) => ({ relation, ...values }) as LetterClause,
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    }),
  ),
  check,
};
