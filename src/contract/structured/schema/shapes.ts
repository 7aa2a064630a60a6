/**
 * Schemas that hold together → the shapes that a value may have.
 * @module
 */
import { accepts } from "./accepts.ts";
import { type Branch, branchesOf } from "./branches.ts";
import { canonical } from "./equal.ts";
import { pointerTo } from "./errors.ts";
import { isEmptyNode } from "./heights.ts";
import { type Json, TYPES, type TypeName } from "./keywords.ts";
import type { Schema, SchemaLibrary } from "./library.ts";
import {
  conjunction,
  mergedArrays,
  mergedObjects,
  type NameRule,
  oneOfSeveralNameRules,
} from "./merge-objects.ts";
import { mergedNumbers, mergedStrings, type Rules } from "./merge-values.ts";
import type { Conjunction, Shape } from "./shape.ts";

/** Keywords that only one type of value has: a schema that names no type means this one. */
const SPEAKS_OF: readonly (readonly [TypeName, readonly string[]])[] = [
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
  ["string", ["minLength", "maxLength", "pattern", "format"]],
  ["array", ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]],
  [
    "object",
    [
      "properties",
      "patternProperties",
      "additionalProperties",
      "propertyNames",
      "required",
      "minProperties",
      "maxProperties",
      "dependentRequired",
      "dependentSchemas",
    ],
  ],
];

/** Shapes by the schemas that they come from; made when they are asked for, and kept. */
export class Shapes {
  readonly library: SchemaLibrary;
  readonly #known = new Map<string, readonly Shape[]>();
  readonly #inProgress = new Set<string>();

  constructor(library: SchemaLibrary) {
    this.library = library;
  }

  /** Whether the shapes are being found at this moment, further up. */
  isInProgress(schemas: Conjunction): boolean {
    return this.#inProgress.has(schemas.join());
  }

  /**
   * What a value that fits all of these may be.
   * @throws SijoError `contract.schema`, `contract.schema-too-intricate` (usage)
   */
  of(schemas: Conjunction): readonly Shape[] {
    const key = schemas.join();
    let shapes = this.#known.get(key);
    if (!shapes) {
      this.#inProgress.add(key);
      try {
        const isEmpty = (together: Conjunction): boolean => isEmptyNode(this, together);
        const branches = branchesOf(schemas, { library: this.library, isEmpty });
        shapes = withoutRepeats(branches.flatMap((branch) => this.#ofBranch(branch)));
      } finally {
        this.#inProgress.delete(key);
      }
      this.#known.set(key, shapes);
    }
    return shapes;
  }

  #ofBranch(branch: Branch): Shape[] {
    const { library } = this;
    const schemas = Array.from(branch, (id) => library.get(id) as Rules);
    const types = typesOf(schemas);
    const listed = listedValues(schemas);
    const fits = (value: Json): boolean => schemas.every((schema) => accepts(library, schema, value));
    if (listed) {
      const values = listed.filter(fits);
      return values.length > 0 ? [{ kind: "literal", values }] : [];
    }
    const shapes: Shape[] = [];
    const constants: Json[] = [
      ...(types.has("boolean") ? [true, false] : []),
      ...(types.has("null") ? [null] : []),
    ];
    if (constants.length > 0) shapes.push({ kind: "literal", values: constants });
    if (types.has("string")) {
      const language = mergedStrings(schemas);
      if (!language.isEmpty) shapes.push({ kind: "string", language });
    }
    if (types.has("number") || types.has("integer")) {
      const language = mergedNumbers(schemas, { integer: !types.has("number") });
      shapes.push({ kind: "number", language });
    }
    if (types.has("array")) shapes.push(mergedArrays(schemas, library));
    if (types.has("object")) shapes.push(this.#objects(schemas));
    return shapes;
  }

  #objects(schemas: readonly Rules[]): Shape {
    const { library } = this;
    const rules = schemas.flatMap((schema): Schema[] =>
      schema.value.propertyNames === undefined ? [] : [library.inside(schema, "propertyNames")],
    );
    return mergedObjects(schemas, {
      library,
      nameRule: rules.length > 0 ? this.#nameRule(rules) : undefined,
      acceptsName: (name) => rules.every((rule) => accepts(library, rule, name)),
    });
  }

  #nameRule(rules: readonly Schema[]): NameRule {
    const { library } = this;
    const strings = library.add({ type: "string" });
    const branches = branchesOf(conjunction([...rules, strings]), {
      library,
      isEmpty: (together) => isEmptyNode(this, together),
    });
    if (branches.length === 0) return { kind: "listed", names: [] };
    const alternatives = branches.map((branch) => Array.from(branch, (id) => library.get(id) as Rules));
    const lists = alternatives.map(listedValues);
    if (lists.every((list) => list !== undefined)) {
      return { kind: "listed", names: lists.flat().filter((name) => typeof name === "string") };
    }
    if (alternatives.length > 1) throw oneOfSeveralNameRules(pointerTo(rules[0].pointer));
    return { kind: "described", schemas: alternatives[0] };
  }
}

/** Types that all of them allow; where none names a type, those that their keywords speak of. */
function typesOf(schemas: readonly Rules[]): ReadonlySet<TypeName> {
  let allowed: Set<TypeName> | undefined;
  for (const { value } of schemas) {
    if (value.type === undefined) continue;
    const own = new Set((Array.isArray(value.type) ? value.type : [value.type]) as TypeName[]);
    allowed = allowed ? sharedTypes(allowed, own) : own;
  }
  if (allowed) return allowed;
  const spoken = SPEAKS_OF.filter(([, keywords]) =>
    schemas.some(({ value }) => keywords.some((keyword) => value[keyword] !== undefined)),
  ).map(([type]) => type);
  return new Set(spoken.length > 0 ? spoken : TYPES);
}

function sharedTypes(one: ReadonlySet<TypeName>, other: ReadonlySet<TypeName>): Set<TypeName> {
  const shared = new Set([...one].filter((type) => other.has(type)));
  const holdsIntegers = (types: ReadonlySet<TypeName>): boolean =>
    types.has("integer") || types.has("number");
  if (holdsIntegers(one) && holdsIntegers(other) && !shared.has("number")) shared.add("integer");
  return shared;
}

/** The values that `enum` and `const` leave; undefined: neither is there. */
function listedValues(schemas: readonly Rules[]): readonly Json[] | undefined {
  let listed: ReadonlyMap<string, Json> | undefined;
  for (const { value } of schemas) {
    for (const own of [
      value.enum as readonly Json[] | undefined,
      value.const === undefined ? undefined : [value.const],
    ]) {
      if (!own) continue;
      const byText = new Map(own.map((one) => [canonical(one), one]));
      listed = listed ? new Map([...listed].filter(([key]) => byText.has(key))) : byText;
    }
  }
  return listed && [...listed.values()];
}

function withoutRepeats(shapes: readonly Shape[]): readonly Shape[] {
  const literals = new Map(
    shapes.flatMap((shape) =>
      shape.kind === "literal" ? shape.values.map((value) => [canonical(value), value]) : [],
    ),
  ) as Map<string, Json>;
  const others = shapes.filter(({ kind }) => kind !== "literal");
  return literals.size > 0 ? [{ kind: "literal", values: [...literals.values()] }, ...others] : others;
}
