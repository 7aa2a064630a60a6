import assert from "node:assert/strict";
import { test } from "node:test";
import { tableModel } from "../model/table/table-model.ts";
import { forcedTokens } from "./forced.ts";
import { masks } from "./mask.ts";
import { oneOf } from "./testing/one-of.ts";

const pieces = [..."theskyas ".split(""), "th", "the", "the ", "se", "sky", "é", "è"];
const { vocabulary } = tableModel({ vocabulary: [...new Set(pieces)], next: () => [] });

function forced(texts: string[], { behind = "", most = 16 } = {}): string[] {
  const made = masks({ vocabulary, constraint: oneOf(...texts) });
  const tokens = forcedTokens({ masks: made, position: { state: behind }, vocabulary, most });
  return tokens.map((token) => new TextDecoder().decode(vocabulary.bytes(token)));
}

test("what is forced is what all texts go on with, by the longest tokens, up to a choice or an end", () => {
  assert.deepEqual(forced(["the sky"]), ["the ", "sky"]);
  assert.deepEqual(forced(["the sky", "the sea"]), ["the "]);
  assert.deepEqual(forced(["the sky", "the sea"], { behind: "the s" }), []);
  assert.deepEqual(forced(["the sky", "the sea"], { behind: "the se" }), ["a"]);
  assert.deepEqual(forced(["the", "the sky"], { behind: "the" }), []);
  assert.deepEqual(forced(["the", "the sky"]), ["the ", "sky"], "an end on the way is passed by");
  assert.deepEqual(forced(["thé", "thè"]), ["th"], "characters differ, though their bytes begin alike");
  assert.deepEqual(forced(["the sky"], { most: 1 }), ["the "]);
  assert.deepEqual(forced([""]), []);
});
