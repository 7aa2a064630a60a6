/**
 * What a field is: `field "age" is an integer`, `each item of field "tags" is a string`.
 * @module
 */
import { z } from "zod";
import { atEveryField } from "../../fields/at-every-field.ts";
import { FIELD_KIND_NAMES, type FieldKind, fieldKind } from "../../fields/kinds.ts";
import { pathSchema } from "../../fields/path.ts";
import { choice, constant, sequence } from "../../grammar/expression.ts";
import { fieldSubject } from "../../grammar/field.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope } from "./common.ts";

const schema = z
  .strictObject({
    relation: z.literal("field is a"),
    scope: noScope,
    field: pathSchema,
    value: z.enum(FIELD_KIND_NAMES),
  })
  .readonly();

export type FieldTypeClause = z.infer<typeof schema>;

export const fieldType: ClauseKind<FieldTypeClause> = {
  relations: ["field is a"],
  schema,
  templates: [
    {
      id: "field.is-a",
      expression: sequence(
        fieldSubject,
        " is ",
        choice(
          FIELD_KIND_NAMES.map((name) => constant(fieldKind(name).phrase, "value", name)),
          "kind-of-value",
        ),
      ),
      example: 'field "age" is an integer',
      meaning: "The text is JSON, the field is there, and it is of that kind.",
      read: ({ field, value }) => ({
        relation: "field is a",
        scope: [],
        field: field as string,
        value: value as FieldKind,
      }),
      write: (clause) => ({ ...clause }),
    },
  ],
  check: ({ field, value }, view) => {
    const { phrase, has } = fieldKind(value);
    return atEveryField({ field, view, wanted: phrase, passes: has });
  },
};
