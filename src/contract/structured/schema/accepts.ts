/**
 * Whether a given value fits a schema, by the meaning of each keyword: for the values of `enum` and `const`, and for
 * names of properties.
 * @module
 */

import { decimalOf, isMultiple } from "../../fields/decimal.ts";
import { violations } from "../../fields/validator.ts";
import { isPatternError, type PatternAutomaton, patternAutomaton } from "../../pattern/pattern.ts";
import { formatPattern } from "../values/formats.ts";
import { canonical } from "./equal.ts";
import { pointerTo, schemaError } from "./errors.ts";
import { isObject, type Json, type SchemaObject, type TypeName } from "./keywords.ts";
import type { Schema, SchemaLibrary } from "./library.ts";

const MOST_NESTED = 200;

/** Whether the value fits the schema. */
export function accepts(library: SchemaLibrary, schema: Schema, value: Json, depth = 0): boolean {
  const rules = schema.value;
  if (rules === false) return false;
  if (depth > MOST_NESTED) {
    throw schemaError(schema.pointer, "this refers to itself without an end.", { keyword: "$ref" });
  }
  const at = (...path: (string | number)[]): Schema => library.inside(schema, ...path);
  const fits = (inner: Schema, part: Json): boolean => accepts(library, inner, part, depth + 1);
  const all = (keyword: "allOf" | "anyOf" | "oneOf"): Schema[] =>
    ((rules[keyword] ?? []) as readonly Json[]).map((_, index) => at(keyword, index));
  if (typeof rules.$ref === "string" && !fits(library.referred(schema, rules.$ref), value)) return false;
  if (!all("allOf").every((inner) => fits(inner, value))) return false;
  if (rules.anyOf !== undefined && !all("anyOf").some((inner) => fits(inner, value))) return false;
  if (rules.oneOf !== undefined && all("oneOf").filter((inner) => fits(inner, value)).length !== 1)
    return false;
  if (rules.type !== undefined) {
    const types = (Array.isArray(rules.type) ? rules.type : [rules.type]) as TypeName[];
    if (!types.some((type) => isOfType(value, type))) return false;
  }
  if (rules.const !== undefined && canonical(rules.const) !== canonical(value)) return false;
  if (rules.enum !== undefined && !textsOf(rules.enum as readonly Json[]).has(canonical(value))) return false;
  if (typeof value === "number") return acceptsNumber(rules, value);
  if (typeof value === "string") return acceptsString(rules, schema.pointer, value);
  if (Array.isArray(value)) return acceptsArray(rules, value, at, fits);
  return isObject(value) ? acceptsObject(rules, schema.pointer, value, at, fits) : true;
}

const texts = new WeakMap<readonly Json[], ReadonlySet<string>>();

/** The values of an enumeration, as texts that are equal where they are. */
function textsOf(values: readonly Json[]): ReadonlySet<string> {
  let known = texts.get(values);
  if (!known) {
    known = new Set(values.map(canonical));
    texts.set(values, known);
  }
  return known;
}

