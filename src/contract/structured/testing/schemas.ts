/**
 * Random JSON Schemas within what is supported, for property tests (fast-check arbitraries). Many have no document.
 * @module
 */
import fc from "fast-check";
import type { Json, SchemaObject } from "../schema/keywords.ts";

const small = fc.nat({ max: 6 });

const someOf = (record: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<SchemaObject> =>
  fc.record(record, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<SchemaObject>;

const typed = (type: string, rest: fc.Arbitrary<SchemaObject>): fc.Arbitrary<SchemaObject> =>
  rest.map((rules) => ({ type, ...rules }));

const bound = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, -2.25, 1.1, 99.99));

const numbers = someOf({
  minimum: bound,
  maximum: bound.map((value) => value + 5),
  exclusiveMinimum: bound,
  exclusiveMaximum: bound.map((value) => value + 8),
  multipleOf: fc.constantFrom(1, 2, 3, 0.5, 0.25),
});

const strings = someOf({
  minLength: small,
  maxLength: small.map((length) => length + 2),
  pattern: fc.constantFrom("^[a-c]*$", "a", "^(ab|cd)+$", "^\\d{2,3}$", "[^x]$", "^.{2,4}$"),
});

const names = fc.constantFrom("a", "b", "c", "한글", 'x "y"', "a.b");

const literals: fc.Arbitrary<SchemaObject> = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom<Json>(null, true, 1, 12, -3, "a", "ab", "", [1], { a: 1 }, 1.5), {
      minLength: 1,
      maxLength: 4,
    })
    .map((values) => ({ enum: values })),
  fc.constantFrom<Json>("x", 7, null, ["a", { b: 2 }]).map((value) => ({ const: value })),
);

const { schema } = fc.letrec<{ schema: SchemaObject; inner: Json }>((tie) => ({
  inner: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(true, {}),
    tie("schema"),
    tie("schema"),
    tie("schema"),
  ),
  schema: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    typed("integer", numbers),
    typed("number", numbers),
    typed("string", strings),
    literals,
    fc.constantFrom<SchemaObject>(
      { type: "boolean" },
      { type: ["null", "string"] },
      { type: ["integer", "array"] },
    ),
    typed(
      "array",
      someOf({
        items: tie("inner"),
        prefixItems: fc.array(tie("inner"), { minLength: 1, maxLength: 2 }),
        minItems: fc.nat({ max: 3 }),
        maxItems: fc.nat({ max: 4 }),
      }),
    ),
    typed(
      "array",
      fc.record({
        items: fc.oneof(typed("integer", numbers), typed("string", strings), literals),
        uniqueItems: fc.constant(true),
        minItems: fc.nat({ max: 3 }),
        maxItems: fc.nat({ max: 4 }),
      }) as fc.Arbitrary<SchemaObject>,
    ),
    typed(
      "object",
      someOf({
        properties: fc.dictionary(names, tie("inner"), {
          maxKeys: 3,
          noNullPrototype: true,
        }) as fc.Arbitrary<Json>,
        required: fc.uniqueArray(names, { maxLength: 2 }),
        additionalProperties: tie("inner"),
        patternProperties: fc.dictionary(fc.constantFrom("^a", "b$", "^[a-c]$"), tie("inner"), {
          maxKeys: 2,
          noNullPrototype: true,
        }) as fc.Arbitrary<Json>,
        propertyNames: fc.constantFrom<Json>(
          { pattern: "^[a-z]+$" },
          { maxLength: 2 },
          { enum: ["a", "b", "c"] },
        ),
        minProperties: fc.nat({ max: 2 }),
        maxProperties: fc.nat({ max: 4 }),
        dependentRequired: fc.constantFrom<Json>({ a: ["b"] }, { c: ["a"] }),
      }),
    ),
    fc
      .array(tie("schema"), { minLength: 1, maxLength: 3 })
      .map((options): SchemaObject => ({ anyOf: options })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 2 }).map((parts): SchemaObject => ({ allOf: parts })),
    fc
      .array(tie("schema"), { minLength: 1, maxLength: 2 })
      .map((options): SchemaObject => ({ oneOf: options })),
  ),
}));

/** Any schema of those keywords, now and then one that refers to itself. */
export const arbitrarySchema: fc.Arbitrary<SchemaObject> = fc.oneof(
  { weight: 6, arbitrary: schema },
  {
    weight: 1,
    arbitrary: schema.map(
      (inner): SchemaObject => ({
        $defs: {
          node: {
            type: "object",
            properties: { value: inner, next: { $ref: "#/$defs/node" } },
            required: ["value"],
          },
        },
        $ref: "#/$defs/node",
      }),
    ),
  },
);
