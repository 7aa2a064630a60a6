import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseContract } from "../../contract/index.ts";
import { compareContracts } from "./compare.ts";

const compared = (planned: string, right: string) =>
  compareContracts(parseContract(planned), parseContract(right));

describe("contracts ask for the same", () => {
  const pairs: [planned: string, right: string][] = [
    [
      "form: paragraph\neach sentence has at least 12 words\neach sentence has at most 18 words",
      "form: paragraph\ntopic: the sea\neach sentence has between 12 and 18 words",
    ],
    [
      'form: paragraph\neach sentence starts with "She"',
      'form: paragraph\nfirst word of each sentence is "she"',
    ],
    [
      'form: paragraph\ntext has exactly 3 sentences\nlast sentence ends with "sea"',
      'form: paragraph\ntext has exactly 3 sentences\nlast word of sentence 3 is "sea"',
    ],
    [
      'form: sentence\ntext has exactly 9 words\nlast word is "sea"',
      'form: sentence\ntext has exactly 9 words\nword 9 is "sea"',
    ],
    ["form: sentence\nsentence 1 has exactly 4 words", "form: sentence\ntext has exactly 4 words"],
    [
      "form: sentence\ntext has exactly 1 sentence\ntext has at least 4 words",
      "form: sentence\ntext has at least 4 words",
    ],
    ['text contains "tea" at least 1 time', 'text contains "tea"'],
    ['text contains "tea" exactly 0 times', 'text avoids "Tea"'],
    [
      'form: word\nfirst word ends with "x"\ntext has exactly 5 characters',
      'form: word\nlast character is "x"\nfirst word has exactly 5 characters',
    ],
    ['text avoids "b"\ntext avoids "a"', 'text avoids "a"\ntext avoids "b"'],
    ['first word of first sentence is "a"', 'first word is "a"'],
  ];
  for (const [planned, right] of pairs) {
    it(planned.replaceAll("\n", "; "), () => {
      for (const [one, other] of [
        [planned, right],
        [right, planned],
      ]) {
        assert.deepEqual(compared(one, other), { same: true, missing: [], extra: [] });
      }
    });
  }
});

describe("contracts ask for different things", () => {
  const pairs: [planned: string, right: string, missing: string[], extra: string[]][] = [
    ["form: text", "form: sentence", ["form: sentence"], ["form: text"]],
    [
      "text has exactly 3 sentences",
      "text has at least 3 sentences",
      ["has sentences: 3 to Infinity"],
      ["has sentences: 3"],
    ],
    ['text contains "a"', 'text avoids "a"', ['text avoids "a"'], ['text contains "a"']],
    ['word 2 is "a"', 'word 3 is "a"', ['word 3 is "a"'], ['word 2 is "a"']],
    [
      'last word of each sentence is "a"',
      'last word is "a"',
      ['last word is "a"'],
      ['last word of each sentence is "a"'],
    ],
    [
      "each word has at most 3 characters",
      "text has at most 3 characters",
      ["has characters: 0 to 3"],
      ["word each has characters: 0 to 3"],
    ],
    [
      'first word of sentence 2 is "a"',
      'first word is "a"',
      ['first word is "a"'],
      ['first word of sentence 2 is "a"'],
    ],
  ];
  for (const [planned, right, missing, extra] of pairs) {
    it(planned, () => assert.deepEqual(compared(planned, right), { same: false, missing, extra }));
  }
});
