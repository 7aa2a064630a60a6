import assert from "node:assert/strict";
import { test } from "node:test";
import { plainRequest } from "./plain.ts";

const cases: readonly (readonly [request: string, plain: string])[] = [
  ["a poem of fewer than 24 words", "a poem of at most 23 words"],
  ["more than 3 sentences, under 40 characters", "at least 4 sentences, at most 39 characters"],
  ["no more than 16 words", "no more than 16 words"],
  ["no word longer than 7 letters", "no word longer than 7 letters"],
  ["exactly twelve words", "exactly twelve words"],
  ["30자 미만으로 써 줘", "29자 이하로 써 줘"],
  ["10자 넘게 20자 미만", "11자 이상 19자 이하"],
  ["less than $30 in all", "at most $29 in all"],
  ["never a word of over seven letters", "never a word of over seven letters"],
  ["none of them under 15 words", "none of them under 15 words"],
];

for (const [request, plain] of cases) {
  test(`⟨${request}⟩ is put to the planner as ⟨${plain}⟩`, () => assert.equal(plainRequest(request), plain));
}
