import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { writeJson } from "../src/contract/structured/machine/literal-frame.ts";
import { isSchemaError } from "../src/contract/structured/schema/errors.ts";
import type { Json } from "../src/contract/structured/schema/keywords.ts";
import { schemaConstraint } from "../src/contract/structured/schema-constraint.ts";
import { admits, randomWalk } from "../src/contract/structured/testing/walk.ts";
import { random } from "../src/inference/index.ts";

interface Group {
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly { readonly description: string; readonly data: Json; readonly valid: boolean }[];
}

const FOLDER = new URL("json-schema-test-suite/", import.meta.url);
const filesIn = (folder: URL): URL[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => new URL(name, folder));
const files = [...filesIn(FOLDER), ...filesIn(new URL("format/", FOLDER))];

const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 9, ownProperties: true, logger: false });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);

/** Groups whose schema is refused, by file: addresses of other documents, and alternatives that can't be told apart. */
const REFUSED: Readonly<Record<string, number>> = { anchor: 3, oneOf: 5, ref: 14, uniqueItems: 2 };

const tally = { right: 0, narrower: 0 };

for (const file of files) {
  const name = file.pathname.split("/").at(-1)!.replace(".json", "");
  suite(`JSON-Schema-Test-Suite: ${name}`, () => {
    const groups = JSON.parse(readFileSync(file, "utf8")) as readonly Group[];
    let refused = 0;
    for (const { description, schema, tests } of groups) {
      let constraint: ReturnType<typeof schemaConstraint>;
      try {
        constraint = schemaConstraint([schema]);
      } catch (error) {
        if (!isSchemaError(error)) throw error;
        refused += 1;
        continue;
      }
      test(`nothing invalid is written: ${description}`, () => {
        for (const { description: what, data, valid } of tests) {
          const written = constraint !== undefined && admits(constraint, writeJson(data));
          if (written) assert.ok(valid, `${what}: ${writeJson(data)}`);
          if (written === valid) tally.right += 1;
          else tally.narrower += 1;
        }
      });
      test(`what is written by chance is valid: ${description}`, () => {
        if (!constraint) {
          assert.ok(
            tests.every(({ valid }) => !valid),
            "there is a document, and none would be written",
          );
          return;
        }
        const stream = random(5);
        const validate = new Ajv2020({
          strict: false,
          multipleOfPrecision: 9,
          ownProperties: true,
          logger: false,
        });
        (addFormats as unknown as (instance: Ajv2020) => void)(validate);
        const check = validate.compile(schema as object);
        for (let walk = 0; walk < 5; walk += 1) {
          const text = randomWalk(constraint, {
            random: () => stream.next(),
            letters: JSON.stringify(schema),
          });
          assert.ok(check(JSON.parse(text)), `${text}: ${validate.errorsText(check.errors)}`);
        }
      });
    }
    test("no more schemas are refused than are known to be", () => assert.equal(refused, REFUSED[name] ?? 0));
  });
}

test("most valid documents are among those that are written", () => {
  const { right, narrower } = tally;
  assert.ok(right / (right + narrower) > 0.75, `${right} right, ${narrower} narrower`);
});
