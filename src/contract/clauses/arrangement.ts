/**
 * Parts in relation to each other: `text repeats no word`, `text has its lines in alphabetical order`.
 * @module
 */
import { z } from "zod";
import type { Span, TextView } from "../../text/index.ts";
import { atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import type { Place } from "../check/places.ts";
import { choice, constant, type Expression, sequence, type Template } from "../grammar/expression.ts";
import { scopeEndingAt } from "../grammar/scope.ts";
import { LEVELS, levelOf, SCOPE_UNITS, type ScopeUnit, scopeSchema, unitsWithin } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["repeats no", "in alphabetical order", "in reverse alphabetical order"] as const;

const schema = z
  .strictObject({ relation: z.enum(RELATIONS), scope: scopeSchema, unit: z.enum(SCOPE_UNITS) })
  .readonly()
  .refine(({ scope, unit }) => unitsWithin(levelOf(scope)).includes(unit), {
    path: ["unit"],
    error: "What is arranged must be smaller than the part it is arranged in.",
  });

export type ArrangementClause = z.infer<typeof schema>;

function check({ relation, scope, unit }: ArrangementClause, view: TextView): Outcome {
  const offends = relation === "repeats no" ? repeated : outOfOrder(relation === "in alphabetical order");
  const offenders = (place: Place): Span[] => {
    const spans = view.parts(unit, place.span);
    return offends(spans.map((span) => comparable(span, view))).map((index) => spans[index]);
  };
  return atEveryPlace({
    scope,
    view,
    wanted: relation === "repeats no" ? `no ${unit} twice` : `its ${unit}s ${relation}`,
    passes: (place) => offenders(place).length === 0,
    describe: (place) => {
      const spans = offenders(place);
      const [span] = spans;
      if (!span) return { found: relation === "repeats no" ? `no ${unit} twice` : `${unit}s ${relation}` };
      const name = quote(view.slice(span));
      return {
        found: relation === "repeats no" ? `${name} again` : `${name} is out of order`,
        spans: [span],
        distance: spans.length,
      };
    },
  });
}

/** The words of a part, folded: dashes and numbers of list items don't count, upper and lower case are the same. */
function comparable(span: Span, view: TextView): string {
  const [first, end] = view.wordRange(span);
  return first < end ? view.folded.slice(first, end).join(" ") : view.slice(span);
}

/** Those that were there before. */
function repeated(parts: readonly string[]): number[] {
  const seen = new Set<string>();
  return parts.flatMap((part, index) => {
    if (seen.has(part)) return [index];
    seen.add(part);
    return [];
  });
}

/** Those that belong before the one before them. */
const outOfOrder =
  (rising: boolean) =>
  (parts: readonly string[]): number[] =>
    parts.flatMap((part, index) => {
      if (index === 0) return [];
      return (rising ? part < parts[index - 1] : part > parts[index - 1]) ? [index] : [];
    });

/** The larger parts, and the units in each of them that have words to compare. */
const arranged = (before: string, naming: (unit: ScopeUnit) => string, after: string): Expression =>
  choice(
    LEVELS.slice(0, -1).map((level) =>
      sequence(
        scopeEndingAt(level),
        before,
        choice(
          SCOPE_UNITS.filter((unit) => unitsWithin(level).includes(unit)).map((unit) =>
            constant(naming(unit), "unit", unit),
          ),
        ),
        after,
      ),
    ),
  );

const NOTATIONS: Readonly<Record<ArrangementClause["relation"], readonly [Expression, string, string]>> = {
  "repeats no": [
    arranged(" repeats no ", (unit) => unit, ""),
    "text repeats no word",
    "No two of these units consist of the same words.",
  ],
  "in alphabetical order": [
    arranged(" has its ", (unit) => `${unit}s`, " in alphabetical order"),
    "text has its lines in alphabetical order",
    "Each unit stands before the next in the order of Unicode, case aside.",
  ],
  "in reverse alphabetical order": [
    arranged(" has its ", (unit) => `${unit}s`, " in reverse alphabetical order"),
    "text has its lines in reverse alphabetical order",
    "Each unit stands behind the next in the order of Unicode, case aside.",
  ],
};

export const arrangement: ClauseKind<ArrangementClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map((relation): Template<ArrangementClause> => {
    const [expression, example, meaning] = NOTATIONS[relation];
    return {
      id: `arrangement.${relation.replaceAll(" ", "-")}`,
      expression,
      example,
      meaning,
      read: (values) => ({ relation, ...values }) as ArrangementClause,
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    };
  }),
  check,
};
