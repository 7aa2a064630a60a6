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
    // In a list, from the item's beginning on.
    "JSON for a film: a list of 3 genres, a rating from 1 to 10 and title.": {
      genres: [[3], [3]],
      rating: [
        [1, 10],
        [1, 10],
      ],
      title: [[], []],
    },
    // How many objects there are is said of none of their fields.
    "A JSON array of 3 objects, each with name and age from 20 to 30.": {
      name: [[], []],
      age: [
        [20, 30],
        [20, 30],
      ],
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

  test("values that are listed without quotation marks", () => {
    const values = (request: string): string[][] =>
      fieldsSaid(evidenceOf(request)).map(({ own }) => own.quotes.map(({ text }) => text));
    assert.deepEqual(values("JSON: name, colour (red, green or blue), done (true or false)"), [
      [],
      ["red", "green", "blue"],
      [],
    ]);
    assert.deepEqual(values("JSON with id and status, either active or banned"), [[], ["active", "banned"]]);
    assert.deepEqual(values("JSON: 이름, 색(빨강, 파랑, 초록 중 하나)"), [[], ["빨강", "파랑", "초록"]]);
    assert.deepEqual(values("JSON: size at least 3 or more, name"), [[], []]);
  });
});
