import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { SijoError } from "../../errors.ts";
import { random, smc } from "../../inference/index.ts";
import { openLlama } from "../../model/index.ts";
import { testWeights } from "../../model/testing/weights.ts";
import { ProgramPopulation } from "../../program/index.ts";
import { check } from "../check/check.ts";
import type { StructuredClause } from "../clauses/fields/index.ts";
import { arbitraryStructuredClause } from "../clauses/fields/testing.ts";
import { compileContract } from "../compile/compile.ts";
import { parseContract, printClause } from "../notation.ts";
import { contractProgram } from "../program.ts";
import { admits, randomWalk } from "./testing/walk.ts";

const contractOf = (...lines: string[]) => parseContract(lines.join("\n"));

function compiled(...lines: string[]) {
  const compilation = compileContract({ contract: contractOf(...lines) });
  assert.ok(compilation.kind === "compiled", JSON.stringify(compilation));
  return compilation;
}

/** The same with counts that a walk comes to the end of. */
const briefly = (clause: StructuredClause): StructuredClause => {
  if (!/^field (?:has|lists)/.test(clause.relation) || !("value" in clause)) return clause;
  const short = (value: unknown): unknown => (typeof value === "number" ? value % 8 : value);
  const value = Array.isArray(clause.value) ? clause.value.map(short).sort() : short(clause.value);
  return { ...clause, value } as StructuredClause;
};

