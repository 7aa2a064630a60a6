/** Which language a request is answered in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseContract } from "../notation.ts";
import { type Language, languageOf } from "./language.ts";

const CASES: [request: string, language: Language][] = [
  ["Write a sentence about the sea.", "en"],
  ["가을 저녁에 대한 시조를 써 줘", "ko"],
  ["Write a sentence about autumn in Korean.", "ko"],
  ["Write, in Korean, 3 lines.", "ko"],
  ["A haiku in Korean about snow with 5-7-5 syllables", "ko"],
  ["Write a paragraph about ritual in Korean culture.", "en"],
  ["Two sentences on drinking tea in English gardens.", "en"],
  ["가을에 대한 문장을 영어로 써 줘. 정확히 8단어로!", "en"],
  ["Write a note that contains 'in Korean'.", "en"],
  ["'감사합니다'를 넣어서 메일 본문을 써 주세요.", "ko"],
  ["Write a sentence of 8 words that contains '감사합니다'.", "en"],
  ["AI 서비스 출시 안내문을 2문장으로 써 줘", "ko"],
  ["한국어로 써 줘: write three sentences about how the river rises in spring.", "ko"],
  ["", "en"],
];

test("a request is answered in the language that it asks for, or in its own", () => {
  const contract = parseContract("text has exactly 3 lines");
  for (const [request, language] of CASES) assert.equal(languageOf({ request, contract }), language, request);
});

test("a sijo is Korean unless another language is asked for, and a contract speaks its topic's language", () => {
  assert.equal(
    languageOf({ request: "Write a sijo about rain.", contract: parseContract("form: sijo") }),
    "ko",
  );
  assert.equal(languageOf({ contract: parseContract("form: poem\ntopic: 가을 저녁") }), "ko");
  assert.equal(languageOf({ contract: parseContract('form: poem\ntext contains "눈"') }), "ko");
  assert.equal(languageOf({ contract: parseContract("form: poem\ntopic: winter") }), "en");
});
