/**
 * Documents against JSON Schemas, by Ajv: a validator that has nothing to do with how documents are written here.
 * @module
 */
import { createRequire } from "node:module";
import type { Ajv2020, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { SijoError } from "../../errors.ts";
import { isPatternError, patternAutomaton } from "../pattern/pattern.ts";
import { decimalOf, isMultiple } from "./decimal.ts";
import type { JsonValue } from "./document.ts";

const require = createRequire(import.meta.url);

export interface Violation {
  /** JSON Pointer to the value. */
  readonly pointer: string;
  /** `must be <= 5` */
  readonly message: string;
  readonly keyword: string;
}

export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

const MOST_KEPT = 50;
/** Longer schemas take too long to be turned into code. */
const LONGEST = 400_000;
const kept = new Map<string, ValidateFunction>();

/**
 * How a value violates a schema; none: it fits. Formats are asserted.
 * @throws SijoError `contract.schema` (usage) where Ajv takes it for no schema.
 */
export function violations(schema: JsonSchema, value: JsonValue): readonly Violation[] {
  const validate = validatorOf(schema);
  if (fits(validate, value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, keyword, params }: ErrorObject): Violation => ({
      pointer: instancePath,
      message: `${message ?? keyword}${extraOf(keyword, params)}`,
      keyword,
    }),
  );
}

function fits(validate: ValidateFunction, value: JsonValue): boolean {
  try {
    return validate(value) as boolean;
  } catch (cause) {
    // What refers to itself in place of a value is followed until there is no more stack.
    if (cause instanceof RangeError) throw refused("it refers to itself without an end", cause);
    throw cause;
  }
}

function extraOf(keyword: string, params: Readonly<Record<string, unknown>>): string {
  if (keyword === "additionalProperties") return ` ${JSON.stringify(params.additionalProperty)}`;
  if (keyword === "enum") return ` ${JSON.stringify(params.allowedValues).slice(0, 100)}`;
  if (keyword === "const") return ` ${JSON.stringify(params.allowedValue).slice(0, 100)}`;
  return "";
}

function validatorOf(schema: JsonSchema): ValidateFunction {
  const text = JSON.stringify(schema);
  let validate = kept.get(text);
  if (!validate) {
    if (text.length > LONGEST) throw refused("it is too long to be checked");
    validate = compile(schema);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(text, validate);
  }
  return validate;
}

function compile(schema: JsonSchema): ValidateFunction {
  // Read when there is a schema: they take long to load, and most contracts have none.
  const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
  const { default: addFormats } = require("ajv-formats") as { default: (instance: Ajv2020) => void };
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    // `constructor` is a name like any other.
    ownProperties: true,
    // A mistake is shown at its place, not at every place that it leads to.
    allErrors: false,
    code: { regExp: linearRegExp },
  });
  addFormats(ajv);
  // Ajv divides in floating point: 1234567.89 would be no multiple of 0.01.
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    compile: (step: number) => {
      const size = decimalOf(step);
      return (value: number) => isMultiple(decimalOf(value), size);
    },
    error: { message: ({ schemaCode }) => `must be multiple of ${schemaCode}` },
  });
  try {
    // Older drafts are read as 2020-12, which is what is said of them.
    const { $schema: _, ...rules } = typeof schema === "object" ? schema : {};
    return ajv.compile(typeof schema === "object" ? rules : schema);
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message.slice(0, 300) : String(cause), cause);
  }
}

const refused = (reason: string, cause?: unknown): SijoError =>
  new SijoError("contract.schema", `This is no JSON Schema that can be checked: ${reason}.`, {
    kind: "usage",
    hint: "JSON Schema 2020-12 is expected.",
    ...(cause !== undefined && { cause }),
  });

/** Regular expressions that take one step a character, so that none of them can be made to hang. */
const linearRegExp = Object.assign(
  (source: string, flags: string): { test(text: string): boolean; toString(): string } => {
    try {
      const automaton = patternAutomaton(source, { whole: false });
      return { test: (text) => automaton.matches(text), toString: () => `/${source}/${flags}` };
    } catch (error) {
      if (!isPatternError(error)) throw error;
      return new RegExp(source, flags);
    }
  },
  { code: "linearRegExp" },
);
