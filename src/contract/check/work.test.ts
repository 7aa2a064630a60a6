/** How much of a text a check looks at, however hostile the text: counted, not timed. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { parseContract } from "../notation.ts";
import { quotedSentences } from "../quoted-sentences.ts";
import { CONVENTIONS, check } from "./check.ts";

/** Characters that searches pass over while this runs. */
function passedOver(context: TestContext, work: () => void): number {
  let passed = 0;
  const { indexOf } = String.prototype;
  const mocked = context.mock.method(
    String.prototype,
    "indexOf",
    function (this: string, sought: string, from = 0): number {
      const found = indexOf.call(this, sought, from);
      passed += (found < 0 ? this.length : found + sought.length) - Math.min(from, this.length);
      return found;
    },
  );
  work();
  mocked.mock.restore();
  return passed;
}

const LENGTH = 4000;

for (const [line, piece] of [
  ['each sentence avoids "가나"', "One. "],
  ['each word avoids the letter "q"', "ab cd "],
  ['each sentence contains "“" exactly 2 times', "“One. "],
  ['text contains "x", "y", "z" in this order', "x "],
  ["text has exactly 3 words", '"'],
  ["text has exactly 3 words", "``"],
  ["text has exactly 3 words", "''"],
  ["text has exactly 3 words", "“"],
] as const) {
  for (const conventions of CONVENTIONS) {
    test(`${line}: ${piece.trim()} again and again is looked through a few times (${conventions})`, (context) => {
      const text = piece.repeat(LENGTH / piece.length);
      const passed = passedOver(context, () => void check(parseContract(line), text, { conventions }));
      assert.ok(passed < 8 * LENGTH, `${passed} characters passed over`);
    });
  }
}

test("what is left of a quoted sentence without its edges is a text, or isn't asked for", () => {
  const quoted = (value: string): readonly string[] =>
    quotedSentences(parseContract(`first sentence is ${JSON.stringify(value)}`));
  assert.deepEqual(quoted("“It is gone.” He wept."), ["t is gone.” He wept"]);
  assert.deepEqual(quoted(".” x"), []);
  assert.deepEqual(quoted(`${".".repeat(LENGTH)}x`), []);
  assert.equal(check(parseContract('first sentence is ".” x"'), "Hello there.").passed, false);
});

test("what a person reads of a check has an end, and what a program reads is a number", () => {
  const [found] = check(parseContract("numbers of text add up to exactly 25"), "1".repeat(LENGTH)).checks;
  assert.ok(found.evidence.length <= 2000);
  assert.ok(Number.isFinite(found.failures[0].distance));
});
