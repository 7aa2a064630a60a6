/**
 * Formats and tools as constraints: whatever is written under them is valid.
 * @module
 */
import { contractFrom } from "../../contract/index.ts";
import { compileStructured } from "../../contract/structured/compile.ts";
import { SijoError } from "../../errors.ts";
import { boundedCache } from "../../inference/bounded-cache.ts";
import { type Constraint, stateAfter } from "../../inference/constraint.ts";
import { apiErrorOf, badField } from "../errors.ts";
import type { ResponseFormat, Tool } from "../schemas/chat.ts";
import type { CallSigns } from "./call-signs.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** Schemas that are kept compiled, with their masks, which may take some tens of megabytes each. */
const KEPT = 8;
const compiled = boundedCache<Constraint<unknown>>(KEPT);

export const schemaContract = (schema: Schema) =>
  contractFrom({ form: "json", clauses: [{ relation: "is json of", scope: [], schema }] });

/** @throws ApiError 400 that names `param` for a schema that can't be followed or that no document fits. */
export function schemaConstraint(schema: Schema, param: string): Constraint<unknown> {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known) return known;
  try {
    const compilation = compileStructured(schemaContract(schema));
    if (compilation.kind === "contradiction") throw badField(param, "No document fits this schema.");
    compiled.set(key, compilation.constraint, 1);
    return compilation.constraint;
  } catch (error) {
    if (error instanceof SijoError && error.kind === "usage")
      throw badField(param, apiErrorOf(error).message);
    throw error;
  }
}

/** The schema that a format asks for; undefined for plain text. */
export function schemaOfFormat(format: ResponseFormat | undefined): Schema | undefined {
  switch (format?.type) {
    case "json_object":
      return { type: "object" };
    case "json_schema":
      return format.json_schema.schema ?? { type: "object" };
    default:
      return undefined;
  }
}

/** The documents that are a call of one of these tools. */
export function callSchema(tools: readonly Tool[]): Schema {
  const calls = tools.map(({ function: { name, parameters } }) => ({
    type: "object",
    properties: { name: { const: name }, arguments: argumentsOf(parameters) },
    required: ["name", "arguments"],
    additionalProperties: false,
  }));
  return calls.length === 1 ? calls[0] : { anyOf: calls };
}

/** Without parameters there are no arguments; a schema that says no kind is of an object. */
function argumentsOf(parameters: Schema | undefined): Schema {
  if (parameters === undefined) return { type: "object", properties: {}, additionalProperties: false };
  return "type" in parameters || "$ref" in parameters || "anyOf" in parameters
    ? parameters
    : { type: "object", ...parameters };
}

type AutoState =
  | { readonly kind: "opening"; readonly text: string }
  | { readonly kind: "text" }
  | { readonly kind: "call"; readonly inner: unknown };

/** Either free text, or the sign of a call and then nothing but a valid one. */
export function callOrText(call: Constraint<unknown>, signs: CallSigns): Constraint<unknown> {
  const opened = (text: string): AutoState => {
    const read = signs(text);
    if (read.kind === "maybe") return { kind: "opening", text };
    if (read.kind === "text") return { kind: "text" };
    const inner = stateAfter(call, read.document);
    return inner === undefined ? { kind: "text" } : { kind: "call", inner };
  };
  const auto: Constraint<AutoState> = {
    start: { kind: "opening", text: "" },
    next(state, codePoint) {
      switch (state.kind) {
        case "text":
          return state;
        case "call": {
          const inner = call.next(state.inner, codePoint);
          return inner === undefined ? undefined : { kind: "call", inner };
        }
        case "opening":
          return opened(state.text + String.fromCodePoint(codePoint));
      }
    },
    mayEnd: (state) => (state.kind === "call" ? call.mayEnd(state.inner) : true),
    key(state) {
      if (state.kind === "text") return "t";
      return state.kind === "opening" ? `o${state.text}` : `c${call.key(state.inner)}`;
    },
    admitsBetween(state, low, high) {
      if (state.kind !== "call") return true;
      if (call.admitsBetween) return call.admitsBetween(state.inner, low, high);
      for (let point = low; point <= high; point += 1)
        if (call.next(state.inner, point) !== undefined) return true;
      return false;
    },
    // As it is: tries of a vocabulary are kept by it.
    ...(call.usable && { usable: call.usable }),
  };
  return auto as Constraint<unknown>;
}