test("random clauses about fields: what is written passes, or no document can", () => {
  let walked = 0;
  fc.assert(
    fc.property(
      fc.array(arbitraryStructuredClause.map(briefly), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (clauses, seed) => {
        let compilation: ReturnType<typeof compileContract>;
        try {
          compilation = compileContract({ contract: { form: "json", clauses } });
        } catch (error) {
          assert.ok(error instanceof SijoError && error.kind === "usage", String(error));
          return;
        }
        if (compilation.kind === "contradiction") {
          assert.ok(compilation.clauses.length > 0);
          assert.ok(compilation.clauses.every((clause) => clauses.includes(clause as StructuredClause)));
          return;
        }
        walked += 1;
        const { constraint, unenforced } = compilation;
        const enforced = { clauses: clauses.filter((clause) => !unenforced.includes(clause)) };
        const stream = random(seed);
        const text = randomWalk(constraint, {
          random: () => stream.next(),
          letters: JSON.stringify(clauses),
        });
        const { passed, checks } = check(enforced, text);
        assert.ok(
          passed,
          `${text}\n${checks.map(({ clause, evidence }) => `${clause}: ${evidence}`).join("\n")}`,
        );
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(walked > 60, `only ${walked}`);
});

suite("requests for JSON as contracts", () => {
  test("an object with a list and a number", () => {
    const { constraint, unenforced } = compiled(
      "form: json",
      'fields are exactly "title", "tags", "rating"',
      'field "title" is a string',
      'field "title" has at most 20 characters',
      'field "tags" is an array of exactly 3 strings',
      'each item of field "tags" is lowercase',
      'field "rating" is a number between 1 and 5',
    );
    assert.deepEqual(unenforced, []);
    for (const [text, fits] of [
      ['{"title": "Catan", "tags": ["sea", "trade", "war"], "rating": 4.5}', true],
      ['{"title": "Catan", "tags": ["sea", "Trade", "war"], "rating": 4.5}', false],
      ['{"title": "Catan", "tags": ["sea", "trade"], "rating": 4.5}', false],
      ['{"title": "Catan of the seven seas", "tags": ["sea", "trade", "war"], "rating": 4.5}', false],
      ['{"title": "Catan", "tags": ["sea", "trade", "war"], "rating": 5.5}', false],
      ['{"title": "Catan", "tags": ["sea", "trade", "war"], "rating": 5, "year": 1995}', false],
    ] as const) {
      assert.equal(admits(constraint, text), fits, text);
    }
  });

  test("fields of fields, with an array on the way", () => {
    const { constraint } = compiled(
      "form: json",
      'field "shop.name" is a string',
      'field "shop.items" has exactly 1 item',
      'field "shop.items.price" is a number',
    );
    assert.ok(admits(constraint, '{"shop": {"name": "x", "items": [{"price": 2}]}}'));
    assert.ok(!admits(constraint, '{"shop": {"name": "x", "items": {"price": 2}}}'));
  });

  test("a schema together with clauses", () => {
    const { constraint } = compiled(
      'text is JSON of the schema {"type":"object","properties":{"n":{"type":"integer"},"items":{"type":"array","items":{"type":"object","properties":{"p":{"type":"integer","minimum":0}},"required":["p"]}}},"required":["n","items"]}',
      'field "n" is an integer between 3 and 4',
      'field "n" is the sum of field "items.p"',
    );
    assert.ok(admits(constraint, '{"n": 3, "items": [{"p": 1}, {"p": 2}]}'));
    assert.ok(!admits(constraint, '{"n": 3, "items": [{"p": 1}, {"p": 3}]}'));
  });

  test("any JSON", () => {
    const { constraint } = compiled("form: json");
    assert.ok(admits(constraint, '{"a": [1, true, null, {"b": "c"}]}'));
  });
});

suite("clauses that clash are named, and no others", () => {
  for (const [clash, others] of [
    [
      ['field "a" is an integer', 'field "a" is a string'],
      ['field "b" is a string', 'fields include "a"'],
    ],
    [['fields are exactly "a"', 'field "b" is a number'], ['field "a" is a number']],
    [['field "a" has at least 3 characters', 'field "a" is one of "x", "yy"'], ['field "a" is a string']],
    [['field "a" has at least 3 items', "document has at most 2 characters"], []],
    [['field "a" matches /[A-Z]+/', 'field "a" is lowercase'], ['field "a" has at least 1 character']],
  ] as const) {
    test(clash.join("; "), () => {
      const compilation = compileContract({ contract: contractOf("form: json", ...others, ...clash) });
      assert.ok(compilation.kind === "contradiction");
      assert.deepEqual(compilation.clauses.map(printClause), clash);
    });
  }
});

test("clauses about texts for people are left to the check", () => {
  const { unenforced } = compiled(
    "form: json",
    'field "a" is a string',
    'text contains "sea"',
    "text has at most 9 words",
  );
  assert.deepEqual(unenforced.map(printClause), ['text contains "sea"', "text has at most 9 words"]);
});

test("many fields, many clauses: an answer in bounded time", { timeout: 60_000 }, () => {
  const names = Array.from({ length: 100 }, (_, index) => JSON.stringify(`field ${index}`));
  const fields = `fields are exactly ${names.join(", ")}`;
  const bounds = (count: number): string[] =>
    Array.from(
      { length: count },
      (_, index) => `field ${names[index % 100]} is an integer of at most ${10 + index}`,
    );
  compiled("form: json", fields, ...bounds(1000));
  assert.throws(
    () => compiled("form: json", fields, ...bounds(20_000)),
    (error) => error instanceof SijoError && error.code === "contract.schema-too-intricate",
  );
});

test("real weights write JSON that parses and fits", { timeout: 120_000 }, async () => {
  await using model = await openLlama({ path: await testWeights() });
  const contract = contractOf(
    'text is JSON of the schema {"type":"object","properties":{"kind":{"enum":["hotel","hostel","inn"]},"stars":{"type":"integer","minimum":1,"maximum":5},"price":{"type":"number","exclusiveMinimum":0,"maximum":300},"amenities":{"type":"array","items":{"type":"string","maxLength":15},"minItems":2,"maxItems":3,"uniqueItems":true}},"required":["kind","stars","price","amenities"],"additionalProperties":false}',
  );
  const compilation = compileContract({ contract });
  assert.ok(compilation.kind === "compiled");
  const population = new ProgramPopulation({
    program: contractProgram({
      messages: [{ role: "user", content: "Describe a place to stay by the sea, as JSON." }],
      constraint: compilation.constraint,
    }),
    model,
    particles: 4,
    random: random(3),
  });
  try {
    const { samples } = await smc({ population, random: random(4) });
    assert.ok(samples.length > 0);
    for (const { result } of samples) {
      const report = check(contract, result.text);
      assert.ok(report.passed, `${result.text}: ${report.checks[0].evidence}`);
    }
  } finally {
    population.close();
  }
});
