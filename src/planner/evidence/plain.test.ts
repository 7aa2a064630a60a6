import assert from "node:assert/strict";
import { test } from "node:test";
import { plainRequest } from "./plain.ts";

const cases: readonly (readonly [request: string, plain: string])[] = [
  ["a poem of fewer than 24 words", "a poem of at most 23 words"],
  ["more than 3 sentences, under 40 characters", "at least 4 sentences, at most 39 characters"],
  ["no more than 16 words", "no more than 16 words"],
  ["no word longer than 7 letters", "no word longer than 7 letters"],
  ["exactly twelve words", "exactly twelve words"],
  ["30자 미만으로 써 줘", "29자 이하으로 써 줘"],
];

for (const [request, plain] of cases) {
  test(`⟨${request}⟩ is put to the planner as ⟨${plain}⟩`, () => assert.equal(plainRequest(request), plain));
}
