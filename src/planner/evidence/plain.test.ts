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
  ["30자를 초과하지 않게 써줘", "30자를 초과하지 않게 써줘"],
  ["30자 넘게 쓰지 마", "30자 넘게 쓰지 마"],
  ["10단어 미만이면 안 돼", "10단어 미만이면 안 돼"],
  ["30자 이상 쓰지 마", "30자 이상 쓰지 마"],
  ["30자를 초과해서 써줘", "31자 이상으로 써줘"],
  ["30자를 초과하는 문장", "31자 이상인 문장"],
  ["30자를 초과해야 해", "31자 이상이어야 해"],
  ["30자 초과여야 해", "31자 이상이어야 해"],
  ["30자 초과로 써 줘", "31자 이상으로 써 줘"],
  ["doesn't sleep in fewer than 12 words", "doesn't sleep in at most 11 words"],
  ["no longer than a thousand words", "no longer than a thousand words"],
  ["20+ words, <= 100 characters", "20+ words, <= 100 characters"],
  ["a poem in < 10 words, price > $5", "a poem in at most 9 words, price at least $6"],
  ["less than $30 in all", "at most $29 in all"],
  ["never a word of over seven letters", "never a word of over seven letters"],
  ["none of them under 15 words", "none of them under 15 words"],
];

for (const [request, plain] of cases) {
  test(`⟨${request}⟩ is put to the planner as ⟨${plain}⟩`, () => assert.equal(plainRequest(request), plain));
}
