/**
 * What a string is: `field "status" is one of "open", "closed"`, `field "status" is "open"`,
 * `each item of field "tags" is lowercase`, `field "code" matches "[A-Z]{3}[0-9]+"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import { type Outcome, quote } from "../../check/outcome.ts";
import { atEveryField } from "../../fields/at-every-field.ts";
import type { JsonValue } from "../../fields/document.ts";
import { pathSchema } from "../../fields/path.ts";
import {
  choice,
  patternSlot,
  quotedList,
  quotedSlot,
  sequence,
  type Template,
} from "../../grammar/expression.ts";
import { fieldSubject } from "../../grammar/field.ts";
import { isPatternError, patternAutomaton } from "../../pattern/pattern.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope, readAs } from "./common.ts";

const common = { scope: noScope, field: pathSchema };

const is = z.strictObject({ relation: z.literal("field is"), ...common, value: z.string() }).readonly();

const oneOf = z
  .strictObject({
    relation: z.literal("field is one of"),
    ...common,
    value: z.array(z.string()).min(1).readonly(),
  })
  .readonly();

const matches = z
  .strictObject({
    relation: z.literal("field matches"),
    ...common,
    value: z
      .string()
      .min(1)
      .superRefine((source, context) => {
        try {
          patternAutomaton(source);
        } catch (error) {
          if (!isPatternError(error)) throw error;
          context.addIssue({ code: "custom", message: `${error.message} ${error.hint}` });
        }
      })
      .describe("A JavaScript regular expression, as with the flag u, that the whole string fits."),
  })
  .readonly();

const CASES = ["field is lowercase", "field is uppercase"] as const;
const casing = z.strictObject({ relation: z.enum(CASES), ...common }).readonly();

export type FieldTextClause =
  | z.infer<typeof is>
  | z.infer<typeof oneOf>
  | z.infer<typeof matches>
  | z.infer<typeof casing>;

function check(clause: FieldTextClause, view: TextView): Outcome {
  const test = (wanted: string, passes: (value: string) => boolean): Outcome =>
    atEveryField({
      field: clause.field,
      view,
      wanted,
      passes: (value: JsonValue) => typeof value === "string" && passes(value),
    });
  switch (clause.relation) {
    case "field is":
      return test(quote(clause.value), (value) => value === clause.value);
    case "field is one of":
      return test(`one of ${clause.value.map(quote).join(", ")}`, (value) => clause.value.includes(value));
    case "field matches":
      return test(`a string that matches /${clause.value}/`, (value) =>
        patternAutomaton(clause.value).matches(value));
    case "field is lowercase":
      return test("a string in lower case", (value) => value === value.toLowerCase());
    case "field is uppercase":
      return test("a string in upper case", (value) => value === value.toUpperCase());
  }
}

const withRelation =
  (relation: FieldTextClause["relation"]) =>
  (values: Readonly<Record<string, unknown>>): FieldTextClause =>
    readAs<FieldTextClause>(relation, values);

const only =
  (relation: FieldTextClause["relation"]) =>
  (clause: FieldTextClause): Readonly<Record<string, unknown>> | undefined =>
    clause.relation === relation ? { ...clause } : undefined;

export const fieldText: ClauseKind<FieldTextClause> = {
  relations: ["field is one of", "field is", "field matches", ...CASES],
  schema: z.discriminatedUnion("relation", [is, oneOf, matches, casing]),
  templates: [
    {
      id: "field.is-one-of",
      expression: sequence(fieldSubject, " is one of ", quotedList("value", { min: 1 })),
      example: 'field "status" is one of "open", "closed"',
      meaning: "The field is one of these strings, letter for letter.",
      read: withRelation("field is one of"),
      write: only("field is one of"),
    },
    {
      id: "field.is",
      expression: sequence(fieldSubject, " is ", quotedSlot("value")),
      example: 'field "status" is "open"',
      meaning: "The field is this string, letter for letter.",
      read: withRelation("field is"),
      write: only("field is"),
    },
    {
      id: "field.matches",
      expression: sequence(fieldSubject, " matches ", choice([patternSlot("value"), quotedSlot("value")])),
      example: 'field "code" matches /[A-Z]{3}-[0-9]+/',
      meaning: "The field is a string that fits the regular expression as a whole.",
      read: withRelation("field matches"),
      write: only("field matches"),
    },
    ...CASES.map(
      (relation): Template<FieldTextClause> => ({
        id: `field.${relation.replace("field is ", "")}`,
        expression: sequence(fieldSubject, relation.replace("field", "")),
        example: `each item of field "tags" is ${relation.replace("field is ", "")}`,
        meaning: `The field is a string without ${relation === "field is lowercase" ? "capitals" : "small letters"}.`,
        read: withRelation(relation),
        write: only(relation),
      }),
    ),
  ],
  check,
};
