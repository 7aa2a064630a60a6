/**
 * The keywords of JSON Schema (2020-12): what each must hold, which are only notes, and which can't be followed.
 * @module
 */
import { pointerTo, schemaError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type SchemaObject = { readonly [keyword: string]: Json };

export const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"] as const;
export type TypeName = (typeof TYPES)[number];

export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSchema = (value: Json): boolean => typeof value === "boolean" || isObject(value);
const isCount = (value: Json): boolean => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isNumber = (value: Json): boolean => typeof value === "number" && Number.isFinite(value);
const isText = (value: Json): boolean => typeof value === "string";
const isTexts = (value: Json): boolean => Array.isArray(value) && value.every(isText);
const isType = (value: Json): boolean => TYPES.some((type) => type === value);

interface Kind {
  readonly name: string;
  readonly has: (value: Json) => boolean;
}

const COUNT: Kind = { name: "a whole number from 0", has: isCount };
const NUMBER: Kind = { name: "a number", has: isNumber };
const TEXT: Kind = { name: "a string", has: isText };
const SCHEMA: Kind = { name: "a schema: an object, true or false", has: isSchema };
const SCHEMAS: Kind = {
  name: "a list of schemas, one at least",
  has: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
};
const SCHEMA_MAP: Kind = {
  name: "an object of schemas",
  has: (value) => isObject(value) && Object.values(value).every(isSchema),
};
const ANYTHING: Kind = { name: "a value", has: () => true };

/** Keywords that are followed. */
const FOLLOWED: Readonly<Record<string, Kind>> = {
  type: {
    name: `one of ${TYPES.join(", ")}, or a list of them`,
    has: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
  },
  enum: { name: "a list of values", has: Array.isArray },
  const: ANYTHING,
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: NUMBER,
  exclusiveMaximum: NUMBER,
  multipleOf: { name: "a number above 0", has: (value) => isNumber(value) && (value as number) > 0 },
  minLength: COUNT,
  maxLength: COUNT,
  pattern: TEXT,
  format: TEXT,
  prefixItems: SCHEMAS,
  items: SCHEMA,
  minItems: COUNT,
  maxItems: COUNT,
  uniqueItems: { name: "true or false", has: (value) => typeof value === "boolean" },
  properties: SCHEMA_MAP,
  patternProperties: SCHEMA_MAP,
  additionalProperties: SCHEMA,
  propertyNames: SCHEMA,
  required: { name: "a list of names", has: isTexts },
  dependentRequired: {
    name: "an object of lists of names",
    has: (value) => isObject(value) && Object.values(value).every(isTexts),
  },
  dependentSchemas: SCHEMA_MAP,
  minProperties: COUNT,
  maxProperties: COUNT,
  allOf: SCHEMAS,
  anyOf: SCHEMAS,
  oneOf: SCHEMAS,
  $ref: TEXT,
};

/** Keywords that say nothing of the value, or hold schemas to refer to. */
const NOTES = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$comment",
  "$defs",
  "definitions",
  "$vocabulary",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
]);

/** Keywords of JSON Schema that are not followed, and what may take their place. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["not", "Say what the value is instead of what it is not."],
  ["if", "Say it as anyOf: one alternative for each case."],
  ["then", "Say it as anyOf: one alternative for each case."],
  ["else", "Say it as anyOf: one alternative for each case."],
  ["contains", "Describe all items, or the first ones with prefixItems."],
  ["minContains", "Describe all items, or the first ones with prefixItems."],
  ["maxContains", "Describe all items, or the first ones with prefixItems."],
  ["unevaluatedItems", "Use items: false behind prefixItems."],
  ["unevaluatedProperties", "Use additionalProperties where the properties are named."],
  ["additionalItems", "In JSON Schema 2020-12 this is items, behind prefixItems."],
  ["dependencies", "In JSON Schema 2020-12 these are dependentRequired and dependentSchemas."],
  ["$dynamicRef", "Use $ref."],
  ["$dynamicAnchor", "Use $anchor."],
  ["$recursiveRef", "Use $ref."],
  ["$recursiveAnchor", "Use $anchor."],
  ["nullable", 'Add "null" to the types.'],
]);

/**
 * Checks the keywords of one schema, not of those inside it.
 * @throws SijoError `contract.schema` (usage) with the keyword and its pointer.
 */
export function checkKeywords(schema: SchemaObject, pointer: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const at = pointerTo(pointer, keyword);
    const kind = Object.hasOwn(FOLLOWED, keyword) ? FOLLOWED[keyword] : undefined;
    if (kind) {
      if (kind.has(value)) continue;
      if (keyword === "items" && Array.isArray(value)) {
        throw schemaError(at, "a list of items is written as prefixItems.", { keyword });
      }
      throw schemaError(at, `${keyword} must be ${kind.name}, not ${shown(value)}.`, { keyword });
    }
    if (NOTES.has(keyword) || keyword.startsWith("x-")) continue;
    const hint = REFUSED.get(keyword);
    if (hint !== undefined)
      throw schemaError(at, `the keyword ${keyword} is not supported.`, { hint, keyword });
    throw schemaError(at, `the keyword ${JSON.stringify(keyword)} is not known.`, {
      keyword,
      hint: "Keywords of your own begin with x-; those that are followed are listed in docs/structured.md.",
    });
  }
}

/** The names of the keywords that are followed. */
export const FOLLOWED_KEYWORDS: readonly string[] = Object.keys(FOLLOWED);

function shown(value: Json): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
