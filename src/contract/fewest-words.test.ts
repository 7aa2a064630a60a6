import assert from "node:assert/strict";
import { test } from "node:test";
import { fewestWords } from "./fewest-words.ts";
import { parseContract } from "./index.ts";

const CASES: readonly [contract: string, words: number][] = [
  ["form: sentence", 1],
  ["text has exactly 15 words", 15],
  ["text has exactly 82 characters", 14],
  ["text has at most 40 words", 1],
  ["text has at least 3 sentences\neach sentence has at least 560 words", 1680],
  ["text has between 2 and 4 paragraphs\neach paragraph has at least 5 sentences", 30],
  ["text has exactly 3 lines\neach line has exactly 4 words", 12],
  ["sentence 2 has at least 9 words\neach sentence has between 5 and 8 words", 5],
];

for (const [contract, words] of CASES) {
  test(`${contract.replace("\n", "; ")}: ${words} words at least`, () => {
    assert.equal(fewestWords(parseContract(contract)), words);
  });
}
