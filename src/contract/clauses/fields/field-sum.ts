/**
 * What fields add up to: `sum of field "items.price" is at most 25`, `field "total" is the sum of field "items.price"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import type { Outcome } from "../../check/outcome.ts";
import { documentOr } from "../../fields/at-every-field.ts";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalFrom,
  decimalOf,
  printDecimal,
} from "../../fields/decimal.ts";
import type { JsonNode } from "../../fields/document.ts";
import { findFields, pathSchema } from "../../fields/path.ts";
import { choice, quotedList, sequence, type Template } from "../../grammar/expression.ts";
import { fieldSubject, signedSlot } from "../../grammar/field.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { boundSchema, noScope, readAs } from "./common.ts";

const BOUNDS = ["exactly", "at least", "at most"] as const;
const RELATIONS = [
  "sum of fields is exactly",
  "sum of fields is at least",
  "sum of fields is at most",
] as const;

const fields = z
  .array(pathSchema)
  .min(1)
  .refine((paths) => new Set(paths).size === paths.length, { error: "A field is listed once." })
  .readonly();
const common = { scope: noScope, fields };

const bound = z.strictObject({ relation: z.enum(RELATIONS), ...common, value: boundSchema }).readonly();

const range = z
  .strictObject({
    relation: z.literal("sum of fields is between"),
    ...common,
    value: z.tuple([boundSchema, boundSchema]).readonly(),
  })
  .readonly()
  .refine(({ value: [low, high] }) => low <= high, {
    path: ["value"],
    error: "The lower bound comes first.",
  });

const total = z
  .strictObject({ relation: z.literal("field is the sum of"), ...common, field: pathSchema })
  .readonly()
  .refine(({ field, fields: summed }) => !summed.includes(field), {
    path: ["fields"],
    error: "A field is no part of its own sum.",
  });

export type FieldSumClause = z.infer<typeof bound> | z.infer<typeof range> | z.infer<typeof total>;

/** Both ends of what the sum may be; undefined: no such end, or another field says it. */
export function sumOfFieldsBounds(
  clause: FieldSumClause,
): readonly [min: number | undefined, max: number | undefined] {
  switch (clause.relation) {
    case "sum of fields is exactly":
      return [clause.value, clause.value];
    case "sum of fields is at least":
      return [clause.value, undefined];
    case "sum of fields is at most":
      return [undefined, clause.value];
    case "sum of fields is between":
      return clause.value;
    case "field is the sum of":
      return [undefined, undefined];
  }
}

/** The number that a node is, digit for digit; undefined: it is none. */
const decimalAt = ({ value, span }: JsonNode, view: TextView): Decimal | undefined =>
  typeof value === "number" ? decimalFrom(view.slice(span)) : undefined;

function check(clause: FieldSumClause, view: TextView): Outcome {
  const document = documentOr(view);
  if ("outcome" in document) return document.outcome;
  const { root } = document;
  const places = clause.fields.flatMap((field) => findFields(root, field));
  let sum: Decimal = { units: 0n, places: 0 };
  for (const place of places) {
    const amount = place.kind === "found" ? decimalAt(place.node, view) : undefined;
    if (!amount) {
      const { span } = place.kind === "found" ? place.node : place.parent;
      const what = place.kind === "found" ? "is no number" : "is missing";
      return { passed: false, evidence: `${place.name} ${what}; wanted numbers`, spans: [span] };
    }
    sum = addDecimals(sum, amount);
  }
  const spans = places.flatMap((place) => (place.kind === "found" ? [place.node.span] : [])).slice(0, 20);
  const found = `the sum is ${printDecimal(sum)}`;
  if (clause.relation === "field is the sum of") {
    for (const place of findFields(root, clause.field)) {
      const stated = place.kind === "found" ? decimalAt(place.node, view) : undefined;
      if (!stated || compareDecimals(stated, sum) !== 0) {
        const said = stated ? printDecimal(stated) : "no number";
        return {
          passed: false,
          evidence: `${found}; ${place.name} is ${said}`,
          spans: [place.kind === "found" ? place.node.span : place.parent.span],
        };
      }
    }
    return { passed: true, evidence: found, spans };
  }
  const [min, max] = sumOfFieldsBounds(clause);
  const passed =
    (min === undefined || compareDecimals(sum, decimalOf(min)) >= 0) &&
    (max === undefined || compareDecimals(sum, decimalOf(max)) <= 0);
  const value = clause.relation === "sum of fields is between" ? clause.value.join(" and ") : clause.value;
  const wanted = `${clause.relation.replace("sum of fields is ", "")} ${value}`;
  return { passed, evidence: passed ? found : `${found}; wanted ${wanted}`, spans };
}

const summed = choice([
  sequence("fields ", quotedList("fields", { min: 2 })),
  sequence("field ", quotedList("fields", { min: 1 })),
]);

export const fieldSum: ClauseKind<FieldSumClause> = {
  relations: [...RELATIONS, "sum of fields is between", "field is the sum of"],
  schema: z.discriminatedUnion("relation", [bound, range, total]),
  templates: [
    ...BOUNDS.map((way): Template<FieldSumClause> => {
      const relation = `sum of fields is ${way}` as const;
      return {
        id: `fields.sum-${way.replace(" ", "-")}`,
        expression: sequence("sum of ", summed, ` is ${way} `, signedSlot("value")),
        example: `sum of field "items.price" is ${way} 25`,
        meaning: `The fields, in every item where they stand in an array, add up to ${way} that.`,
        read: (values) => readAs<FieldSumClause>(relation, values),
        write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
      };
    }),
    {
      id: "fields.sum-between",
      expression: sequence("sum of ", summed, " is between ", signedSlot("low"), " and ", signedSlot("high")),
      example: 'sum of field "items.price" is between 20 and 25',
      meaning: "The fields add up to a number between these two, both included.",
      read: ({ low, high, ...values }) =>
        readAs<FieldSumClause>("sum of fields is between", { ...values, value: [low, high] }),
      write: (clause) =>
        clause.relation === "sum of fields is between"
          ? { ...clause, low: clause.value[0], high: clause.value[1] }
          : undefined,
    },
    {
      id: "field.is-the-sum-of",
      expression: sequence(fieldSubject, " is the sum of ", summed),
      example: 'field "total" is the sum of field "items.price"',
      meaning: "The field is a number, what the others add up to.",
      read: (values) => readAs<FieldSumClause>("field is the sum of", values),
      write: (clause) => (clause.relation === "field is the sum of" ? { ...clause } : undefined),
    },
  ],
  check,
};
