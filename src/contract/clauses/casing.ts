/**
 * Capitals: `each word is lowercase`, `first line is uppercase`, `each line is capitalised`.
 * @module
 */
import { z } from "zod";
import type { Span, TextView } from "../../text/index.ts";
import { atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import { sequence, type Template } from "../grammar/expression.ts";
import { anyScope } from "../grammar/scope.ts";
import { scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["is lowercase", "is uppercase", "is capitalised"] as const;

const schema = z.strictObject({ relation: z.enum(RELATIONS), scope: scopeSchema }).readonly();

export type CasingClause = z.infer<typeof schema>;
type Relation = CasingClause["relation"];

const MEANINGS: Readonly<Record<Relation, readonly [example: string, meaning: string]>> = {
  "is lowercase": ["each word is lowercase", "No letter of the part is a capital."],
  "is uppercase": ["first line is uppercase", "Every letter of the part that can be is a capital."],
  "is capitalised": ["each word is capitalised", "The part begins with a capital, or with a digit."],
};

/** The characters that are not as they should be, in order. */
function* offenders(relation: Relation, { start, end }: Span, view: TextView): Generator<Span> {
  let at = start;
  for (const character of view.text.slice(start, end)) {
    const span = { start: at, end: at + character.length };
    at = span.end;
    const isSmall = character !== character.toUpperCase();
    if (relation === "is lowercase" ? character !== character.toLowerCase() : isSmall) yield span;
    // Only the first letter matters, or digit, which has no capital.
    if (relation === "is capitalised" && /[\p{L}\p{N}]/u.test(character)) return;
  }
}

function check({ relation, scope }: CasingClause, view: TextView): Outcome {
  return atEveryPlace({
    scope,
    view,
    wanted: `it to be ${relation.replace("is ", "")}`,
    passes: ({ span }) => offenders(relation, span, view).next().done === true,
    describe: ({ span }) => {
      const spans = [...offenders(relation, span, view)];
      const found = quote(view.slice(span));
      if (spans.length === 0) return { found };
      return {
        found: `${found} with ${quote(view.slice(spans[0]))}`,
        spans: spans.slice(0, 20),
        distance: spans.length,
      };
    },
  });
}

export const casing: ClauseKind<CasingClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map(
    (relation): Template<CasingClause> => ({
      id: `casing.${relation.replace("is ", "")}`,
      expression: sequence(anyScope, ` ${relation}`),
      example: MEANINGS[relation][0],
      meaning: MEANINGS[relation][1],
      read: (values) => ({ relation, ...values }) as CasingClause,
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    }),
  ),
  check,
};