function isOfType(value: Json, type: TypeName): boolean {
  if (value === null) return type === "null";
  if (Array.isArray(value)) return type === "array";
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function acceptsNumber(rules: SchemaObject, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rules as Record<
    string,
    number
  >;
  if (minimum !== undefined && value < minimum) return false;
  if (maximum !== undefined && value > maximum) return false;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return false;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return false;
  return multipleOf === undefined || isMultiple(decimalOf(value), decimalOf(multipleOf));
}

const lengthOf = (text: string): number => [...text].length;

function acceptsString(rules: SchemaObject, pointer: string, value: string): boolean {
  const { minLength, maxLength, pattern, format } = rules;
  if (minLength !== undefined && lengthOf(value) < (minLength as number)) return false;
  if (maxLength !== undefined && lengthOf(value) > (maxLength as number)) return false;
  if (typeof pattern === "string" && !searched(pattern, pointerTo(pointer, "pattern")).matches(value))
    return false;
  // A given value is judged as the check does; what is written freely keeps to plainer forms.
  return (
    typeof format !== "string" ||
    !knownFormat(format, pointerTo(pointer, "format")) ||
    violations({ type: "string", format }, value).length === 0
  );
}

function acceptsArray(
  rules: SchemaObject,
  value: readonly Json[],
  at: (...path: (string | number)[]) => Schema,
  fits: (schema: Schema, part: Json) => boolean,
): boolean {
  const { minItems, maxItems, uniqueItems, prefixItems = [], items } = rules;
  if (minItems !== undefined && value.length < (minItems as number)) return false;
  if (maxItems !== undefined && value.length > (maxItems as number)) return false;
  if (uniqueItems === true && new Set(value.map(canonical)).size < value.length) return false;
  const { length } = prefixItems as readonly Json[];
  return value.every((item, index) => {
    if (index < length) return fits(at("prefixItems", index), item);
    return items === undefined || fits(at("items"), item);
  });
}

function acceptsObject(
  rules: SchemaObject,
  pointer: string,
  value: { readonly [key: string]: Json },
  at: (...path: (string | number)[]) => Schema,
  fits: (schema: Schema, part: Json) => boolean,
): boolean {
  const names = Object.keys(value);
  const {
    minProperties,
    maxProperties,
    required = [],
    dependentRequired = {},
    dependentSchemas = {},
  } = rules;
  const has = (name: string): boolean => Object.hasOwn(value, name);
  if (minProperties !== undefined && names.length < (minProperties as number)) return false;
  if (maxProperties !== undefined && names.length > (maxProperties as number)) return false;
  if (!(required as readonly string[]).every(has)) return false;
  for (const [name, needed] of Object.entries(dependentRequired as Record<string, readonly string[]>)) {
    if (has(name) && !needed.every(has)) return false;
  }
  for (const name of Object.keys(dependentSchemas as object)) {
    if (has(name) && !fits(at("dependentSchemas", name), value)) return false;
  }
  return names.every((name) => {
    if (rules.propertyNames !== undefined && !fits(at("propertyNames"), name)) return false;
    return schemasOfName({ rules, pointer, name, at }).every((schema) => fits(schema, value[name]));
  });
}

/** The schemas that a schema has for a property of this name. */
export function schemasOfName({
  rules,
  pointer,
  name,
  at,
}: {
  readonly rules: SchemaObject;
  readonly pointer: string;
  readonly name: string;
  readonly at: (...path: (string | number)[]) => Schema;
}): Schema[] {
  const found: Schema[] = [];
  const { properties, patternProperties, additionalProperties } = rules;
  if (isObject(properties) && Object.hasOwn(properties, name)) found.push(at("properties", name));
  for (const pattern of Object.keys((patternProperties ?? {}) as object)) {
    if (searched(pattern, pointerTo(pointer, "patternProperties", pattern)).matches(name)) {
      found.push(at("patternProperties", pattern));
    }
  }
  if (found.length === 0 && additionalProperties !== undefined) found.push(at("additionalProperties"));
  return found;
}

/** The automaton of a pattern that is searched for anywhere, as JSON Schema has it. */
export function searched(pattern: string, pointer: string): PatternAutomaton {
  try {
    return patternAutomaton(pattern, { whole: false });
  } catch (error) {
    if (!isPatternError(error)) throw error;
    throw schemaError(pointer, error.message, {
      keyword: "pattern",
      ...(error.hint && { hint: error.hint }),
    });
  }
}

/** The automaton of a format; null: it asks for nothing. */
export function knownFormat(format: string, pointer: string): PatternAutomaton | null {
  const known = formatPattern(format);
  if (known === undefined) {
    throw schemaError(pointer, `the format ${JSON.stringify(format)} is not supported.`, {
      keyword: "format",
      hint: "Say it as a pattern.",
    });
  }
  return known;
}
