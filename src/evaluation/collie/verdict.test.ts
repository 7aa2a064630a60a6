import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, printContract } from "../../contract/index.ts";
import { parseCases } from "./cases.ts";
import { clausesAlone, contractOf } from "./contract.ts";
import { EXAMPLES } from "./testing/cases.ts";
import { satisfies } from "./verdict.ts";

describe("a case of COLLIE", () => {
  for (const example of EXAMPLES) {
    const { family, constraint, notation, passing, failing } = example;
    it(`of ${family} is judged by its definition, and checked alike by its conventions`, () => {
      for (const [texts, wanted] of [
        [passing, true],
        [failing, false],
      ] as const) {
        for (const text of texts) {
          assert.equal(satisfies(constraint, text), wanted, text);
          const { passed } = check(clausesAlone(constraint), text, { conventions: "collie" });
          assert.equal(passed, wanted, text);
        }
      }
    });

    it(`of ${family} is a contract`, () => assert.equal(printContract(contractOf(example)), notation));
  }

  it("is read from a line of JSON, whatever else stands there", () => {
    const lines = EXAMPLES.map((example) => JSON.stringify({ ...example, index: 3 })).join("\n");
    const cases = parseCases(`${lines}\n\n`, "cases.jsonl");
    assert.deepEqual(
      cases.map(({ id }) => id),
      EXAMPLES.map(({ id }) => id),
    );
    assert.deepEqual(cases[4].constraint, EXAMPLES[4].constraint);
  });

  const [{ id, family, prompt, constraint }] = EXAMPLES;
  for (const [what, text, message] of [
    ["nothing", " \n", /cases\.jsonl holds no line/],
    ["something else", "# cases", /^Line 1 of cases\.jsonl is not a COLLIE case: it is not JSON\.$/],
    ["a case without a prompt", JSON.stringify({ id, family, constraint }), /at prompt: /],
    [
      "an unknown relation, on the second line",
      `${JSON.stringify({ id, family, prompt, constraint })}\n${JSON.stringify({ id, family, prompt, constraint: { type: "constraint", relation: "!=" } })}`,
      /^Line 2 of cases\.jsonl/,
    ],
  ] as const) {
    it(`is refused: ${what}`, () =>
      assert.throws(() => parseCases(text, "cases.jsonl"), {
        code: "evaluation.cases",
        kind: "usage",
        message,
      }));
  }

  it("that the notation has no words for is refused as a contract", () => {
    const odd = { ...EXAMPLES[2].constraint, transformation: { op: "forEach", fn: "identity" } } as never;
    assert.throws(() => contractOf({ family: "sent01", constraint: odd }), { code: "evaluation.constraint" });
  });
});
