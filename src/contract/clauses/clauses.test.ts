import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { textView } from "../../text/index.ts";
import { readValues } from "../grammar/parse.ts";
import { printLine } from "../grammar/print.ts";
import { arrangement } from "./arrangement.ts";
import type { ClauseKind, ClauseShape } from "./clause-kind.ts";
import { letter } from "./letter.ts";
import { occurrences } from "./occurrences.ts";
import { oneOf } from "./one-of.ts";
import { inSequence } from "./sequence.ts";

/** Reads a line of this kind, validates it, prints it again, and checks a text. */
function holds<Clause extends ClauseShape>(kind: ClauseKind<Clause>, line: string, text: string): boolean {
  for (const { expression, read, write } of kind.templates) {
    const values = readValues(expression, line);
    if (!values) continue;
    const clause = kind.schema.parse(read(values));
    assert.equal(printLine(expression, write(clause)!), line);
    assert.ok(kind.relations.includes(clause.relation));
    return kind.check(clause, textView(text)).passed;
  }
  throw new assert.AssertionError({ message: `not read: ${line}` });
}

type Case = readonly [line: string, passing: readonly string[], failing: readonly string[]];

function table<Clause extends ClauseShape>(kind: ClauseKind<Clause>, cases: readonly Case[]): void {
  for (const [line, passing, failing] of cases) {
    it(`holds where it should, and only there: ${line}`, () => {
      for (const text of passing) assert.ok(holds(kind, line, text), `${JSON.stringify(text)} should pass`);
      for (const text of failing) assert.ok(!holds(kind, line, text), `${JSON.stringify(text)} should fail`);
    });
  }
  it("is read from each of its examples, and printed as it was", () => {
    for (const { example } of kind.templates) holds(kind, example, "");
  });
}

describe("texts in order", () => {
  table(inSequence, [
    ['text contains "ladder", "honey" in this order', ["A ladder, then honey."], ["honey, ladder", "ladder"]],
    ['text contains "a b", "b c" in this order', ["a b b c"], ["a b c"]],
    ['each line contains "나", "가" in this order', ["나는 가"], ["나\n가"]],
  ]);
});

describe("a number of occurrences", () => {
  table(occurrences, [
    ['text contains "river" at least 2 times', ["River, river."], ["rivers river"]],
    ['text contains "river" at most 1 time', ["", "river"], ["river river"]],
    ['text contains "a a" exactly 2 times', ["a a a a a"], ["a a a", "a a b a a a a"]],
    ['each sentence contains "하" exactly 0 times', ["아."], ["하늘."]],
  ]);
});

describe("a letter", () => {
  table(letter, [
    ['text avoids the letter "e"', ["A dog is sly."], ["Even so", "the"]],
    ['each word contains the letter "o"', ["cow Ox"], ["cow ax"]],
  ]);
  it("is one letter and no more", () => {
    for (const value of ["", "ab", "!", " "]) {
      assert.ok(!letter.schema.safeParse({ relation: "avoids the letter", scope: [], value }).success);
    }
  });
});

describe("a choice", () => {
  table(oneOf, [
    ['last word is one of "home", "harbor"', ["Go home.", "HARBOR"], ["homes", ""]],
    ['each line is one of "yes", "no thanks"', ["Yes!\nNo, thanks."], ["yes no thanks"]],
  ]);
});

describe("an arrangement", () => {
  table(arrangement, [
    ["text repeats no word", ["one two"], ["one two, One"]],
    ["text repeats no line", ["- a\n- b"], ["- a\n- A"]],
    ["text has its lines in alphabetical order", ["- Apple\n- banana\n- Pear", "가\n나"], ["- b\n- A"]],
    ["each line has its words in reverse alphabetical order", ["c B a\nb a"], ["a b"]],
  ]);
});
