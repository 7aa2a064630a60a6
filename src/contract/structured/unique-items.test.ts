import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
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

/** Items, and how many different values they have. */
const cases: readonly (readonly [items: SchemaObject, count: number])[] = [
  [strings("^[az]$"), 2],
  [strings("^[aé힣]$"), 3],
  [strings("^[0-9A-Za-z]$"), 62],
  [strings("^[az][aé]$"), 4],
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
