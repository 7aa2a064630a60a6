import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { random } from "../../inference/index.ts";
import type { SchemaObject } from "./schema/keywords.ts";
import { schemaConstraint } from "./schema-constraint.ts";
import { randomWalk } from "./testing/walk.ts";

const ajv = new Ajv2020({ strict: false, logger: false });

const several = (items: SchemaObject, count: number): SchemaObject => ({
  type: "array",
  items,
  uniqueItems: true,
  minItems: count,
  maxItems: count,
});

const strings = (pattern: string): SchemaObject => ({ type: "string", pattern });
const integers = (minimum: number, maximum: number): SchemaObject => ({ type: "integer", minimum, maximum });
const any = (...anyOf: SchemaObject[]): SchemaObject => ({ anyOf });

/** Items, and how many different values they have. */
const cases: readonly (readonly [items: SchemaObject, count: number])[] = [
  [strings("^[az]$"), 2],
  [strings("^[aé힣]$"), 3],
  [strings("^[0-9A-Za-z]$"), 62],
  [strings("^[az][aé]$"), 4],
  [{ type: "string", maxLength: 0 }, 1],
  [any({ enum: ["a", "b"] }, integers(1, 2)), 4],
  [any(strings("^a$"), strings("^b$")), 2],
  [any({ enum: ["a", "c"] }, strings("^[ab]$")), 3],
  [any({ enum: ["a"] }, strings("^a$")), 1],
  [any({ enum: [1, 9] }, integers(1, 3)), 4],
  [any(integers(1, 3), integers(3, 5)), 5],
  [any({ enum: [1, 1.5] }, { type: "number", minimum: 1, maximum: 1 }, integers(1, 1)), 2],
  [{ type: ["boolean", "integer", "null"], minimum: 1, maximum: 1 }, 4],
];

suite("as many different items as there are values", () => {
  for (const [items, count] of cases) {
    test(`${JSON.stringify(items)} has ${count}`, () => {
      const schema = several(items, count);
      const constraint = schemaConstraint([schema]);
      assert.ok(constraint);
      const stream = random(5);
      for (let walk = 0; walk < 20; walk += 1) {
        const text = randomWalk(constraint, { random: () => stream.next(), letters: "é힣" });
        assert.ok(ajv.validate(schema, JSON.parse(text)), text);
      }
      assert.equal(schemaConstraint([several(items, count + 1)]), undefined);
    });
  }
});

test("alternatives by chance: whatever is begun with different items can be ended", () => {
  const values = fc.uniqueArray(fc.constantFrom("a", "z", "az", 1, 2, 2.5, null, true), {
    minLength: 1,
    maxLength: 4,
  });
  const low = fc.nat({ max: 3 });
  const one = fc.oneof(
    values.map((list): SchemaObject => ({ enum: list })),
    fc.constantFrom("^[az]$", "^a?z$", "^(a|é)z?$", "^a{1,3}$").map(strings),
    fc.tuple(low, low).map(([from, more]) => integers(from, from + more)),
  );
  const items = fc.array(one, { minLength: 1, maxLength: 3 }).map((parts) => any(...parts));
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 6 }), fc.nat(), (alternatives, count, seed) => {
      const schema = several(alternatives, count);
      const constraint = schemaConstraint([schema]);
      if (!constraint) return;
      const stream = random(seed);
      for (let walk = 0; walk < 3; walk += 1) {
        const text = randomWalk(constraint, { random: () => stream.next(), letters: "é" });
        assert.ok(ajv.validate(schema, JSON.parse(text)), text);
      }
    }),
    { numRuns: 150 },
  );
});
