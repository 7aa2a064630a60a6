import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceSpans } from "./sentences.ts";

test("no sentence ends inside a text that is kept whole, wherever it stands", () => {
  const text = "It rains. “It is gone.” He wept. So it was.";
  const spans = (unbroken: readonly string[]): string[] =>
    sentenceSpans(text, unbroken).finished.map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(spans([]), ["It rains.", "“It is gone.”", "He wept.", "So it was."]);
  assert.deepEqual(spans(["t is gone.” He wept"]), ["It rains.", "“It is gone.” He wept.", "So it was."]);
});
