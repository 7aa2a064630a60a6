/**
 * Worked examples of requests for JSON.
 * @module
 */
import type { Example } from "./example.ts";

export const JSON_EXAMPLES: readonly Example[] = [
  { request: "Give me some JSON about a lighthouse.", contract: ["form: json"] },
  {
    request:
      "Only JSON, please: one object for a made-up recipe. Keys: name, a string of at most 30 characters; minutes, an integer between 5 and 90; steps, an array of exactly 4 strings. Nothing else.",
    contract: [
      "form: json",
      'fields are exactly "name", "minutes", "steps"',
      'field "name" has at most 30 characters',
      'field "minutes" is an integer between 5 and 90',
      'field "steps" is an array of exactly 4 strings',
    ],
  },
  {
    request:
      "Return a JSON object for a city with the keys `city` (string), `country` (string, uppercase), `capital` (boolean) and `size`, which is one of 'small', 'medium' or 'large'.",
    contract: [
      "form: json",
      'fields are exactly "city", "country", "capital", "size"',
      'field "city" is a string',
      'field "country" is a string',
      'field "country" is uppercase',
      'field "capital" is true or false',
      'field "size" is one of "small", "medium", "large"',
    ],
  },
  {
    request:
      '가상의 책 한 권을 JSON 객체로 만들어 줘. 키는 "제목"(10자 이하 문자열), "쪽수"(정수), "장르"(문자열 3개짜리 배열), 이 세 개만.',
    contract: [
      "form: json",
      'fields are exactly "제목", "쪽수", "장르"',
      'field "제목" has at most 10 characters',
      'field "쪽수" is an integer',
      'field "장르" is an array of exactly 3 strings',
    ],
  },
  {
    request:
      "JSON for a bus: fields line (an integer of at least 1), stops (array of lowercase strings) and night (boolean).",
    contract: [
      "form: json",
      'fields are exactly "line", "stops", "night"',
      'field "line" is an integer of at least 1',
      'field "stops" is an array of strings',
      'each item of field "stops" is lowercase',
      'field "night" is true or false',
    ],
  },
  {
    request: "A JSON array of exactly 2 objects, each with a name and a price of at most 9.",
    contract: [
      "form: json",
      "document is an array of exactly 2 objects",
      'fields of each item of document are exactly "name", "price"',
      'field "price" is a number of at most 9',
    ],
  },
];
