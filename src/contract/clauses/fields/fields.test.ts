import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { SijoError } from "../../../errors.ts";
import { check } from "../../check/check.ts";
import { contractFrom } from "../../json.ts";
import { parseClause, parseContract, printClause, printContract } from "../../notation.ts";
import { clauseSchema, structuredTemplates } from "../index.ts";
import { arbitraryStructuredClause } from "./testing.ts";

test("a clause is read as it was printed, and its JSON form is the same", () => {
  fc.assert(
    fc.property(arbitraryStructuredClause, (clause) => {
      assert.deepEqual(parseClause(printClause(clause)), clause);
      assert.deepEqual(clauseSchema.parse(JSON.parse(JSON.stringify(clause))), clause);
    }),
    { numRuns: 1000 },
  );
});

test("examples are printed as they were read", () => {
  for (const { example } of structuredTemplates()) assert.equal(printClause(parseClause(example)), example);
});

test("other ways to say the same are read, and printed in one", () => {
  for (const [said, printed] of [
    ['fields of document are exactly "a"', 'fields are exactly "a"'],
    ['field "a[]" is a string', 'each item of field "a" is a string'],
    ['field "a" has exactly 1 items', 'field "a" has exactly 1 item'],
    ['field "a" is an array of at most 1 strings', 'field "a" is an array of at most 1 string'],
    ['sum of field "a", "b" is at most 3', 'sum of fields "a", "b" is at most 3'],
    ['field "a" matches "[a-z]+"', 'field "a" matches /[a-z]+/'],
    ['text is JSON of the schema { "type" : "null" }', 'text is JSON of the schema {"type":"null"}'],
  ] as const) {
    assert.equal(printClause(parseClause(said)), printed);
  }
});

suite("lines that mean nothing are refused with a reason", () => {
  for (const [line, reason] of [
    ['field "a..b" is a string', /A field is a name/],
    ["text is JSON of the schema {a}", /A JSON Schema is wanted/],
    ["text is JSON of the schema 3", /A JSON Schema is wanted/],
    ['text follows the grammar "root ::= x"', /a rule for `x`/],
    [`text is JSON of the schema ${'{"not":'.repeat(2000)}{}${"}".repeat(2000)}`, /nested/],
    ['field "a" matches /(/', /regular expression/],
    ['field "a" is a number between 5 and 1', /lower bound/],
    ['field "a" comes before field "a"', /itself/],
    ['fields are exactly "a", "a"', /once/],
    ['field "a" is a integer', /Expected/],
  ] as const) {
    test(line.slice(0, 80), () => {
      assert.throws(
        () => parseClause(line),
        (error) =>
          error instanceof SijoError && error.code === "contract.syntax" && reason.test(error.message),
      );
    });
  }

  test("a scope in the JSON form", () => {
    const clause = { relation: "field is a", scope: [{ unit: "line", at: 1 }], field: "a", value: "string" };
    assert.throws(() => contractFrom({ clauses: [clause] }), /scope/);
  });
});

type Case = readonly [line: string, passing: readonly string[], failing: readonly string[]];

