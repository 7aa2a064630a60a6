/**
 * An array with what is in it: `field "tags" is an array of exactly 3 strings`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import type { Outcome } from "../../check/outcome.ts";
import { atEveryField, showValue } from "../../fields/at-every-field.ts";
import type { JsonValue } from "../../fields/document.ts";
import { type FieldKind, fieldKind, LISTED_KINDS } from "../../fields/kinds.ts";
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
const RELATIONS = ["field lists exactly", "field lists at least", "field lists at most"] as const;

const common = { scope: noScope, field: pathSchema, items: z.enum(LISTED_KINDS) };

const any = z.strictObject({ relation: z.literal("field lists"), ...common }).readonly();
const bound = z.strictObject({ relation: z.enum(RELATIONS), ...common, value: numberSchema }).readonly();

export type FieldListClause = z.infer<typeof any> | z.infer<typeof bound>;

/** Both ends of what a clause allows; undefined: no upper end. */
export function listBounds(clause: FieldListClause): readonly [min: number, max: number | undefined] {
  switch (clause.relation) {
    case "field lists":
      return [0, undefined];
    case "field lists exactly":
      return [clause.value, clause.value];
    case "field lists at least":
      return [clause.value, undefined];
    case "field lists at most":
      return [0, clause.value];
  }
}

const phrase = (clause: FieldListClause): string => {
  const { phrase: one, plural } = fieldKind(clause.items);
  if (clause.relation === "field lists") return `an array of ${plural}`;
  const noun = clause.value === 1 ? one.replace(/^an? /, "") : plural;
  return `an array of ${clause.relation.replace("field lists ", "")} ${clause.value} ${noun}`;
};

function check(clause: FieldListClause, view: TextView): Outcome {
  const [min, max] = listBounds(clause);
  const { has, plural } = fieldKind(clause.items);
  const passes = (value: JsonValue): boolean =>
    Array.isArray(value) &&
    value.length >= min &&
    (max === undefined || value.length <= max) &&
    value.every(has);
  return atEveryField({
    field: clause.field,
    view,
    wanted: phrase(clause),
    passes,
    describe: (value) => {
      if (!Array.isArray(value)) return showValue(value);
      const wrong = value.find((item) => !has(item));
      if (wrong !== undefined) return `${value.length} items, ${showValue(wrong)} among them`;
      return `${value.length} ${plural}`;
    },
  });
}

const singular = (kind: FieldKind): string =>
  kind === "boolean" ? "boolean" : fieldKind(kind).phrase.replace(/^an? /, "");

const nouns: Expression = choice(
  LISTED_KINDS.flatMap((kind) => [
    constant(fieldKind(kind).plural!, "items", kind, ({ value }) => value !== 1),
    constant(singular(kind), "items", kind, ({ value }) => value === 1),
  ]),
  "kinds-of-items",
);

export const fieldList: ClauseKind<FieldListClause> = {
  relations: ["field lists", ...RELATIONS],
  schema: z.discriminatedUnion("relation", [any, bound]),
  templates: [
    ...BOUNDS.map((way): Template<FieldListClause> => {
      const relation = `field lists ${way}` as const;
      return {
        id: `field.lists-${way.replace(" ", "-")}`,
        expression: sequence(fieldSubject, ` is an array of ${way} `, numberSlot("value"), " ", nouns),
        example: `field "tags" is an array of ${way} 3 strings`,
        meaning: `The field is an array of ${way} so many items, all of that kind.`,
        read: (values) => readAs<FieldListClause>(relation, values),
        write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
      };
    }),
    {
      id: "field.lists",
      expression: sequence(fieldSubject, " is an array of ", nouns),
      example: 'field "tags" is an array of strings',
      meaning: "The field is an array, and all its items are of that kind.",
      read: (values) => readAs<FieldListClause>("field lists", values),
      write: (clause) => (clause.relation === "field lists" ? { ...clause } : undefined),
    },
  ],
  check,
};
