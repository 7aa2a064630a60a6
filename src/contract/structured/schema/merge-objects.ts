/**
 * Arrays and objects that fit several schemas together.
 * @module
 */
import type { PatternAutomaton } from "../../pattern/pattern.ts";
import { schemasOfName, searched } from "./accepts.ts";
import { pointerTo, schemaError } from "./errors.ts";
import type { Json } from "./keywords.ts";
import type { Schema, SchemaId, SchemaLibrary } from "./library.ts";
import { mergedStrings, type Rules } from "./merge-values.ts";
import type { ArrayShape, Conjunction, FreeNames, ObjectShape, Property } from "./shape.ts";

/** Length of a name that nobody gave. */
const USUAL_NAME = 40;
const FEW = 50;

export const conjunction = (schemas: Iterable<Schema>): Conjunction =>
  [...new Set(Array.from(schemas, ({ id }): SchemaId => id))].sort((one, other) => one - other);

export function mergedArrays(schemas: readonly Rules[], library: SchemaLibrary): ArrayShape {
  let min = 0;
  let max: number | undefined;
  let unique = false;
  let open = false;
  let longest = 0;
  for (const { value } of schemas) {
    if (typeof value.minItems === "number") min = Math.max(min, value.minItems);
    if (typeof value.maxItems === "number") max = Math.min(max ?? value.maxItems, value.maxItems);
    unique ||= value.uniqueItems === true;
    open ||= value.items !== undefined;
    longest = Math.max(longest, ((value.prefixItems ?? []) as readonly Json[]).length);
  }
  if (unique && longest > 0) {
    throw schemaError(schemas[0].pointer, "uniqueItems together with prefixItems is not supported.", {
      keyword: "uniqueItems",
    });
  }
  const itemAt = (index: number): Conjunction =>
    conjunction(
      schemas.flatMap((schema): Schema[] => {
        const { length } = (schema.value.prefixItems ?? []) as readonly Json[];
        if (index < length) return [library.inside(schema, "prefixItems", index)];
        return schema.value.items === undefined ? [] : [library.inside(schema, "items")];
      }),
    );
  return {
    kind: "array",
    prefix: Array.from({ length: longest }, (_, index) => itemAt(index)),
    rest: itemAt(longest),
    min,
    ...(max !== undefined && { max }),
    unique: unique && max !== 1,
    open: open || longest === 0,
  };
}

/** What names of properties may be: a list, or what they look like. */
export type NameRule =
  | { readonly kind: "listed"; readonly names: readonly string[] }
  | { readonly kind: "described"; readonly schemas: readonly Rules[] };

export function mergedObjects(
  schemas: readonly Rules[],
  {
    library,
    nameRule,
    acceptsName,
  }: {
    readonly library: SchemaLibrary;
    /** Absent: any name. */
    readonly nameRule: NameRule | undefined;
    readonly acceptsName: (name: string) => boolean;
  },
): ObjectShape {
  let min = 0;
  let max: number | undefined;
  const named = new Set<string>();
  const required = new Set<string>();
  const patterns = new Map<string, PatternAutomaton>();
  let open = false;
  for (const { value, pointer } of schemas) {
    if (typeof value.minProperties === "number") min = Math.max(min, value.minProperties);
    if (typeof value.maxProperties === "number")
      max = Math.min(max ?? value.maxProperties, value.maxProperties);
    for (const name of Object.keys((value.properties ?? {}) as object)) named.add(name);
    for (const name of (value.required ?? []) as readonly string[]) required.add(name);
    for (const source of Object.keys((value.patternProperties ?? {}) as object)) {
      patterns.set(source, searched(source, pointerTo(pointer, "patternProperties", source)));
    }
    open ||= value.additionalProperties !== undefined || value.patternProperties !== undefined;
  }
  for (const name of required) named.add(name);
  if (nameRule?.kind === "listed") for (const name of nameRule.names) named.add(name);
  // Names like 1 and 2 come first in JavaScript's objects, whatever their order was; the order of the schema stands.
  const schemasOf = (name: string): Conjunction =>
    conjunction(
      schemas.flatMap((schema) =>
        schemasOfName({
          rules: schema.value,
          pointer: schema.pointer,
          name,
          at: (...path) => library.inside(schema, ...path),
        }),
      ),
    );
  const properties: Property[] = [];
  for (const name of named) {
    if (acceptsName(name)) properties.push({ name, value: schemasOf(name), required: required.has(name) });
    else if (required.has(name)) {
      properties.push({ name, value: conjunction([library.add(false)]), required: true });
    }
  }
  const free: FreeNames[] = [];
  for (const names of nameRule?.kind === "listed"
    ? []
    : freeNames({ schemas, library, patterns, nameRule })) {
    // A few names are listed, so that it is known when there are no more.
    const few = names.names.hasPattern ? names.names.completions(0, 0, FEW + named.size + 1) : [];
    if (!names.names.hasPattern || few.length > FEW + named.size) free.push(names);
    else {
      for (const name of few) {
        if (!named.has(name)) properties.push({ name, value: names.value, required: false });
      }
    }
  }
  return {
    kind: "object",
    properties,
    free,
    open: open || named.size === 0,
    min,
    ...(max !== undefined && { max }),
  };
}

/** Names that fit one pattern alone, for each of them, and names that fit none. */
function freeNames({
  schemas,
  library,
  patterns,
  nameRule,
}: {
  readonly schemas: readonly Rules[];
  readonly library: SchemaLibrary;
  readonly patterns: ReadonlyMap<string, PatternAutomaton>;
  readonly nameRule: Extract<NameRule, { kind: "described" }> | undefined;
}): FreeNames[] {
  const all = [...patterns];
  return [...all.map(([source]) => source), undefined].map((source): FreeNames => {
    const fitting = all.flatMap(([other, pattern]) => (other === source ? [pattern] : []));
    const without = all.flatMap(([other, pattern]) => (other === source ? [] : [pattern]));
    const value = conjunction(
      schemas.flatMap((schema): Schema[] => {
        const own = (schema.value.patternProperties ?? {}) as object;
        if (source !== undefined && Object.hasOwn(own, source)) {
          return [library.inside(schema, "patternProperties", source)];
        }
        return schema.value.additionalProperties === undefined
          ? []
          : [library.inside(schema, "additionalProperties")];
      }),
    );
    return {
      names: mergedStrings(nameRule?.schemas ?? [], { patterns: fitting, without, usual: USUAL_NAME }),
      value,
    };
  });
}

/** @throws SijoError `contract.schema` where names are described by alternatives. */
export const oneOfSeveralNameRules = (pointer: string): Error =>
  schemaError(pointer, "names of properties that are described by several alternatives are not supported.", {
    keyword: "propertyNames",
    hint: "Describe them by one pattern, or list them with enum.",
  });