const CASES: readonly Case[] = [
  [
    'field "a" is an integer',
    ['{"a": 1}', '{"a": 1.0}', '{"b": [], "a": -3}'],
    ['{"a": 1.5}', '{"a": "1"}', "{}", "1", '{"a": 1', ""],
  ],
  ['field "a" is a number', ['{"a": 1.5e3}'], ['{"a": true}', '{"a": null}']],
  ['field "a" is true or false', ['{"a": false}'], ['{"a": 0}']],
  ['field "a" is an object', ['{"a": {}}'], ['{"a": []}', '{"a": null}']],
  [
    'field "a" is a date',
    ['{"a": "2024-02-29"}'],
    ['{"a": "2023-02-29"}', '{"a": "2024-2-9"}', '{"a": 20240229}'],
  ],
  ['field "a" is a time', ['{"a": "09:30"}'], ['{"a": "9:30"}', '{"a": "24:00"}']],
  [
    'field "a" is a date and time',
    ['{"a": "2024-02-29T10:00:00Z"}', '{"a": "2024-02-29T10:00:00+09:00"}'],
    ['{"a": "2024-02-29 10:00"}'],
  ],
  ['field "a" is an email address', ['{"a": "x.y@z.org"}'], ['{"a": "x@y"}']],
  ['field "a" is a URL', ['{"a": "https://x.org/a?b"}'], ['{"a": "x.org"}', '{"a": "ftp://x.org"}']],
  ['field "a" is a UUID', ['{"a": "123e4567-e89b-42d3-a456-426614174000"}'], ['{"a": "123"}']],
  [
    'field "a.b" is a string',
    ['{"a": {"b": "x"}}', '{"a": [{"b": "x"}, {"b": "y"}]}', '{"a": []}'],
    ['{"a": {}}', '{"a": [{"b": 1}]}', '{"a": 1}'],
  ],
  ['each item of field "a" is a string', ['{"a": ["x"]}', '{"a": []}'], ['{"a": ["x", 1]}', '{"a": "x"}']],
  ["document is an array of exactly 2 integers", ["[1, 2]"], ["[1]", "[1, 2.5]", "{}"]],
  ['field "a" is an array of at least 1 string', ['{"a": ["x"]}'], ['{"a": []}', '{"a": [1]}']],
  ['field "a" is an array of numbers', ['{"a": []}', '{"a": [1, 2.5]}'], ['{"a": [null]}']],
  ['field "a" is a number between -1.5 and 2', ['{"a": -1.5}', '{"a": 2}'], ['{"a": 2.01}', '{"a": "1"}']],
  ['field "a" is an integer above 0', ['{"a": 1}'], ['{"a": 0}', '{"a": 0.5}']],
  ['field "a" is a number below 5', ['{"a": 4.99}'], ['{"a": 5}']],
  ['field "a" has at most 2 characters', ['{"a": "🌊🌊"}', '{"a": ""}'], ['{"a": "abc"}', '{"a": [1]}']],
  ['field "a" has between 1 and 2 items', ['{"a": [1]}'], ['{"a": []}', '{"a": "a"}']],
  ["document has exactly 2 fields", ['{"a": 1, "b": 2}'], ["{}", "[1, 2]"]],
  ['field "a" is "x"', ['{"a": "x"}'], ['{"a": "X"}', '{"a": null}']],
  ['field "a" is one of "x", "y"', ['{"a": "y"}'], ['{"a": "z"}']],
  ['field "a" matches /[A-Z]{2}/', ['{"a": "AB"}'], ['{"a": "ABC"}', '{"a": "aB"}']],
  ['field "a" is lowercase', ['{"a": "sea 3"}', '{"a": "바다"}'], ['{"a": "Sea"}', '{"a": 3}']],
  ['field "a" is uppercase', ['{"a": "SEA"}'], ['{"a": "Sea"}']],
  ['fields are exactly "a", "b"', ['{"b": 1, "a": 2}'], ['{"a": 1}', '{"a": 1, "b": 2, "c": 3}', "[]"]],
  ['fields include "a"', ['{"a": 1, "b": 2}'], ['{"b": 1}']],
  [
    'sum of field "i.p" is at most 2.5',
    ['{"i": [{"p": 1.1}, {"p": 1.4}]}', '{"i": []}'],
    ['{"i": [{"p": 2.6}]}', '{"i": [{"q": 1}]}', '{"i": [{"p": "1"}]}'],
  ],
  ['sum of fields "a", "b" is exactly 0.3', ['{"a": 0.1, "b": 0.2}'], ['{"a": 0.1, "b": 0.3}']],
  ['field "t" is the sum of field "i[]"', ['{"t": 3, "i": [1, 2]}'], ['{"t": 4, "i": [1, 2]}', '{"i": [1]}']],
  [
    'field "s" comes before field "e"',
    ['{"s": "2024-01-01", "e": "2024-01-02"}', '{"s": 1, "e": 1.5}'],
    ['{"s": "2024-01-02", "e": "2024-01-02"}', '{"s": 1, "e": "2"}', '{"s": 1}'],
  ],
  [
    'field "t.s" comes before field "t.e"',
    ['{"t": [{"s": 1, "e": 2}, {"s": 0, "e": 1}]}'],
    ['{"t": [{"s": 1, "e": 2}, {"s": 2, "e": 1}]}'],
  ],
  [
    'text is JSON of the schema {"type":"array","items":{"minimum":2}}',
    ["[2, 3]", "[]"],
    ["[1]", "{}", "[2"],
  ],
  ['text follows the grammar "root ::= [a-z]+ \\"\\\\n\\""', ["abc"], ["ABC", ""]],
];

suite("checks of fields", () => {
  for (const [line, passing, failing] of CASES) {
    test(line, () => {
      const contract = parseContract(line);
      for (const text of passing) assert.ok(check(contract, text).passed, `${text} should pass`);
      for (const text of failing) assert.ok(!check(contract, text).passed, `${text} should fail`);
    });
  }

  test("a failing check says what was found, how much was wanted, and where", () => {
    const text = '{"title": "A long voyage", "tags": ["a", "B"]}';
    for (const [line, evidence, at] of [
      [
        'field "title" has at most 5 characters',
        "title: 13 characters; wanted at most 5 characters",
        '"A long voyage"',
      ],
      ['each item of field "tags" is lowercase', 'tags[1]: "B"; wanted a string in lower case', '"B"'],
      ['field "rating" is a number', "rating is missing; wanted a number", text],
      [
        'text is JSON of the schema {"properties":{"tags":{"maxItems":1}}}',
        '/tags is ["a","B"]; it must NOT have more than 1 items',
        '["a", "B"]',
      ],
    ] as const) {
      const [{ evidence: said, offsets }] = check(parseContract(line), text).checks;
      assert.equal(said, evidence);
      assert.equal(text.slice(...offsets[0]), at);
    }
  });
});

test("a schema that can't be checked is refused with a reason, never with a stack overflow", () => {
  for (const rules of ['{"$ref":"#"}', '{"$ref":"none.json"}', '{"type":"text"}', '{"pattern":"("}']) {
    assert.throws(
      () => check(parseContract(`text is JSON of the schema ${rules}`), "1"),
      (error) => error instanceof SijoError && error.code === "contract.schema" && error.kind === "usage",
      rules,
    );
  }
});

suite("form: json", () => {
  const contract = parseContract("form: json");
  for (const text of ["{}", "[1]", '"a"', "1", "null", ' {"a": [true]}\n']) {
    test(`takes ${text.trim()}`, () => assert.ok(check(contract, text).passed));
  }
  for (const [text, reason] of [
    ["", /no JSON/],
    ['```json\n{"a": 1}\n```', /no JSON/],
    ['{"a": 1} and more', /no JSON/],
    ['{"a": 1, "a": 2}', /stands twice/],
    ['{"a": NaN}', /no JSON/],
    ["{'a': 1}", /no JSON/],
    ["[1,]", /no JSON/],
    ["01", /no JSON/],
    ["[".repeat(5000), /nested/],
    ['{"a": /* b */ 1}', /no JSON/],
  ] as const) {
    test(`refuses ${text.slice(0, 30)}`, () => {
      const { passed, checks } = check(contract, text);
      assert.ok(!passed);
      assert.match(checks[0].evidence, reason);
    });
  }

  test("is printed like any other", () => assert.equal(printContract(contract), "form: json\n"));
});
