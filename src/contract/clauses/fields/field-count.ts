/**
 * How long a string, an array or an object is: `field "title" has at most 20 characters`,
 * `field "tags" has exactly 3 items`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import { amount, type Outcome } from "../../check/outcome.ts";
import { atEveryField, showValue } from "../../fields/at-every-field.ts";
import type { JsonValue } from "../../fields/document.ts";
import { pathSchema } from "../../fields/path.ts";
import {
  choice,
  constant,
  type Expression,
  numberSlot,
  sequence,
  type Template,
} from "../../grammar/expression.ts";
import { fieldSubject } from "../../grammar/field.ts";
import { numberSchema } from "../../scope.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope, readAs } from "./common.ts";

const BOUNDS = ["exactly", "at least", "at most"] as const;
const RELATIONS = ["field has exactly", "field has at least", "field has at most"] as const;
const COUNTED = ["character", "item", "field"] as const;

const common = { scope: noScope, field: pathSchema, counted: z.enum(COUNTED) };

const bound = z.strictObject({ relation: z.enum(RELATIONS), ...common, value: numberSchema }).readonly();

const range = z
  .strictObject({
    relation: z.literal("field has between"),
    ...common,
    value: z.tuple([numberSchema, numberSchema]).readonly(),
  })
  .readonly()
  .refine(({ value: [low, high] }) => low <= high, {
    path: ["value"],
    error: "The lower bound comes first.",
  });

export type FieldCountClause = z.infer<typeof bound> | z.infer<typeof range>;

/** Both ends of what a clause allows; undefined: no upper end. */
export function countBounds(clause: FieldCountClause): readonly [min: number, max: number | undefined] {
  switch (clause.relation) {
    case "field has between":
      return clause.value;
    case "field has exactly":
      return [clause.value, clause.value];
    case "field has at least":
      return [clause.value, undefined];
    case "field has at most":
      return [0, clause.value];
  }
}

/** How many of these a value has; undefined: it is nothing that has them. Characters are code points. */
export function countIn(value: JsonValue, counted: (typeof COUNTED)[number]): number | undefined {
  if (counted === "character") return typeof value === "string" ? [...value].length : undefined;
  if (counted === "item") return Array.isArray(value) ? value.length : undefined;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.keys(value).length
    : undefined;
}

function check(clause: FieldCountClause, view: TextView): Outcome {
  const [min, max] = countBounds(clause);
  const { counted, relation, value } = clause;
  const wanted =
    typeof value === "number"
      ? `${relation.replace("field has ", "")} ${amount(value, counted)}`
      : `between ${value[0]} and ${amount(value[1], counted)}`;
  return atEveryField({
    field: clause.field,
    view,
    wanted,
    passes: (found) => {
      const count = countIn(found, counted);
      return count !== undefined && count >= min && (max === undefined || count <= max);
    },
    describe: (found) => {
      const count = countIn(found, counted);
      return count === undefined ? showValue(found) : amount(count, counted);
    },
  });
}

const noun = (name: string): Expression =>
  choice(
    COUNTED.flatMap((counted) => [
      constant(`${counted}s`, "counted", counted, (values) => values[name] !== 1),
      constant(counted, "counted", counted, (values) => values[name] === 1),
    ]),
    `counted-after-${name}`,
  );

export const fieldCount: ClauseKind<FieldCountClause> = {
  relations: [...RELATIONS, "field has between"],
  schema: z.discriminatedUnion("relation", [bound, range]),
  templates: [
    ...BOUNDS.map((way): Template<FieldCountClause> => {
      const relation = `field has ${way}` as const;
      return {
        id: `field.has-${way.replace(" ", "-")}`,
        expression: sequence(fieldSubject, ` has ${way} `, numberSlot("value"), " ", noun("value")),
        example: `field "title" has ${way} 20 characters`,
        meaning: `The string, the array or the object has ${way} that many characters, items or fields.`,
        read: (values) => readAs<FieldCountClause>(relation, values),
        write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
      };
    }),
    {
      id: "field.has-between",
      expression: sequence(
        fieldSubject,
        " has between ",
        numberSlot("low"),
        " and ",
        numberSlot("high"),
        " ",
        noun("high"),
      ),
      example: 'field "tags" has between 2 and 5 items',
      meaning: "The string, the array or the object has so many characters, items or fields.",
      read: ({ low, high, ...values }) =>
        readAs<FieldCountClause>("field has between", { ...values, value: [low, high] }),
      write: (clause) =>
        clause.relation === "field has between"
          ? { ...clause, low: clause.value[0], high: clause.value[1] }
          : undefined,
    },
  ],
  check,
};
