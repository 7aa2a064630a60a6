import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceSpans, stopsAtEnd } from "./sentences.ts";

test("no sentence ends inside a text that is kept whole, wherever it stands", () => {
  const text = "It rains. “It is gone.” He wept. So it was.";
  const spans = (unbroken: readonly string[]): string[] =>
    sentenceSpans(text, unbroken).finished.map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(spans([]), ["It rains.", "“It is gone.”", "He wept.", "So it was."]);
  assert.deepEqual(spans(["t is gone.” He wept"]), ["It rains.", "“It is gone.” He wept.", "So it was."]);
});

test("texts that are kept whole may stand many times, and one in another", () => {
  const text = "“It is.” He wept. “It is.” He wept. “It is.” He wept.";
  const count = (unbroken: readonly string[]): number => sentenceSpans(text, unbroken).finished.length;
  assert.equal(count([""]), 6);
  assert.equal(count(["t is.” He wept", "is.” He", ""]), 3);
  // Two of them overlap.
  assert.equal(count(["t is.” He wept. “It is.” He"]), 1);
});

test("a text stops as sentences do where a mark and what closes quotations stand at its end", () => {
  for (const text of ["We go.", "“Shall we?”", "“Go (now!)’ ", "갑니다。"]) assert.ok(stopsAtEnd(text), text);
  for (const text of ["", "We go", "3.5", "We go. And", "”"]) assert.ok(!stopsAtEnd(text), text);
});
