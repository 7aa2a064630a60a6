import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { asksForOneParagraph, asksForOneSentence, namesRelation } from "./cues.ts";

suite("one sentence, one paragraph", () => {
  for (const [request, sentence, paragraph] of [
    ["Write a sentence", true, false],
    ["a nine-word sentence", true, false],
    ["one short, sad sentence", false, false],
    ["one very short sentence", true, false],
    ["a well-made twenty-word sentence", true, false],
    ["a really very short sentence", false, false],
    ["a short paragraph", false, true],
    ["a two-sentence paragraph", false, true],
    ["a poem and a sentence", false, false],
  ] as const) {
    test(request, () => {
      assert.deepEqual([asksForOneSentence(request), asksForOneParagraph(request)], [sentence, paragraph]);
    });
  }

  test("are looked for in 20,000 characters in no more than a moment", () => {
    for (const piece of ["a-", "a ", "a- ", "1-", "one-a ", "a-sentenc ", "a-paragrap-"]) {
      const request = piece.repeat(20_000 / piece.length);
      assert.deepEqual([asksForOneSentence(request), asksForOneParagraph(request)], [false, false]);
    }
  });
});

suite("relations that have their words", () => {
  for (const [request, relation] of [
    ["<= 100 characters", "at most"],
    ["a poem in < 10 words", "at most"],
    ["3 < words < 10", "at least"],
    ["≤ 12 words", "at most"],
    ["avoid exceeding 8 words", "at most"],
    ["30자를 초과하면 안 돼", "at most"],
    ["30자 넘게 쓰지 마", "at most"],
    ["30자를 넘어서는 안 됩니다", "at most"],
    [">= 5 words", "at least"],
    ["a poem of 20+ words", "at least"],
    ["greater than or equal to 10 words", "at least"],
    ["10단어보다 적지 않게", "at least"],
    ["10단어 미만이면 안 돼", "at least"],
  ] as const) {
    test(`⟨${request}⟩ says ${relation}`, () => assert.ok(namesRelation(request, relation)));
  }
});
