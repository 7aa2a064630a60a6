import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { likeness, nearestBook } from "./likeness.ts";

const requests: readonly (readonly [book: string, request: string])[] = [
  ["sentence", "Write a sentence of exactly 9 words about the sea."],
  ["sentence", "Please write one sentence with at least 20 words; the 5th word must be 'glass'."],
  ["sentence", "A sentence with exactly 60 characters about snow."],
  ["paragraph", "Write a paragraph with exactly 4 sentences, each sentence having at least 10 words."],
  [
    "paragraph",
    "Please write a paragraph with sentences having the last word to be 'sea', 'salt', respectively.",
  ],
  ["lines", "Write a poem of 4 lines about autumn, each line with 6 words."],
  ["lines", "List 5 animals in alphabetical order, one per line, with a dash in front."],
  ["word", "Give me a word with exactly 7 letters that ends with 'ing'."],
  ["word", "Please generate a word with at least 10 characters."],
  ["lines", "Compose a haiku about frost: three lines of 5, 7 and 5 syllables."],
  ["sentence", "hey can u give me a one-sentence bio for my band, max 20 words"],
  ["korean", "바다에 대한 문장 하나를 정확히 9단어로 써줘."],
  ["korean", "가을을 주제로 세 줄짜리 시를 써 주세요."],
  ["korean", "'비'로 시작하는 문단을 네 문장으로 써 줘."],
];

suite("the nearest book", () => {
  for (const [name, request] of requests) {
    test(`for ⟨${request}⟩ is “${name}”`, () => assert.equal(nearestBook(request).name, name));
  }

  test("is about JSON or one word for those alone who speak of them", () => {
    for (const request of [
      "tweet about our bakery, 280 characters max",
      "an apology email, 40 to 60 words",
    ]) {
      assert.ok(!["json", "word"].includes(nearestBook(request).name), request);
    }
  });

  test("is some book for any request at all, and always the same", () => {
    for (const request of ["", " ", "🌊", "'", "x".repeat(100_000), "Écris une phrase.", "書いて"]) {
      assert.equal(nearestBook(request), nearestBook(request));
    }
  });
});

suite("likeness", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 });

  test("is between 0 and 1, and the same either way", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const found = likeness(one, other);
        assert.ok(found >= 0 && found <= 1 + 1e-9);
        assert.ok(Math.abs(found - likeness(other, one)) < 1e-9);
      }),
    );
  });

  test("of a request with words to itself is 1, and to nothing 0", () => {
    assert.ok(Math.abs(likeness("nine words", "nine words") - 1) < 1e-9);
    assert.equal(likeness("nine words", ""), 0);
    assert.equal(likeness("", ""), 0);
  });

  test("sees neither case nor which number nor which quoted word it is", () => {
    assert.equal(
      likeness("Use 'sea' in 9 words", "use “salt” in 17 words"),
      likeness("use 'a' in 1 words", "use 'a' in 1 words"),
    );
  });
});
