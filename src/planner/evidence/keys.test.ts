import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { evidenceOf } from "./evidence.ts";
import { arraySaid, isAboutJson, keysOf, namesType } from "./keys.ts";

suite("fields that a request for JSON names", () => {
  const requests: readonly (readonly [request: string, keys: readonly string[]])[] = [
    ["JSON with keys: name, a string of 5 characters; age, an integer. No other keys.", ["name", "age"]],
    ["A JSON object with the keys name, age and email.", ["name", "age", "email"]],
    ["JSON: `city` (string), `size`, which is one of 'small' or 'large'", ["city", "size"]],
    ['JSON, please: name (string), level (one of "easy", "hard"), done (boolean)', ["name", "level", "done"]],
    ['JSON 객체로. 키는 "이름"(문자열), "나이"(정수)', ["이름", "나이"]],
    ["fields title and year in a JSON object (nothing else)", ["title", "year"]],
    [
      'JSON with the fields title (a string, short), pages (integer) and language, which is one of "en", "fr"',
      ["title", "pages", "language"],
    ],
    ["JSON 객체만 출력해. 키는 도시, 인구, 바다 세 개만.", ["도시", "인구", "바다"]],
    ["JSON으로. 필드는 이름, 학교로", ["이름", "학교"]],
    ["Some JSON about a lighthouse.", []],
    // Listed as people do.
    ["JSON for a book: title, author, year between 1900 and 1950.", ["title", "author", "year"]],
    ["A JSON object with name and age between 20 and 30.", ["name", "age"]],
    ["JSON: first name, last name, date of birth.", ["first name", "last name", "date of birth"]],
    [
      "JSON for a ticket with from, to, price below 100 and class, first or second.",
      ["from", "to", "price", "class"],
    ],
    [
      "JSON of a movie containing a title, a rating from 1 to 10 and a list of 3 genres",
      ["title", "rating", "genres"],
    ],
    [
      "JSON for a dog. It has a name, an age up to 15 and a boolean vaccinated.",
      ["name", "age", "vaccinated"],
    ],
    ["JSON: an array called tags with exactly 4 strings and a string called note.", ["tags", "note"]],
    [
      "JSON for a task with a title of at most 40 characters and a priority (low, medium or high)",
      ["title", "priority"],
    ],
    ["JSON with the name of a river and its length in kilometres (more than 500)", ["name", "length"]],
    ["JSON with its name, its number of moons (at least 0) and type", ["name", "number of moons", "type"]],
    ["JSON array of 3 objects, each with a name and an age", ["name", "age"]],
    ['JSON with keys "first name" and "last name"', ["first name", "last name"]],
    ["JSON으로 사람 한 명. 이름, 나이(20 이상 30 이하), 직업.", ["이름", "나이", "직업"]],
    ["책을 JSON으로: 제목과 저자, 연도는 1900에서 1950 사이.", ["제목", "저자", "연도"]],
    ["식당 두 곳을 JSON 배열로. 각각 이름, 평점(1에서 5 사이).", ["이름", "평점"]],
    // What is called so is no field, and syntax has none.
    ['JSON about a person called "Kim" who lives in Seoul', []],
    ["Valid JSON with proper indentation and no comments, about Paris.", []],
  ];
  for (const [request, keys] of requests) {
    test(`⟨${request}⟩: ${keys.join(", ") || "none"}`, () => {
      assert.deepEqual(
        keysOf(evidenceOf(request)).map(({ name }) => name),
        keys,
      );
    });
  }

  test("types are known by their words", () => {
    assert.ok(namesType("an array of strings", "array") && namesType("an array of strings", "string"));
    assert.ok(namesType("정수", "integer") && !namesType("정수", "string"));
    assert.ok(!namesType("anything", "nothing"));
  });

  test("an array of objects is known by its words", () => {
    for (const [request, said] of [
      ["A JSON list of 2 books, each with title and year", "JSON list of 2 books"],
      ["an array of 3 objects with name, as JSON", "array of 3 objects"],
      ["a list of 3 people as JSON, each with a name", "list of 3 people as JSON"],
      ["식당 두 곳을 JSON 배열로", "두 곳을 JSON 배열"],
      ["JSON for a movie with a title and a list of 3 genres", undefined],
    ] as const) {
      const { start = 0, end = 0 } = arraySaid(request) ?? {};
      assert.equal(request.slice(start, end) || undefined, said);
    }
  });

  test("JSON is asked for by name", () => {
    assert.ok(isAboutJson("as json") && !isAboutJson("a poem about Jason"));
  });
});
