import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../text/index.ts";
import { nltkTokens, PUNCTUATION, punktSentences } from "../../text/nltk/index.ts";
import { parseContract } from "../notation.ts";
import { compileContract } from "./compile.ts";
import { randomText } from "./walk.ts";
import { wordList } from "./word-list.ts";

/** Words on which conventions differ, and enough others. */
const LIST = wordList(
  "it it's don't do cannot can not gonna o'clock dog's ill ore wash wed no I a 5 1999 sea house see long well-known".split(
    " ",
  ),
);

function texts(notation: string, count = 30): string[] {
  const compiled = compileContract({ contract: parseContract(notation), list: LIST });
  assert.equal(compiled.kind, "compiled");
  if (compiled.kind !== "compiled") return [];
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: count }, () => randomText(compiled.constraint, { random })!);
}

const nltkWords = (text: string): string[] =>
  nltkTokens(text).filter((token) => !PUNCTUATION.includes(token));

for (const notation of [
  "form: sentence\ntext has exactly 7 words",
  'form: sentence\ntext has at least 4 words\nword 3 is "house"',
  "form: paragraph\ntext has exactly 3 sentences\neach sentence has between 2 and 4 words",
  "form: sentence\neach word has at least 2 characters\ntext has between 3 and 5 words",
]) {
  test(`words and sentences are the same by NLTK's conventions: ${notation.replaceAll("\n", "; ")}`, () => {
    for (const text of texts(notation)) {
      assert.deepEqual(nltkWords(text), wordsOf(text), text);
      assert.equal(punktSentences(text).length, text.match(/[.!?]/g)?.length, text);
    }
  });
}

test("a word to be avoided is not hidden in a contraction", () => {
  for (const text of texts(
    'form: paragraph\ntext has exactly 2 sentences\ntext avoids "do"\ntext avoids "not"',
  )) {
    const words = nltkWords(text).map((word) => word.toLowerCase());
    assert.ok(!words.includes("do") && !words.includes("not"), text);
  }
});

test("what is quoted is written, whatever it is for others", () => {
  const notation =
    'form: paragraph\ntext has exactly 2 sentences\nlast word of sentence 1 is "ill"\nsentence 1 has exactly 3 words\nword 2 of sentence 1 is "don\'t"';
  for (const text of texts(notation, 10)) assert.match(text, /^\S+ don't\S? ill[.!?] /);
});

test("a number that is quoted ends its sentence as words do, for everybody", () => {
  const found = texts(
    'form: paragraph\ntext has exactly 3 sentences\nlast word of sentence 1 is "1999"\nlast word of sentence 2 is "5"',
    60,
  );
  for (const text of found) assert.equal(punktSentences(text).length, 3, text);
  assert.ok(found.some((text) => /1999\. .* 5\. /.test(text)));
});

test("where nothing is counted that they would change, contractions stay", () => {
  const lower = "form: sentence\ntext has at least 4 words\neach word has at most 9 characters";
  assert.ok(texts(lower, 60).some((text) => text.includes("'")));
  assert.ok(texts('form: paragraph\ntext contains "sea"', 60).some((text) => text.includes("'")));
});
