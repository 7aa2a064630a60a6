/**
 * One field before another: `field "start" comes before field "end"`, of dates, times and numbers.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../../text/index.ts";
import type { Outcome } from "../../check/outcome.ts";
import { documentOr, showValue } from "../../fields/at-every-field.ts";
import type { JsonNode, JsonValue } from "../../fields/document.ts";
import { type FieldPlace, findFields, parsePath, pathSchema, printPath } from "../../fields/path.ts";
import { quotedSlot, sequence } from "../../grammar/expression.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope } from "./common.ts";

const schema = z
  .strictObject({
    relation: z.literal("field comes before"),
    scope: noScope,
    field: pathSchema,
    other: pathSchema,
  })
  .readonly()
  .refine(({ field, other }) => field !== other, {
    path: ["other"],
    error: "A field does not come before itself.",
  });

export type FieldOrderClause = z.infer<typeof schema>;

/** What two paths have in common, and how each goes on: fields of the same item are compared with one another. */
export function commonPath(
  field: string,
  other: string,
): readonly [common: string, field: string, other: string] {
  const [one, two] = [parsePath(field)!, parsePath(other)!];
  let shared = 0;
  while (
    shared < Math.min(one.length, two.length) - 1 &&
    JSON.stringify(one[shared]) === JSON.stringify(two[shared])
  ) {
    shared += 1;
  }
  return [printPath(one.slice(0, shared)), printPath(one.slice(shared)), printPath(two.slice(shared))];
}

/** Numbers by size, strings by their characters: so dates and times in the notation of ISO 8601 by time. */
function isBefore(one: JsonValue, other: JsonValue): boolean {
  if (typeof one === "number" && typeof other === "number") return one < other;
  return typeof one === "string" && typeof other === "string" && one < other;
}

function check({ field, other }: FieldOrderClause, view: TextView): Outcome {
  const document = documentOr(view);
  if ("outcome" in document) return document.outcome;
  const [common, first, second] = commonPath(field, other);
  const groups = findFields(document.root, common).flatMap((place): readonly FieldPlace[] =>
    // Where the common part is an array, its items are compared one by one.
    place.kind === "found" && place.node.items ? findFields(place.node, "[]") : [place],
  );
  let seen: readonly [JsonNode, JsonNode] | undefined;
  for (const group of groups) {
    if (group.kind === "missing") return missing(group);
    const ones = findFields(group.node, first);
    const others = findFields(group.node, second);
    for (const one of ones) {
      if (one.kind === "missing") return missing(one);
      for (const two of others) {
        if (two.kind === "missing") return missing(two);
        if (!isBefore(one.node.value, two.node.value)) {
          return {
            passed: false,
            evidence: `${one.name} is ${showValue(one.node.value)}, ${two.name} is ${showValue(two.node.value)}; wanted the first before the second`,
            spans: [one.node.span, two.node.span],
          };
        }
        seen ??= [one.node, two.node];
      }
    }
  }
  return seen
    ? {
        passed: true,
        evidence: `${showValue(seen[0].value)} comes before ${showValue(seen[1].value)}`,
        spans: seen.map(({ span }) => span),
      }
    : { passed: true, evidence: "there is nothing to compare", spans: [] };
}

const missing = ({ name, parent }: Extract<FieldPlace, { kind: "missing" }>): Outcome => ({
  passed: false,
  evidence: `${name} is missing`,
  spans: [parent.span],
});

export const fieldOrder: ClauseKind<FieldOrderClause> = {
  relations: ["field comes before"],
  schema,
  templates: [
    {
      id: "field.comes-before",
      expression: sequence("field ", quotedSlot("field"), " comes before field ", quotedSlot("other")),
      example: 'field "start" comes before field "end"',
      meaning:
        "Both fields are numbers, or strings such as dates and times; the first is smaller, or earlier. In an array, within each item.",
      read: ({ field, other }) => ({
        relation: "field comes before",
        scope: [],
        field: field as string,
        other: other as string,
      }),
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
