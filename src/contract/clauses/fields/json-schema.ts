/**
 * A whole JSON Schema on one line: `text is JSON of the schema {"type":"array"}`.
 * @module
 */
import { z } from "zod";
import type { Span, TextView } from "../../../text/index.ts";
import type { Outcome } from "../../check/outcome.ts";
import { documentOr, showValue } from "../../fields/at-every-field.ts";
import { isNestedWithin, type JsonNode } from "../../fields/document.ts";
import { type JsonSchema, type Violation, violations } from "../../fields/validator.ts";
import { restSlot, sequence } from "../../grammar/expression.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope, readAs } from "./common.ts";

const WANTED = "A JSON Schema is wanted: a JSON object, on this line.";

const DEEPEST = 400;

const schema = z
  .strictObject({
    relation: z.literal("is json of"),
    scope: noScope,
    schema: z
      .looseObject({}, { error: WANTED })
      .readonly()
      .refine((rules) => isNestedWithin(rules, DEEPEST), {
        error: `A JSON Schema is nested no more than ${DEEPEST} deep.`,
      })
      .describe("A JSON Schema (2020-12)."),
  })
  .readonly();

export type JsonSchemaClause = z.infer<typeof schema>;

const MOST_NAMED = 3;

function check({ schema: rules }: JsonSchemaClause, view: TextView): Outcome {
  const document = documentOr(view);
  if ("outcome" in document) return document.outcome;
  const { root } = document;
  const found = violations(rules as JsonSchema, root.value);
  if (found.length === 0) return { passed: true, evidence: "fits the schema", spans: [root.span] };
  const places = found.map((violation) => ({ violation, node: nodeAt(root, violation.pointer) }));
  const named = places.slice(0, MOST_NAMED).map(({ violation, node }) => describe(violation, node));
  return {
    passed: false,
    evidence: named.join("; "),
    spans: places.map(({ node }): Span => node.span).slice(0, 20),
  };
}

const describe = ({ pointer, message }: Violation, node: JsonNode): string =>
  `${pointer === "" ? "the document" : pointer} is ${showValue(node.value)}; it ${message}`;

/** The value that a JSON Pointer names; where it names none, the one that it leads to last. */
function nodeAt(root: JsonNode, pointer: string): JsonNode {
  let node = root;
  for (const raw of pointer.split("/").slice(1)) {
    const token = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    const inner = node.items ? node.items[Number(token)] : node.members?.get(token);
    if (!inner) return node;
    node = inner;
  }
  return node;
}

function readSchema(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

export const jsonSchema: ClauseKind<JsonSchemaClause> = {
  relations: ["is json of"],
  schema,
  templates: [
    {
      id: "json.of-schema",
      expression: sequence("text is JSON of the schema ", restSlot("schema")),
      example: 'text is JSON of the schema {"type":"array","items":{"type":"string"}}',
      meaning: "The text is a JSON document that fits the JSON Schema (2020-12).",
      read: ({ schema: text }) => readAs<JsonSchemaClause>("is json of", { schema: readSchema(text) }),
      write: ({ schema: rules }) => ({ schema: JSON.stringify(rules) }),
    },
  ],
  check,
};
