import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { random } from "../../../inference/index.ts";
import { testConstraint } from "../../../inference/testing.ts";
import { check } from "../../check/check.ts";
import { parseContract } from "../../notation.ts";
import { compileStructured } from "../compile.ts";
import { allTexts, randomWalk } from "../testing/walk.ts";

const compiled = (...lines: string[]) => {
  const contract = parseContract(lines.join("\n"));
  const compilation = compileStructured(contract);
  assert.ok(compilation.kind === "compiled", JSON.stringify(compilation));
  return { contract, ...compilation };
};

const LETTERS = '{}[]":, abcnpst0123456789.-';

suite("relations leave exactly the documents that obey them", () => {
  const cases: readonly (readonly [relation: string, fields: readonly string[], longest: number])[] = [
    [
      'sum of fields "a", "b" is exactly 4',
      ['field "a" is an integer between 0 and 3', 'field "b" is an integer between 0 and 3'],
      16,
    ],
    [
      'sum of fields "a", "b" is at most 2',
      ['field "a" is an integer between 0 and 3', 'field "b" is an integer between 0 and 3'],
      16,
    ],
    [
      'sum of fields "a", "b" is between -1 and 1',
      ['field "a" is an integer between -2 and 3', 'field "b" is an integer between 1 and 2'],
      17,
    ],
    [
      'sum of field "a[]" is exactly 5',
      ['field "a" has at most 3 items', 'each item of field "a" is an integer between 1 and 3'],
      16,
    ],
    [
      'sum of field "a[]" is at least 5',
      ['field "a" has at most 3 items', 'each item of field "a" is an integer between 0 and 2'],
      16,
    ],
    [
      'field "s" is the sum of fields "a", "b"',
      [
        'fields are exactly "s", "a", "b"',
        'field "s" is an integer between 2 and 3',
        'field "a" is an integer between 0 and 3',
        'field "b" is an integer between 1 and 3',
      ],
      24,
    ],
    [
      'field "s" is the sum of field "a[]"',
      [
        'fields are exactly "a", "s"',
        'field "a" has between 1 and 2 items',
        'each item of field "a" is an integer between 1 and 2',
        'field "s" is an integer between 0 and 3',
      ],
      24,
    ],
    [
      'field "a" comes before field "b"',
      ['field "a" is an integer between 1 and 4', 'field "b" is an integer between 0 and 3'],
      16,
    ],
    [
      'field "b" comes before field "a"',
      ['field "a" is an integer between 1 and 4', 'field "b" is an integer between 0 and 3'],
      16,
    ],
    [
      'field "a[].p" comes before field "a[].t"',
      [
        'field "a" has at most 2 items',
        'fields of each item of field "a" are exactly "p", "t"',
        'each item of field "a" is an object',
        'field "a[].p" is an integer between 0 and 1',
        'field "a[].t" is an integer between 0 and 1',
      ],
      43,
    ],
  ];
  for (const [relation, fields, longest] of cases) {
    test(relation, () => {
      const free = compiled("form: json", ...fields);
      const held = compiled("form: json", ...fields, relation);
      assert.deepEqual(held.unenforced, []);
      const wanted = allTexts(free.constraint, { letters: LETTERS, longest }).filter(
        (text) => check(held.contract, text).passed,
      );
      assert.ok(wanted.length > 1);
      assert.deepEqual(allTexts(held.constraint, { letters: LETTERS, longest }).sort(), wanted.sort());
      testConstraint(held.constraint, { alphabet: LETTERS, limit: 1500 });
    });
  }
});

suite("relations over decimals, dates and times hold for every walk", () => {
  const contracts: readonly (readonly string[])[] = [
    [
      'field "items" has between 2 and 4 items',
      'each item of field "items" is an object',
      'field "items.name" is a string',
      'sum of field "items.price" is at most 25',
    ],
    [
      'fields are exactly "items", "total"',
      'field "items" has between 1 and 3 items',
      'field "total" is the sum of field "items.price"',
      'field "total" is a number between 10 and 12',
    ],
    [
      'fields are exactly "total", "items"',
      'field "items" has between 1 and 3 items',
      'field "total" is the sum of field "items.price"',
    ],
    ['field "start" is a date', 'field "end" is a date', 'field "start" comes before field "end"'],
    [
      'field "end" is a date and time',
      'field "start" is a date and time',
      'field "start" comes before field "end"',
    ],
    [
      'field "trips" has exactly 2 items',
      'field "trips.to" is a time',
      'field "trips.from" is a time',
      'field "trips.from" comes before field "trips.to"',
    ],
    [
      'field "low" is a number between 0 and 1',
      'field "high" is a number between 0 and 1',
      'field "low" comes before field "high"',
    ],
  ];
  for (const lines of contracts) {
    test(lines.at(-1)!, () => {
      const { contract, constraint, unenforced } = compiled("form: json", ...lines);
      assert.deepEqual(unenforced, []);
      const stream = random(3);
      for (let walk = 0; walk < 25; walk += 1) {
        const text = randomWalk(constraint, { random: () => stream.next() });
        const { passed, checks } = check(contract, text);
        assert.ok(passed, `${text}\n${checks.map(({ evidence }) => evidence).join("\n")}`);
      }
    });
  }
});

suite("relations that no document obeys are a contradiction, with the smallest set of clauses", () => {
  const cases: readonly (readonly [clash: readonly string[], others: readonly string[]])[] = [
    [
      [
        'field "a" is an integer between 10 and 20',
        'field "b" is an integer between 10 and 20',
        'sum of fields "a", "b" is at most 15',
      ],
      ['field "c" is a string'],
    ],
    [
      [
        'field "a" has exactly 3 items',
        'each item of field "a" is an integer of at least 4',
        'sum of field "a[]" is exactly 11',
      ],
      ['field "b" is true or false'],
    ],
    [
      [
        'field "a" is an integer of at least 7',
        'field "b" is an integer of at most 7',
        'field "a" comes before field "b"',
      ],
      [],
    ],
  ];
  for (const [clash, others] of cases) {
    test(clash.at(-1)!, () => {
      const contract = parseContract(["form: json", ...others, ...clash].join("\n"));
      const compilation = compileStructured(contract);
      assert.ok(compilation.kind === "contradiction");
      assert.deepEqual(compilation.clauses, contract.clauses.slice(others.length));
    });
  }
});

test("what can't be followed while writing is left to the check, and said", () => {
  const { unenforced } = compiled(
    "form: json",
    'field "a" is an integer between 0 and 9',
    'field "b" is an array of integers',
    'field "c" is a number between 0 and 9',
    'sum of fields "a", "c" is exactly 5',
    'sum of fields "b[]", "a" is at most 9',
    "text has at most 30 words",
    'field "d" is a string',
    'field "e" is a string',
    'field "d" comes before field "e"',
  );
  assert.deepEqual(
    unenforced.map(({ relation }) => relation),
    ["sum of fields is exactly", "at most", "field comes before"],
  );
});
