import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check } from "../check/check.ts";
import { parseContract, printClause } from "../notation.ts";
import type { Clause, Scope } from "../types.ts";
import { compileContract } from "./compile.ts";
import { verbatimOf } from "./verbatim.ts";
import { randomText } from "./walk.ts";
import { wordList } from "./word-list.ts";

const LIST = wordList("a be sea said he the wood and we it house see long".split(" "));

const LAST_SENTENCE: Scope = [{ unit: "sentence", at: -1 }];
const is = (value: string, scope: Scope = LAST_SENTENCE): Clause => ({ relation: "is", scope, value });

function texts(clauses: readonly Clause[], count = 12): string[] {
  const contract = { form: "paragraph" as const, clauses };
  const compiled = compileContract({ contract, list: LIST });
  assert.equal(compiled.kind, "compiled");
  if (compiled.kind !== "compiled") return [];
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: count }, () => {
    const text = randomText(compiled.constraint, { random })!;
    assert.ok(check(contract, text).passed, text);
    return text;
  });
}

const THREE: Clause = { relation: "exactly", scope: [], subject: "sentence", value: 3 };

describe("a sentence that is quoted", () => {
  for (const [quoted, written] of [
    [
      "The Green family gave, to Wood, Jones and Viollet",
      /The Green family gave, to Wood, Jones and Viollet[.!?]$/,
    ],
    ['He won the "Big (Sea) Cup" - in May', / He won the "Big \(Sea\) Cup" - in May[.!?]$/],
    ["“We said: ‘see you’,” he said.”", / “We said: ‘see you’,” he said\.”$/],
    ["Mr. Bea said so at 5 p.m., and left", / Mr\. Bea said so at 5 p\.m\., and left[.!?]$/],
    ["A.G. Bell\u00a0and Sen. Lee!", / A\.G\. Bell\u00a0and Sen\. Lee!$/],
    ["(See the long House.)", / \(See the long House\.\)$/],
    [
      "He said: “It is the sea.” We see: “A long wood.”",
      / He said: “It is the sea\.” We see: “A long wood\.”$/,
    ],
    ["He’s long.” See, in wood, “a ‘sea’.”", / He’s long\.” See, in wood, “a ‘sea’\.”$/],
    ["It is a sea. He said so", / It is a sea, He said so[.!?]$/],
    ["He said to S. Davies Wood so", / He said to S\. Davies Wood so[.!?]$/],
    ["S. Wood said it", / S\. Wood said it[.!?]$/],
    ["We see a Plan (A. and B. Wood).", / We see a Plan \(A\. and B\. Wood\)\.$/],
  ] as const) {
    it(`is written as it stands: ${quoted}`, () => {
      for (const text of texts([THREE, is(quoted)])) assert.match(text, written);
    });
  }

  it("keeps its marks to itself", () => {
    const quoted = "“We (he) said: “Sea”, and - see.”";
    for (const text of texts([THREE, is(quoted)])) {
      assert.ok(text.endsWith(quoted), text);
      assert.doesNotMatch(text.replaceAll(quoted, ""), /[“”()-]/);
    }
  });

  it("keeps its initials to itself", () => {
    for (const text of texts([THREE, is("We see S. Wood")])) {
      assert.doesNotMatch(text.replaceAll("We see S. Wood", ""), /S\./);
    }
  });

  it("may stand more than once, and beside others", () => {
    const at = (place: number): Scope => [{ unit: "sentence", at: place }];
    const clauses = [
      THREE,
      is('The "sea", he said', at(1)),
      is("(We see)", at(2)),
      is('The "sea", he said', at(3)),
    ];
    for (const text of texts(clauses, 3)) {
      assert.match(text, /^The "sea", he said[.!?] \(We see\)\. The "sea", he said[.!?]$/);
    }
  });

  it("gives way where there is no room for its marks", () => {
    const clauses = [THREE, is("We see, he said"), { relation: "avoids", scope: [], value: "," } as Clause];
    for (const text of texts(clauses, 3)) assert.match(text, / We\W+see\W+he\W+said[.!?]$/);
  });
});

describe("taken apart, a quoted text", () => {
  it("has words, and what stands around them", () => {
    assert.deepEqual(verbatimOf(is("“Go, Mr. Lee — now,” he said.”")), {
      lead: "“",
      words: ["Go", "Mr.", "Lee", "now", "he", "said"],
      between: [", ", " ", " — ", ",” ", " "],
      tail: ".”",
    });
  });

  for (const line of [
    'last sentence is "one"',
    'first word is "two words"',
    'last paragraph is "One. Two."',
    'text contains "some words"',
    'last sentence is "가을 하늘이"',
  ]) {
    it(`is none in ${line}`, () => {
      const [clause] = parseContract(line).clauses;
      assert.equal(verbatimOf(clause), undefined, printClause(clause));
    });
  }
});
