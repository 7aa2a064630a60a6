import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceSpans, wordsOf } from "../../text/index.ts";
import { parseContract } from "../notation.ts";
import { compileContract } from "./compile.ts";
import { generator } from "./testing.ts";
import { randomText } from "./walk.ts";
import { wordList } from "./word-list.ts";

const LIST = wordList("a be sea he it see".split(" "));

for (const [least, most] of [
  [20, 36],
  [40, 52],
  [120, 132],
]) {
  test(`sentences of at least ${least} words end by their word ${most}`, () => {
    const contract = parseContract(
      `form: paragraph\ntext has exactly 2 sentences\neach sentence has at least ${least} words`,
    );
    const compiled = compileContract({ contract, list: LIST });
    assert.ok(compiled.kind === "compiled");
    const random = generator(1);
    for (let count = 0; count < 4; count += 1) {
      const text = randomText(compiled.constraint, { random, longest: 20_000 })!;
      for (const { start, end } of sentenceSpans(text).finished) {
        const words = wordsOf(text.slice(start, end)).length;
        assert.ok(least <= words && words <= most, `${words} words: ${text.slice(start, end)}`);
      }
    }
  });
}
