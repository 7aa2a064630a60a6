import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { masks, type Position, random } from "../../inference/index.ts";
import { tokensOf } from "../../inference/mask.ts";
import { testConstraint } from "../../inference/testing.ts";
import type { Vocabulary } from "../../model/token-model.ts";
import { isSchemaError } from "./schema/errors.ts";
import type { Json, SchemaObject } from "./schema/keywords.ts";
import { schemaConstraint } from "./schema-constraint.ts";
import { arbitrarySchema } from "./testing/schemas.ts";
import { admits, allTexts, randomWalk } from "./testing/walk.ts";

/** JavaScript's own regular expressions, not ours. */
const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 9, logger: false });

/** The constraint, if the schema is supported and has a document. */
function constraintOf(schema: Json): ReturnType<typeof schemaConstraint> {
  try {
    return schemaConstraint([schema]);
  } catch (error) {
    assert.ok(isSchemaError(error), String(error));
    return undefined;
  }
}

test("random schemas: every walk ends, as a document that Ajv takes", () => {
  let walked = 0;
  fc.assert(
    fc.property(arbitrarySchema, fc.nat(), (schema, seed) => {
      const constraint = constraintOf(schema as Json);
      if (!constraint) return;
      walked += 1;
      const validate = ajv.compile(schema);
      const stream = random(seed);
      for (let count = 0; count < 4; count += 1) {
        const text = randomWalk(constraint, { random: () => stream.next(), letters: "한글" });
        assert.ok(validate(JSON.parse(text)), `${text}: ${ajv.errorsText(validate.errors)}`);
      }
    }),
    { numRuns: 250 },
  );
  assert.ok(walked > 90, `only ${walked} schemas had documents`);
});

const SCHEMAS: readonly SchemaObject[] = [
  {
    type: "object",
    properties: {
      title: { type: "string", maxLength: 5 },
      tags: { type: "array", items: { type: "string", pattern: "^[^A-Z]*$" }, minItems: 2, maxItems: 3 },
      rating: { type: "number", minimum: 1, maximum: 5 },
      kind: { enum: ["open", "opened", 1, 12, null] },
    },
    required: ["title", "rating"],
  },
  {
    anyOf: [
      { type: "string", pattern: "^a+$" },
      { type: "string", maxLength: 2 },
      { type: "array", items: { type: "boolean" } },
    ],
  },
  { type: "object", additionalProperties: { type: "integer" }, minProperties: 1, maxProperties: 2 },
  { $ref: "#/$defs/tree", $defs: { tree: { type: "array", items: { $ref: "#/$defs/tree" }, maxItems: 2 } } },
  { type: "array", items: { type: "integer", minimum: 1, maximum: 3 }, uniqueItems: true, minItems: 2 },
  {},
];

const ALPHABET = `${String.fromCodePoint(...Array.from({ length: 95 }, (_, index) => index + 32))}가`;

suite("the laws of constraints", () => {
  for (const schema of SCHEMAS) {
    test(JSON.stringify(schema).slice(0, 80), () => {
      testConstraint(schemaConstraint([schema as Json])!, { alphabet: ALPHABET, limit: 1500 });
    });
  }
});

/** Pieces as tokens have them: several characters of several kinds, some of them cut. */
const PIECES = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...[
    '{"',
    '":',
    '": ',
    '": "',
    '", "',
    '"]',
    '"}',
    '"],',
    '"], "',
    "]}",
    "}}",
    "[[",
    "[]",
    "[], []",
    ", ",
    '": [',
    '": {"',
    "title",
    "tit",
    "tags",
    '"title": "',
    "open",
    'ed"',
    "12",
    "1.",
    ".5",
    "0, ",
    "null",
    "true",
    "false, ",
    "abc",
    " the",
    "The",
    "  ",
    " ",
    '\\"',
    "\\n",
    "\\",
    "가",
    "나다",
    "🌊",
    "aaaaaaaaaaaaaaaa",
    " a",
    'a"',
    '한글": 1',
    "1, 2, 3",
    "é",
    '", ',
    "]]]]",
    "}, {",
    '"a": ',
    "-1",
    "-",
  ].map((piece) => new TextEncoder().encode(piece)),
  new TextEncoder().encode("가").slice(0, 2),
  new TextEncoder().encode("🌊").slice(0, 3),
  new TextEncoder().encode("a가").slice(0, 2),
];

const vocabulary: Vocabulary = {
  size: PIECES.length + 1,
  bytes: (token) => PIECES[token] ?? new Uint8Array(),
  endTokens: [PIECES.length],
  isControl: (token) => token === PIECES.length,
  tokenize: () => [],
  fingerprint: "pieces of JSON",
};

