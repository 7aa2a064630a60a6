/**
 * The size of a number: `field "rating" is a number between 1 and 5`, `field "age" is an integer of at least 0`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import type { Outcome } from "../../check/outcome.ts";
import { atEveryField } from "../../fields/at-every-field.ts";
import { pathSchema } from "../../fields/path.ts";
import { choice, constant, sequence, type Template } from "../../grammar/expression.ts";
import { fieldSubject, signedSlot } from "../../grammar/field.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { boundSchema, noScope, readAs } from "./common.ts";

const BOUNDS = ["of at least", "of at most", "above", "below"] as const;
const RELATIONS = [
  "field is number of at least",
  "field is number of at most",
  "field is number above",
  "field is number below",
] as const;

const common = { scope: noScope, field: pathSchema, type: z.enum(["number", "integer"]) };

const bound = z.strictObject({ relation: z.enum(RELATIONS), ...common, value: boundSchema }).readonly();

const range = z
  .strictObject({
    relation: z.literal("field is number between"),
    ...common,
    value: z.tuple([boundSchema, boundSchema]).readonly(),
  })
  .readonly()
  .refine(({ value: [low, high] }) => low <= high, {
    path: ["value"],
    error: "The lower bound comes first.",
  });

export type FieldRangeClause = z.infer<typeof bound> | z.infer<typeof range>;

/** The bounds of a clause, as JSON Schema has them. */
export function numberRules(clause: FieldRangeClause): { readonly [keyword: string]: number } {
  switch (clause.relation) {
    case "field is number between":
      return { minimum: clause.value[0], maximum: clause.value[1] };
    case "field is number of at least":
      return { minimum: clause.value };
    case "field is number of at most":
      return { maximum: clause.value };
    case "field is number above":
      return { exclusiveMinimum: clause.value };
    case "field is number below":
      return { exclusiveMaximum: clause.value };
  }
}

function isWithin(clause: FieldRangeClause, value: number): boolean {
  switch (clause.relation) {
    case "field is number between":
      return value >= clause.value[0] && value <= clause.value[1];
    case "field is number of at least":
      return value >= clause.value;
    case "field is number of at most":
      return value <= clause.value;
    case "field is number above":
      return value > clause.value;
    case "field is number below":
      return value < clause.value;
  }
}

const NOUNS = { number: "a number", integer: "an integer" } as const;

function check(clause: FieldRangeClause, view: TextView): Outcome {
  const way = clause.relation.replace("field is number ", "");
  const amount = clause.relation === "field is number between" ? clause.value.join(" and ") : clause.value;
  return atEveryField({
    field: clause.field,
    view,
    wanted: `${NOUNS[clause.type]} ${way} ${amount}`,
    passes: (value) =>
      typeof value === "number" &&
      (clause.type === "number" || Number.isInteger(value)) &&
      isWithin(clause, value),
  });
}

const noun = choice(
  [constant("a number", "type", "number"), constant("an integer", "type", "integer")],
  "number-or-integer",
);

export const fieldRange: ClauseKind<FieldRangeClause> = {
  relations: [...RELATIONS, "field is number between"],
  schema: z.discriminatedUnion("relation", [bound, range]),
  templates: [
    {
      id: "field.number-between",
      expression: sequence(
        fieldSubject,
        " is ",
        noun,
        " between ",
        signedSlot("low"),
        " and ",
        signedSlot("high"),
      ),
      example: 'field "rating" is a number between 1 and 5',
      meaning: "The field is a number between these two, both included.",
      read: ({ low, high, ...values }) =>
        readAs<FieldRangeClause>("field is number between", { ...values, value: [low, high] }),
      write: (clause) =>
        clause.relation === "field is number between"
          ? { ...clause, low: clause.value[0], high: clause.value[1] }
          : undefined,
    },
    ...BOUNDS.map((way, index): Template<FieldRangeClause> => {
      const relation = RELATIONS[index];
      return {
        id: `field.number-${way.replace("of ", "").replace(" ", "-")}`,
        expression: sequence(fieldSubject, " is ", noun, ` ${way} `, signedSlot("value")),
        example: `field "rating" is a number ${way} 5`,
        meaning: `The field is a number ${way} that.`,
        read: (values) => readAs<FieldRangeClause>(relation, values),
        write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
      };
    }),
  ],
  check,
};
