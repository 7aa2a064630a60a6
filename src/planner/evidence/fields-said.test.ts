import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { evidenceOf } from "./evidence.ts";
import { fieldsSaid } from "./fields-said.ts";

/** By field: the numbers that are said of it alone, and those that may be. */
const numbersOf = (request: string): Record<string, (readonly number[])[]> =>
  Object.fromEntries(
    fieldsSaid(evidenceOf(request)).map(({ name, own, all }) => [
      name,
      [own, all].map(({ numbers }) => numbers.map(({ value }) => value)),
    ]),
  );

suite("what a request says of each field", () => {
  const cases: Readonly<Record<string, ReturnType<typeof numbersOf>>> = {
    "JSON: name (string up to 30 characters), minutes (integer between 5 and 120).": {
      name: [[30], [30]],
      minutes: [
        [5, 120],
        [5, 120],
      ],
    },
    "JSON만: 이름(10자 이하 문자열), 과목(문자열 배열, 정확히 3개).": {
      이름: [[10], [10]],
      과목: [[3], [3]],
    },
    // Listed first, and described in sentences of their own.
    "JSON with the keys name, age and city. The age is an integer from 18 to 99; the city has at most 20 characters.":
      {
        name: [[], []],
        age: [
          [18, 99],
          [18, 99],
        ],
        city: [[20], [20]],
      },
    // Said of several, it is said of none in particular.
    "JSON: 'title', 'author' and 'year', each a string of at most 20 characters.": {
      title: [[], [20]],
      author: [[], [20]],
      year: [[], [20]],
    },
    // In front of the names.
    "JSON with a string called 'name' of 8 characters and an integer called 'age' up to 120.": {
      name: [[], [8, 120]],
      age: [[], [8, 120]],
    },
  };
  for (const [request, expected] of Object.entries(cases)) {
    test(request, () => assert.deepEqual(numbersOf(request), expected));
  }
});
