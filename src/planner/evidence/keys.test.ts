import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { evidenceOf } from "./evidence.ts";
import { isAboutJson, keysOf, namesType } from "./keys.ts";

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

  test("JSON is asked for by name", () => {
    assert.ok(isAboutJson("as json") && !isAboutJson("a poem about Jason"));
  });
});