suite("masks admit the tokens that can be taken, and no others", () => {
  for (const schema of SCHEMAS) {
    test(JSON.stringify(schema).slice(0, 80), () => {
      const constraint = schemaConstraint([schema as Json])!;
      const made = masks({ vocabulary, constraint });
      const stream = random(11);
      for (let walk = 0; walk < 12; walk += 1) {
        let position: Position<unknown> = made.start;
        for (let step = 0; step < 60; step += 1) {
          const admitted = Array.from(tokensOf(made.mask(position as never)));
          const expected = PIECES.flatMap((bytes, token) => {
            const text = textOf(bytes);
            if (text !== undefined && !constraint.usable!(text)) return [];
            return made.advance(position as never, token) ? [token] : [];
          });
          if (position.partial === undefined && constraint.mayEnd(position.state as never))
            expected.push(PIECES.length);
          assert.deepEqual(admitted, expected);
          const long = admitted.filter((token) => token >= 256 && token < PIECES.length);
          const choice = long.length > 0 && stream.next() < 0.7 ? long : admitted;
          const token = choice[Math.floor(stream.next() * choice.length)];
          if (token === PIECES.length) break;
          position = made.advance(position as never, token)!.position;
        }
      }
    });
  }
});

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

suite("what is written, and what is not", () => {
  const cases: readonly (readonly [
    schema: SchemaObject,
    written: readonly string[],
    not: readonly string[],
  ])[] = [
    [
      { type: "object", properties: { a: { type: "integer" }, b: { type: "string" } }, required: ["a"] },
      ['{"a": 1}', '{"a": -12, "b": "x"}'],
      [
        '{"b": "x", "a": 1}',
        '{"a":1}',
        '{"a": 1, "c": 2}',
        '{"a": 01}',
        '{"a": 1.0}',
        '{"a": -0}',
        '{"a": 1,}',
        ' {"a": 1}',
      ],
    ],
    [
      { type: "number", minimum: 1, maximum: 5 },
      ["1", "5", "4.5", "5.00"],
      ["5.01", "0.99", "6", "1.", "1e0", "+1", "10"],
    ],
    [{ type: "number", exclusiveMinimum: 0 }, ["0.01", "3"], ["0", "0.00", "-1"]],
    [
      { type: "number", multipleOf: 0.25, maximum: 1, minimum: 0 },
      ["0.25", "0.5", "0.50", "1"],
      ["0.3", "0.26"],
    ],
    [{ type: "integer" }, ["0", "-7", "999999999"], ["1000000000", "1.5"]],
    [
      { type: "string" },
      ['"a"', '"가 🌊"', '"a \\"b\\" \\\\ \\n"'],
      ['"a', '"\\u0041"', '""', '" a"', '"a\nb"', "'a'"],
    ],
    [{ type: "string", maxLength: 2 }, ['"🌊🌊"'], ['"abc"']],
    [{ type: "string", maxLength: 0 }, ['""'], ['"a"']],
    [
      { type: "string", format: "date" },
      ['"2024-02-29"', '"1999-12-31"'],
      ['"2023-02-29"', '"2024-13-01"', '"24-01-01"'],
    ],
    [{ type: "string", format: "email" }, ['"a.b@c-d.org"'], ['"a@b"', '"@c.org"']],
    [{ enum: ["a", 1, null, { b: [1] }] }, ['"a"', "1", "null", '{"b": [1]}'], ['"b"', "2", '{"b":[1]}']],
    [
      { type: "array", items: { type: "boolean" }, minItems: 1, maxItems: 2 },
      ["[true]", "[true, false]"],
      ["[]", "[true, true, true]"],
    ],
    [
      { type: "array", uniqueItems: true, items: { enum: [1, 2] }, minItems: 2 },
      ["[1, 2]", "[2, 1]"],
      ["[1, 1]", "[1]"],
    ],
    [{ type: "array", prefixItems: [{ const: 1 }] }, ["[1]", "[]"], ["[1, 2]", "[2]"]],
    [
      { oneOf: [{ required: ["a"] }, { required: ["b"] }], properties: { a: { const: 1 }, b: { const: 2 } } },
      ['{"a": 1}', '{"b": 2}'],
      ["{}", '{"a": 1, "b": 2}'],
    ],
    [
      {
        allOf: [
          { type: "integer", minimum: 3 },
          { type: "number", maximum: 4 },
        ],
      },
      ["3", "4"],
      ["2", "5", "3.5"],
    ],
    [{ $defs: { a: { const: 1 } }, anyOf: [{ $ref: "#/$defs/a" }, { type: "null" }] }, ["1", "null"], ["2"]],
  ];
  for (const [schema, written, not] of cases) {
    test(JSON.stringify(schema), () => {
      const constraint = schemaConstraint([schema as Json])!;
      for (const text of written) assert.ok(admits(constraint, text), text);
      for (const text of not) assert.ok(!admits(constraint, text), text);
    });
  }

  test("alternatives that begin alike are all followed", () => {
    const constraint = schemaConstraint([
      { anyOf: [{ const: "ab" }, { const: "ac" }, { enum: ["a", "abc"] }] },
    ])!;
    assert.deepEqual(allTexts(constraint, { letters: '"abc', longest: 6 }).sort(), [
      '"a"',
      '"ab"',
      '"abc"',
      '"ac"',
    ]);
  });
});

