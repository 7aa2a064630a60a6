/**
 * Clauses about fields as JSON Schemas, one each; together they hold as `allOf` does.
 * @module
 */
import { countBounds, type FieldCountClause } from "../clauses/fields/field-count.ts";
import { type FieldListClause, listBounds } from "../clauses/fields/field-list.ts";
import { numberRules } from "../clauses/fields/field-range.ts";
import type { FieldClause } from "../clauses/fields/index.ts";
import { fieldKind } from "../fields/kinds.ts";
import { type PathStep, parsePath, printPath } from "../fields/path.ts";
import { isObject, type Json, type SchemaObject } from "./schema/keywords.ts";

/** The paths that a clause names. */
export function pathsOf(clause: FieldClause): readonly string[] {
  switch (clause.relation) {
    case "is json of":
      return [];
    case "field comes before":
      return [clause.field, clause.other];
    case "field is the sum of":
      return [clause.field, ...clause.fields];
    case "sum of fields is exactly":
    case "sum of fields is at least":
    case "sum of fields is at most":
    case "sum of fields is between":
      return clause.fields;
    default:
      return [clause.field];
  }
}

/** Paths of arrays, as far as clauses say which fields are arrays; names step through them. */
export type Arrays = ReadonlySet<string>;

export function arraysOf(clauses: readonly FieldClause[]): Arrays {
  const arrays = new Set<string>();
  const schemas = clauses.flatMap((clause) =>
    clause.relation === "is json of" ? [clause.schema as SchemaObject] : [],
  );
  for (let size = -1; size < arrays.size; ) {
    size = arrays.size;
    for (const clause of clauses) {
      for (const path of pathsOf(clause)) {
        const steps = explicitSteps(path, arrays);
        for (const [index, step] of steps.entries()) {
          const outer = steps.slice(0, index);
          const isArray = step.kind === "items" || schemas.some((schema) => isArrayAt(schema, outer));
          if (isArray) arrays.add(printPath(outer));
        }
      }
      const own = arrayOf(clause);
      if (own !== undefined) arrays.add(printPath(explicitSteps(own, arrays)));
    }
  }
  return arrays;
}

/** The field that a clause says is an array. */
function arrayOf(clause: FieldClause): string | undefined {
  switch (clause.relation) {
    case "field lists":
    case "field lists exactly":
    case "field lists at least":
    case "field lists at most":
      return clause.field;
    case "field is a":
      return clause.value === "array" ? clause.field : undefined;
    case "field has exactly":
    case "field has at least":
    case "field has at most":
    case "field has between":
      return clause.counted === "item" ? clause.field : undefined;
    default:
      return undefined;
  }
}

/** The steps of a path with those into items that a name makes by itself. */
export function explicitSteps(path: string, arrays: Arrays): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (const step of parsePath(path) ?? []) {
    if (step.kind === "name" && arrays.has(printPath(steps))) steps.push({ kind: "items" });
    steps.push(step);
  }
  return steps;
}

const MOST_REFERENCES = 20;

/** Whether a schema says outright that there is an array. */
function isArrayAt(schema: SchemaObject, steps: readonly PathStep[]): boolean {
  const resolved = (value: Json | undefined): Json | undefined => {
    let found = value;
    for (
      let count = 0;
      isObject(found) && typeof found.$ref === "string" && count < MOST_REFERENCES;
      count += 1
    ) {
      const tokens = found.$ref
        .replace(/^#\/?/, "")
        .split("/")
        .filter((token) => token !== "");
      found = tokens.reduce<Json | undefined>(
        (outer, token) => (isObject(outer) ? outer[token] : undefined),
        schema,
      );
    }
    return found;
  };
  let value = resolved(schema);
  for (const step of steps) {
    if (!isObject(value)) return false;
    const properties: Json | undefined = value.properties;
    value = resolved(
      step.kind === "items" ? value.items : isObject(properties) ? properties[step.name] : undefined,
    );
  }
  return isObject(value) && value.type === "array";
}

/** The schemas of a clause: of the whole document. Relations between fields ask for the fields alone. */
export function schemasOf(clause: FieldClause, arrays: Arrays): readonly Json[] {
  const at = (path: string, inner: SchemaObject): Json => wrapped(explicitSteps(path, arrays), inner);
  switch (clause.relation) {
    case "is json of":
      return [clause.schema as SchemaObject];
    case "field is a":
      return [at(clause.field, fieldKind(clause.value).schema)];
    case "field lists":
    case "field lists exactly":
    case "field lists at least":
    case "field lists at most":
      return [at(clause.field, listSchema(clause))];
    case "field has exactly":
    case "field has at least":
    case "field has at most":
    case "field has between":
      return [at(clause.field, countSchema(clause))];
    case "field is number between":
    case "field is number of at least":
    case "field is number of at most":
    case "field is number above":
    case "field is number below":
      return [at(clause.field, { type: clause.type, ...numberRules(clause) })];
    case "field is":
      return [at(clause.field, { const: clause.value })];
    case "field is one of":
      return [at(clause.field, { enum: clause.value })];
    case "field matches":
      return [at(clause.field, { type: "string", pattern: `^(?:${clause.value})$` })];
    case "field is lowercase":
      return [at(clause.field, { type: "string", pattern: "^\\P{Changes_When_Lowercased}*$" })];
    case "field is uppercase":
      return [at(clause.field, { type: "string", pattern: "^\\P{Changes_When_Uppercased}*$" })];
    case "fields are exactly":
    case "fields include":
      return [at(clause.field, namesSchema(clause.value, clause.relation === "fields are exactly"))];
    case "field comes before":
      return pathsOf(clause).map((path) => at(path, { type: ["string", "number"] }));
    default:
      return pathsOf(clause).map((path) => at(path, { type: "number" }));
  }
}

function wrapped(steps: readonly PathStep[], inner: SchemaObject): SchemaObject {
  return steps.reduceRight<SchemaObject>((schema, step): SchemaObject => {
    if (step.kind === "items") return { type: "array", items: schema };
    return { type: "object", properties: { [step.name]: schema }, required: [step.name] };
  }, inner);
}

function listSchema(clause: FieldListClause): SchemaObject {
  const [min, max] = listBounds(clause);
  return {
    type: "array",
    items: fieldKind(clause.items).schema,
    minItems: min,
    ...(max !== undefined && { maxItems: max }),
  };
}

function countSchema(clause: FieldCountClause): SchemaObject {
  const [min, max] = countBounds(clause);
  switch (clause.counted) {
    case "character":
      return { type: "string", minLength: min, ...(max !== undefined && { maxLength: max }) };
    case "item":
      return { type: "array", minItems: min, ...(max !== undefined && { maxItems: max }) };
    case "field":
      return { type: "object", minProperties: min, ...(max !== undefined && { maxProperties: max }) };
  }
}

const namesSchema = (names: readonly string[], only: boolean): SchemaObject => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, {}])),
  required: names,
  ...(only && { additionalProperties: false }),
});
