import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { evidenceOf } from "./evidence.ts";
import { type PartNamed, partBefore } from "./parts.ts";

const CASES: readonly (readonly [request: string, parts: readonly (string | undefined)[]])[] = [
  ["The last sentence must end with the word 'home'.", ["sentence -1"]],
  ["The third word is 'quiet' while the last word is 'garden'.", ["word 3", "word -1"]],
  ["Its second-to-last word is 'x'.", ["word -2"]],
  ["Line 2 ends with 'sky' and line three with 'stone'.", ["line 2", "line 3"]],
  ["Each line should contain the word 'blue'.", ["line each"]],
  ["A word where letter 2 is 'r' and the final letter is 'e'.", ["character 2", "character -1"]],
  ["The first and last line are 'a' and 'b'.", [undefined, undefined]],
  ["The first letter of each line is 'a'.", ["character 1 of line each"]],
  ["종장의 첫 단어는 '어즈버'로 해 줘.", ["word 1 of line 3"]],
  ["각 줄의 마지막 단어가 각각 '봄', '꽃'", [undefined, undefined]],
  ["End the whole thing with 'Apply today!'", [undefined]],
  ["첫 문장은 '어제'로, 둘째 문장은 '오늘'로 시작할 것.", ["sentence 1", "sentence 2"]],
  ["뒤에서 두 번째 단어가 '정말'인 문장", ["word -2"]],
  ["각 줄은 12글자 이하, '바다'라는 말은 쓰지 마.", [undefined]],
  [
    "3 sentences: the first sentence has 9 words, the second contains 'we', and the last one ends with 'impact'.",
    ["sentence 2", "sentence -1"],
  ],
  [
    "Four lines. The first starts with 'All' and the 3rd must end with 'sea'.",
    ["line 1", "line 3", "line 3"],
  ],
  ["The first with 'a', the second with 'b'", [undefined, undefined]],
  [
    "2 sentences. The first sentence ends with 'harbor', the last word of the second is 'home'.",
    ["sentence 1", "word -1 of sentence 2"],
  ],
  ["The last word of the second is 'home'.", [undefined]],
  ["The second has the last word 'home'.", [undefined]],
  ["세 문장으로. 첫 번째는 '어제'로 시작하고, 마지막은 '내일'로 끝나게.", ["sentence 1", "sentence -1"]],
  ["줄마다 '바다'를 넣어 줘.", ["line each"]],
];

const named = ({ unit, at, outer }: PartNamed): string =>
  `${unit} ${at}${outer ? ` of ${named(outer)}` : ""}`;

suite("the part that is named with a quotation", () => {
  for (const [request, parts] of CASES) {
    test(request, () => {
      const found = evidenceOf(request).quotes.map(({ start }) => partBefore(request, start));
      assert.deepEqual(
        found.map((part) => part && named(part)),
        parts,
      );
    });
  }
});
