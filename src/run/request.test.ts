import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { requestOf } from "./request.ts";

const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SijoError, String(error));
  assert.deepEqual([error.code, error.kind], ["ask.request", "usage"]);
  assert.match(error.message, message);
  assert.ok(error.hint, "it says what to do");
  return true;
};

suite("a request", () => {
  const taken: readonly (readonly [what: string, request: string, found: string])[] = [
    ["in English", "Write a sentence.", "Write a sentence."],
    ["in Korean", "세 줄짜리 시를 써 줘.", "세 줄짜리 시를 써 줘."],
    ["with white space around it", " \n\tWrite a sentence.\r\n", "Write a sentence."],
    ["with line breaks and tabs inside", "one:\n\ttwo\r\nthree", "one:\n\ttwo\r\nthree"],
    ["with emoji and accents", "café 🌊 naïve", "café 🌊 naïve"],
    ["of exactly 20,000 characters", "a".repeat(20_000), "a".repeat(20_000)],
  ];
  for (const [what, request, found] of taken) {
    test(`${what} is taken`, () => assert.equal(requestOf({ request }), found));
  }

  const mistakes: readonly (readonly [what: string, request: string | undefined, message: RegExp])[] = [
    ["that is missing", undefined, /empty/],
    ["that is empty", "", /empty/],
    ["of white space", " \n\t ", /empty/],
    ["of a megabyte", "a".repeat(2 ** 20), /1,048,576 characters; at most 20,000/],
    ["of 20,001 characters", "a".repeat(20_001), /20,001/],
    ["with a NUL", "Write\u0000 a word", /control characters/],
    ["with a backspace", "Write\u0008 a word", /control characters/],
    ["that was binary", "PNG\ufffd\ufffd\ufffd\ufffd", /control characters/],
  ];
  for (const [what, request, message] of mistakes) {
    test(`${what} is refused, and why is said`, () => {
      assert.throws(() => requestOf(request === undefined ? {} : { request }), refused(message));
    });
  }

  test("made from a contract alone says its form, its topic and its clauses", () => {
    const contract = parseContract(
      'form: poem\ntopic: the sea\ntext has exactly 3 lines\ntext avoids "blue"',
    );
    assert.equal(
      requestOf({ contract }),
      'Write a poem. Topic: the sea. Requirements: text has exactly 3 lines; text avoids "blue".',
    );
    assert.equal(requestOf({ request: "  ", contract: { clauses: [] } }), "Write a text.");
  });

  test("that is given goes before the words of a contract", () => {
    const contract = parseContract("form: poem");
    assert.equal(requestOf({ request: "Three lines, please", contract }), "Three lines, please");
  });

  test("made from a contract of a thousand clauses stays short", () => {
    const contract = parseContract("text has exactly 3 lines\n".repeat(1000));
    assert.ok(requestOf({ contract }).length < 2000);
  });
});