suite("schemas without a document", () => {
  const empty: readonly SchemaObject[] = [
    { type: "integer", minimum: 5, maximum: 4 },
    { allOf: [{ type: "string" }, { type: "null" }] },
    { type: "string", minLength: 3, maxLength: 2 },
    { type: "string", pattern: "^a$", minLength: 2 },
    { type: "object", required: ["a"], properties: { a: false } },
    { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] },
    { type: "array", items: { $ref: "#" }, minItems: 1 },
    { type: "array", uniqueItems: true, items: { type: "boolean" }, minItems: 3 },
    { type: "object", propertyNames: { enum: ["a"] }, minProperties: 2 },
    { type: "integer", multipleOf: 7, minimum: 1, maximum: 6 },
    { enum: [] },
    { const: 3, type: "string" },
    { type: "object", minProperties: 3, maxProperties: 2 },
    { type: "object", additionalProperties: false, minProperties: 1 },
  ];
  for (const schema of empty) {
    test(JSON.stringify(schema), () => assert.equal(schemaConstraint([schema as Json]), undefined));
  }
});

suite("schemas that are refused say where and why", () => {
  const refused: readonly (readonly [schema: Json, pointer: string, reason: RegExp])[] = [
    [{ properties: { a: { not: {} } } }, "#/properties/a/not", /not is not supported/],
    [{ if: true }, "#/if", /if is not supported/],
    [{ items: [{}] }, "#/items", /prefixItems/],
    [{ maxlength: 3 }, "#/maxlength", /not known/],
    [{ minimum: "3" }, "#/minimum", /a number/],
    [{ type: "text" }, "#/type", /one of/],
    [{ $ref: "#" }, "#", /without an end/],
    [{ anyOf: [{ type: "null" }, { $ref: "#" }] }, "#", /without an end/],
    [{ $ref: "#/$defs/none" }, "#/$ref", /nothing at/],
    [{ $ref: "other.json" }, "#/$ref", /nothing is fetched/],
    [{ pattern: "(" }, "#/pattern", /regular expression/],
    [{ pattern: "(a)\\1" }, "#/pattern", /back/],
    [{ format: "color" }, "#/format", /not supported/],
    [{ oneOf: [{ type: "integer" }, { minimum: 2 }] }, "#/oneOf", /tell them apart/],
    [{ uniqueItems: true, items: { type: "array" } }, "#", /uniqueItems/],
    [{ minLength: 20_000 }, "#", /characters are not written/],
    [3, "#", /a schema is/],
  ];
  for (const [schema, pointer, reason] of refused) {
    test(JSON.stringify(schema), () => {
      assert.throws(
        () => schemaConstraint([schema]),
        (error) => isSchemaError(error) && reason.test(error.message) && error.data.pointer === pointer,
      );
    });
  }
});

suite("bad input is answered in bounded time", () => {
  const nested = (depth: number): Json => {
    let schema: Json = { type: "integer" };
    for (let level = 0; level < depth; level += 1) schema = { type: "array", items: schema, maxItems: 1 };
    return schema;
  };
  const wide = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`field${index}`, { type: "integer" }]),
  );
  const cases: readonly (readonly [what: string, schema: Json, outcome: "written" | "refused"])[] = [
    ["nested 100 deep", nested(100), "written"],
    ["nested 5000 deep", nested(5000), "refused"],
    ["5000 properties", { type: "object", properties: wide, required: Object.keys(wide) }, "written"],
    [
      "an enumeration of 20,000 strings",
      { enum: Array.from({ length: 20_000 }, (_, index) => `value ${index}`) },
      "written",
    ],
    ["a pattern that blows up", { type: "string", pattern: "^(a|b)*a(a|b){30}$" }, "refused"],
    ["a pattern that would hang a backtracking engine", { type: "string", pattern: "^(a+)+b$" }, "written"],
    [
      "ten choices of ten",
      {
        allOf: Array.from({ length: 10 }, (_, index) => ({
          anyOf: Array.from({ length: 10 }, (__, one) => ({ properties: { [`p${index}`]: { const: one } } })),
        })),
      },
      "refused",
    ],
    ["a million characters", { type: "string", minLength: 1_000_000 }, "refused"],
    ["a million items", { type: "array", items: { const: 1 }, minItems: 1_000_000 }, "written"],
    [
      "references in a ring",
      { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" },
      "refused",
    ],
    [
      "a reference to itself, many times over",
      {
        type: "object",
        properties: Object.fromEntries(
          Array.from({ length: 50 }, (_, index) => [`p${index}`, { $ref: "#" }]),
        ),
      },
      "written",
    ],
  ];
  for (const [what, schema, outcome] of cases) {
    test(what, { timeout: 20_000 }, () => {
      let constraint: ReturnType<typeof schemaConstraint>;
      try {
        constraint = schemaConstraint([schema]);
      } catch (error) {
        assert.ok(isSchemaError(error), String(error));
        assert.equal(outcome, "refused");
        return;
      }
      assert.equal(outcome, "written");
      assert.ok(constraint);
      for (const point of [0x22, 0x5b, 0x7b, 0x31]) constraint.next(constraint.start, point);
    });
  }
});
