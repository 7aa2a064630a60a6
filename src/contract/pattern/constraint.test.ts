import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { SijoError } from "../../errors.ts";
import { testConstraint } from "../../inference/testing.ts";
import { contractConstraint } from "../compile/contract-constraint.ts";
import { pattern } from "./constraint.ts";

const accepts = (expression: RegExp, text: string): boolean => {
  const constraint = pattern(expression);
  let state: number | undefined = constraint.start;
  for (const character of text) {
    if (state === undefined) return false;
    state = constraint.next(state, character.codePointAt(0) as number);
  }
  return state !== undefined && constraint.mayEnd(state);
};

suite("a pattern as a constraint", () => {
  test("keeps the laws of constraints", () => testConstraint(pattern(/a(b|ab){0,3}c?/), { alphabet: "abc" }));
  test("takes whole texts, whatever flags say about searching", () => {
    assert.ok(accepts(/[ab]+/g, "abba"));
    assert.ok(!accepts(/[ab]+/y, "abbac"));
    assert.ok(accepts(/[ab]+/i, "aBBa"));
  });
  test("is the same object for the same expression", () => assert.equal(pattern(/x+/), pattern(/x+/)));
  const wrong: readonly unknown[] = [/(a)\1/, /(?<=a)b/, /[^\s\S]/, "a+", undefined];
  for (const expression of wrong) {
    test(`refuses ${expression}`, () => {
      assert.throws(
        () => pattern(expression as RegExp),
        (error: SijoError) => error.kind === "usage" && error.code.startsWith("contract.pattern"),
      );
    });
  }
});

suite("a contract as a constraint", () => {
  test("refuses what can't be kept together, and names it", () => {
    assert.throws(
      () => contractConstraint('text has exactly 1 words\ntext contains "red"\ntext contains "blue"'),
      (error: SijoError) => {
        assert.deepEqual([error.code, error.kind], ["contract.contradiction", "usage"]);
        assert.match(error.message, /text has exactly 1 word/);
        return true;
      },
    );
  });
  test("refuses what can't be read", () => {
    assert.throws(() => contractConstraint("text must rhyme"), { kind: "usage" });
  });
});
