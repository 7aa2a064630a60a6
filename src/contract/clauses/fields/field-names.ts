/**
 * Which fields there are: `fields are exactly "title", "tags"`, `fields include "title"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import { type Outcome, quote } from "../../check/outcome.ts";
import { atEveryField, showValue } from "../../fields/at-every-field.ts";
import type { JsonNode } from "../../fields/document.ts";
import { pathSchema } from "../../fields/path.ts";
import { quotedList, sequence, type Template } from "../../grammar/expression.ts";
import { fieldsSubject } from "../../grammar/field.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope, readAs } from "./common.ts";

const RELATIONS = ["fields are exactly", "fields include"] as const;

const schema = z
  .strictObject({
    relation: z.enum(RELATIONS),
    scope: noScope,
    field: pathSchema,
    value: z
      .array(z.string())
      .min(1)
      .refine((names) => new Set(names).size === names.length, { error: "A name is listed once." })
      .readonly(),
  })
  .readonly();

export type FieldNamesClause = z.infer<typeof schema>;

const MEANINGS: Readonly<Record<(typeof RELATIONS)[number], string>> = {
  "fields are exactly": "The object has these fields, in any order, and no others.",
  "fields include": "The object has these fields.",
};

function check({ relation, field, value }: FieldNamesClause, view: TextView): Outcome {
  const exact = relation === "fields are exactly";
  const faults = ({ members }: JsonNode): { readonly missing: string[]; readonly extra: string[] } => {
    const names = [...(members?.keys() ?? [])];
    return {
      missing: value.filter((name) => !names.includes(name)),
      extra: exact ? names.filter((name) => !value.includes(name)) : [],
    };
  };
  return atEveryField({
    field,
    view,
    wanted: `${exact ? "exactly " : ""}the fields ${value.map(quote).join(", ")}`,
    passes: (_, node) => {
      const { missing, extra } = faults(node);
      return node.members !== undefined && missing.length + extra.length === 0;
    },
    describe: (found, node) => {
      if (!node.members) return showValue(found);
      const { missing, extra } = faults(node);
      if (missing.length + extra.length === 0)
        return `the fields ${[...node.members.keys()].map(quote).join(", ")}`;
      return [
        ...(missing.length > 0 ? [`no ${missing.slice(0, 5).map(quote).join(", ")}`] : []),
        ...(extra.length > 0 ? [`${extra.slice(0, 5).map(quote).join(", ")} besides`] : []),
      ].join("; ");
    },
  });
}

export const fieldNames: ClauseKind<FieldNamesClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map(
    (relation): Template<FieldNamesClause> => ({
      id: relation.replaceAll(" ", "-").replace("fields-", "fields."),
      expression: sequence(
        fieldsSubject,
        relation.replace("fields", ""),
        " ",
        quotedList("value", { min: 1 }),
      ),
      example: `${relation} "title", "tags", "rating"`,
      meaning: MEANINGS[relation],
      read: (values) => readAs<FieldNamesClause>(relation, values),
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    }),
  ),
  check,
};
