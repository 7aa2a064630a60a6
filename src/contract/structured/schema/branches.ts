/**
 * The alternatives of a schema: each a set of schemas without choices that hold together.
 * @module
 */
import { pointerTo, schemaError, tooIntricateSchema } from "./errors.ts";
import type { Json } from "./keywords.ts";
import type { Schema, SchemaId, SchemaLibrary } from "./library.ts";
import type { Conjunction } from "./shape.ts";

/** Schemas that hold together, in the order in which they were met. */
export type Branch = ReadonlySet<SchemaId>;

const MOST_BRANCHES = 300;

export interface BranchOptions {
  readonly library: SchemaLibrary;
  /** Whether no value fits all of these. Must be right where it says so. */
  readonly isEmpty: (schemas: Conjunction) => boolean;
}

/** The alternatives of schemas that hold together. */
export function branchesOf(schemas: Conjunction, options: BranchOptions): readonly Branch[] {
  let branches: readonly Branch[] = [new Set()];
  for (const id of schemas) branches = expandAll(branches, id, options, []);
  return branches;
}

function expandAll(
  branches: readonly Branch[],
  id: SchemaId,
  options: BranchOptions,
  path: readonly SchemaId[],
): readonly Branch[] {
  const expanded = branches.flatMap((branch) => expand(branch, id, options, path));
  if (expanded.length > MOST_BRANCHES) {
    throw tooIntricateSchema(
      `it comes to more than ${MOST_BRANCHES} combinations of alternatives`,
      options.library.get(id).pointer,
    );
  }
  return expanded;
}

function expand(
  branch: Branch,
  id: SchemaId,
  options: BranchOptions,
  path: readonly SchemaId[],
): readonly Branch[] {
  const { library } = options;
  const schema = library.get(id);
  if (path.includes(id)) {
    throw schemaError(schema.pointer, "this refers to itself without an end.", {
      keyword: "$ref",
      hint: "A schema may hold itself only inside properties or items.",
    });
  }
  if (branch.has(id)) return [branch];
  const { value } = schema;
  if (value === false) return [];
  const longer = [...path, id];
  let branches: readonly Branch[] = [new Set([...branch, id])];
  const add = (inner: Schema): void => {
    branches = expandAll(branches, inner.id, options, longer);
  };
  const choose = (choices: readonly (readonly Schema[])[]): void => {
    const before = branches;
    branches = choices.flatMap((together) =>
      together.reduce((sofar, inner) => expandAll(sofar, inner.id, options, longer), before),
    );
    if (branches.length > MOST_BRANCHES) {
      throw tooIntricateSchema(`it comes to more than ${MOST_BRANCHES} combinations`, schema.pointer);
    }
  };
  const parts = (keyword: "allOf" | "anyOf" | "oneOf"): Schema[] =>
    ((value[keyword] ?? []) as readonly Json[]).map((_, index) => library.inside(schema, keyword, index));
  if (typeof value.$ref === "string") add(library.referred(schema, value.$ref));
  for (const inner of parts("allOf")) add(inner);
  if (value.anyOf !== undefined) choose(parts("anyOf").map((inner) => [inner]));
  if (value.oneOf !== undefined) choose(exclusive(schema, parts("oneOf"), branch, options));
  for (const [name, needed] of Object.entries((value.dependentRequired ?? {}) as Record<string, Json>)) {
    choose([[library.add({ required: needed })], [library.add({ properties: { [name]: false } })]]);
  }
  for (const name of Object.keys((value.dependentSchemas ?? {}) as object)) {
    choose([
      [library.inside(schema, "dependentSchemas", name)],
      [library.add({ properties: { [name]: false } })],
    ]);
  }
  return branches;
}

/**
 * Each alternative of `oneOf` with what keeps the others out: nothing where no value fits both; else a property that the
 * other one requires is left out.
 */
function exclusive(
  schema: Schema,
  choices: readonly Schema[],
  branch: Branch,
  { library, isEmpty }: BranchOptions,
): readonly (readonly Schema[])[] {
  if (choices.length === 1) return [[choices[0]]];
  const around = [
    library.without(schema, "oneOf"),
    // What these refer to was met before and is in the branch, or leads back here.
    ...[...branch].map((id) =>
      library.without(library.get(id), "$ref", "allOf", "anyOf", "oneOf", "dependentSchemas"),
    ),
  ];
  const required = requiredNames(library, around);
  return choices.map((choice, index) => {
    const own = new Set([...required, ...requiredNames(library, [choice])]);
    const kept: Schema[] = [choice];
    for (const [at, other] of choices.entries()) {
      if (at === index) continue;
      const together = [...around, ...kept, other].map(({ id }) => id);
      if (isEmpty([...new Set(together)].sort((one, two) => one - two))) continue;
      const name = [...requiredNames(library, [other])].find((needed) => !own.has(needed));
      if (name === undefined) {
        throw schemaError(
          pointerTo(schema.pointer, "oneOf"),
          `a value can fit both alternative ${index + 1} and alternative ${at + 1}, and how to tell them apart is not supported.`,
          { keyword: "oneOf", hint: "Use anyOf, or let a constant or a required property tell them apart." },
        );
      }
      kept.push(library.add({ properties: { [name]: false } }));
    }
    return kept;
  });
}

/** Names that these schemas surely require. */
function requiredNames(library: SchemaLibrary, schemas: readonly Schema[]): Set<string> {
  const names = new Set<string>();
  const seen = new Set<SchemaId>();
  const waiting = [...schemas];
  for (let schema = waiting.pop(); schema; schema = waiting.pop()) {
    const { value, id } = schema;
    if (value === false || seen.has(id)) continue;
    seen.add(id);
    for (const name of (value.required ?? []) as readonly string[]) names.add(name);
    if (typeof value.$ref === "string") waiting.push(library.referred(schema, value.$ref));
    for (const index of ((value.allOf ?? []) as readonly Json[]).keys()) {
      waiting.push(library.inside(schema, "allOf", index));
    }
  }
  return names;
}
