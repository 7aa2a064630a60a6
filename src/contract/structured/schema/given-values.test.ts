/** Schemas as people and libraries write them: alternatives in definitions, values that are given, decimals. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { random } from "../../../inference/index.ts";
import { violations } from "../../fields/validator.ts";
import { schemaConstraint } from "../schema-constraint.ts";
import { admits, randomWalk } from "../testing/walk.ts";
import type { Json } from "./keywords.ts";

const told = (kind: string): Json => ({
  type: "object",
  properties: { kind: { const: kind } },
  required: ["kind"],
});
const ALTERNATIVES = { oneOf: [told("a"), told("b")] } as const;
const TREE = {
  $ref: "#/$defs/node",
  $defs: {
    node: {
      oneOf: [
        { type: "integer", minimum: 0, maximum: 9 },
        {
          type: "object",
          properties: { op: { const: "neg" }, of: { $ref: "#/$defs/node" } },
          required: ["op", "of"],
          additionalProperties: false,
        },
      ],
    },
  },
} as const;

/** As documents are written here. */
const written = (value: Json): string => JSON.stringify(value).replace(/([:,])(?=[^ ])/g, "$1 ");

suite("oneOf behind other keywords", () => {
  const rows: readonly (readonly [schema: Json, fits: readonly Json[], misfits: readonly Json[]])[] = [
    [
      {
        type: "object",
        properties: { v: { $ref: "#/$defs/n" } },
        required: ["v"],
        $defs: { n: { oneOf: [{ type: "string" }, { type: "integer" }] } },
      },
      [{ v: "x" }, { v: 1 }],
      [{ v: null }],
    ],
    [{ anyOf: [ALTERNATIVES, { type: "null" }] }, [null, { kind: "a" }, { kind: "b" }], [{ kind: "c" }]],
    [{ allOf: [ALTERNATIVES, { type: "object" }] }, [{ kind: "b" }], [{ kind: "c" }]],
    [TREE, [3, { op: "neg", of: 3 }, { op: "neg", of: { op: "neg", of: 0 } }], [{ op: "neg" }, 10]],
  ];
  for (const [schema, fits, misfits] of rows) {
    test(JSON.stringify(schema), () => {
      const constraint = schemaConstraint([schema]);
      assert.ok(constraint);
      for (const value of fits) assert.ok(admits(constraint, written(value)), written(value));
      for (const value of misfits) assert.ok(!admits(constraint, written(value)), written(value));
    });
  }
});

test("a value that is given is judged as the check does, not by the plainer forms that are written freely", () => {
  const rows: readonly (readonly [schema: Json, fits: readonly string[]])[] = [
    [{ const: "http://localhost:3000", format: "uri" }, ["http://localhost:3000"]],
    [{ const: "9999-12-31", format: "date" }, ["9999-12-31"]],
    [
      { enum: ["https://example.com", "mailto:a@b.com", "no uri"], format: "uri" },
      ["https://example.com", "mailto:a@b.com"],
    ],
    [{ enum: ["localhost"], format: "hostname" }, ["localhost"]],
  ];
  for (const [schema, fits] of rows) {
    const constraint = schemaConstraint([schema]);
    assert.ok(constraint, JSON.stringify(schema));
    for (const value of ["no uri", ...fits])
      assert.equal(admits(constraint, JSON.stringify(value)), fits.includes(value), value);
  }
  assert.equal(schemaConstraint([{ const: "31.12.9999", format: "date" }]), undefined);
});

test("multiples of decimals are told exactly, where they are written and where they are checked", () => {
  const cents = { type: "number", multipleOf: 0.01, minimum: 1e6, maximum: 9e6 } as const;
  for (const value of [1234567.89, 5050919.64, 0.07])
    assert.deepEqual(violations({ multipleOf: 0.01 }, value), []);
  for (const [step, value] of [
    [0.01, 1.005],
    [1e10, 1],
    [3, 1e21],
  ] as const)
    assert.equal(violations({ multipleOf: step }, value).length, 1, `${value} of ${step}`);
  const constraint = schemaConstraint([cents]);
  assert.ok(constraint);
  const stream = random(1);
  for (let count = 0; count < 200; count += 1) {
    const text = randomWalk(constraint, { random: () => stream.next(), letters: "" });
    assert.deepEqual(violations(cents, JSON.parse(text)), [], text);
  }
});
