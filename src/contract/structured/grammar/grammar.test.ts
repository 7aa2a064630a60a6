import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import fc from "fast-check";
import { SijoError } from "../../../errors.ts";
import { random } from "../../../inference/index.ts";
import { testConstraint } from "../../../inference/testing.ts";
import { normalise } from "../../../text/index.ts";
import { allTemplates } from "../../clauses/index.ts";
import { parseGrammar } from "../../gbnf/parse.ts";
import { recognise } from "../../gbnf/recognise.ts";
import { admits, allTexts, randomWalk } from "../testing/walk.ts";
import { grammarConstraint } from "./grammar-constraint.ts";

const constraintOf = (source: string) => grammarConstraint(parseGrammar(source));

/** Random right-hand sides over three rules and two letters. */
const { production } = fc.letrec<{ production: string }>((tie) => ({
  production: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom('"a"', '"b"', '""', "[ab]", "one", "two", '"ab"'),
    fc.array(tie("production"), { minLength: 1, maxLength: 3 }).map((items) => items.join(" ")),
    fc.tuple(tie("production"), tie("production")).map(([one, other]) => `(${one} | ${other})`),
    fc
      .tuple(tie("production"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,3}"))
      .map(([of, times]) => `(${of})${times}`),
  ),
}));

test("random grammars: what is written is what the grammar has, no more and no less", () => {
  const strings = [
    "",
    ...["a", "b"].flatMap((one) => [
      one,
      ...["a", "b"].flatMap((two) => [
        one + two,
        ...["a", "b"].flatMap((three) => [
          one + two + three,
          `${one + two + three}a`,
          `${one + two + three}b`,
        ]),
      ]),
    ]),
  ];
  fc.assert(
    fc.property(production, production, production, (root, one, two) => {
      const grammar = parseGrammar(`root ::= ${root}\none ::= ${one}\ntwo ::= ${two}`);
      const constraint = grammarConstraint(grammar);
      for (const text of strings) {
        const { follows } = recognise(grammar, text);
        assert.equal(constraint !== undefined && admits(constraint, text), follows, JSON.stringify(text));
      }
      if (constraint) testConstraint(constraint, { alphabet: "abc", limit: 60 });
    }),
    { numRuns: 400 },
  );
});

suite("what grammars have", () => {
  const cases: readonly (readonly [
    source: string,
    letters: string,
    longest: number,
    texts: readonly string[],
  ])[] = [
    ['root ::= "yes" | "no"', "yesno", 4, ["no", "yes"]],
    [
      "root ::= [a-c]{2} | [^a-z \\n]",
      "abcX",
      3,
      ["X", "aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"],
    ],
    ['root ::= root "a" | "b"', "ab", 3, ["b", "ba", "baa"]],
    ['root ::= "(" root ")" | ""', "()", 4, ["", "(())", "()"]],
    ['root ::= "x" # a comment\n  | "y" |\n  "z"\n', "xyz", 1, ["x", "y", "z"]],
    ['root ::= "\\x41" "\\uAC00"? "\\""', 'A가"', 3, ['A"', 'A가"']],
    ['root ::= dead | "a"\ndead ::= "b" dead', "ab", 3, ["a"]],
    ['root ::= [가-힣]{2} "."', "가나.", 3, ["가가.", "가나.", "나가.", "나나."]],
  ];
  for (const [source, letters, longest, texts] of cases) {
    test(source, () => {
      const constraint = constraintOf(source)!;
      assert.deepEqual(allTexts(constraint, { letters, longest }).sort(), texts);
      testConstraint(constraint, { alphabet: letters, limit: 500 });
    });
  }

  test("walks end as texts that the checker recognises", () => {
    const source = `root ::= item ("\\n" item){1,3}
item ::= "- " word (" " word){0,4} number?
word ::= [a-z]{1,8} | "\\"" [^"\\n]{1,5} "\\""
number ::= " " ("0" | [1-9] [0-9]{0,3}) ("." [0-9]{1,2})?`;
    const grammar = parseGrammar(source);
    const stream = random(2);
    for (let walk = 0; walk < 30; walk += 1) {
      const text = randomWalk(grammarConstraint(grammar)!, { random: () => stream.next() });
      assert.ok(recognise(grammar, text).follows, text);
      assert.ok(!recognise(grammar, `${text}§`).follows);
    }
  });

  test("line ends of a grammar's file are those of any system", () => {
    const source = '# who\nroot ::= "a" # an a\n  | "b" rest\n\nrest ::= [ab]*\n';
    const grammar = parseGrammar(source);
    for (const end of ["\r\n", "\r"])
      assert.deepEqual(parseGrammar(source.replaceAll("\n", end)), grammar, JSON.stringify(end));
  });

  test("a grammar without a finite text has no constraint", () => {
    for (const source of [
      'root ::= "a" root',
      "root ::= root",
      "root ::= []",
      'root ::= x\nx ::= y "a"\ny ::= x',
    ]) {
      assert.equal(constraintOf(source), undefined, source);
    }
  });
});

test("the published grammar of contracts has the examples of every clause, and is written without dead ends", () => {
  const grammar = parseGrammar(
    readFileSync(new URL("../../../../docs/contract.gbnf", import.meta.url), "utf8"),
  );
  const constraint = grammarConstraint(grammar)!;
  for (const { example } of allTemplates()) {
    assert.ok(recognise(grammar, `form: text\n${example}\n`).follows, example);
    assert.ok(admits(constraint, `form: text\n${example}\n`), example);
  }
  assert.ok(!admits(constraint, "text has some words\n"));
  const stream = random(9);
  for (let walk = 0; walk < 3; walk += 1) randomWalk(constraint, { random: () => stream.next() });
});

suite("texts with carriage returns, whose line ends are all the same when they are checked", () => {
  const cases: readonly (readonly [source: string, texts: readonly string[], not: readonly string[]])[] = [
    ['root ::= "a\\r\\nb"', ["a\r\nb"], ["ab", "a\n\nb", "a\n"]],
    ['root ::= "a\\rb"', ["a\rb"], ["a\n\nb"]],
    ['root ::= "a" "\\r"? "\\n" "b"', ["a\nb", "a\r\nb"], ["a\n\nb"]],
    ['root ::= "a" "\\r"* "b"', ["ab", "a\rb", "a\r\rb"], ["a b"]],
    ['root ::= line+\nline ::= [ab] "\\r\\n"', ["a\r\n", "b\r\na\r\n"], ["a\n\nb", "ab"]],
    ['root ::= "a" [^b\\n]* "b"', ["ab", "aab"], ["a\nb"]],
  ];
  for (const [source, texts, not] of cases) {
    test(source, () => {
      const grammar = parseGrammar(source);
      for (const text of texts) {
        assert.ok(admits(grammarConstraint(grammar)!, text), JSON.stringify(text));
        assert.ok(recognise(grammar, normalise(text)).follows, JSON.stringify(text));
      }
      for (const text of not) assert.ok(!recognise(grammar, text).follows, JSON.stringify(text));
    });
  }
});

suite("grammars that are refused say where and why", () => {
  const refused: readonly (readonly [source: string, line: number, column: number, reason: RegExp])[] = [
    ['root ::= "a', 1, 10, /closing/],
    ['x ::= "a"', 1, 1, /`root`/],
    ['root ::= "a"\nroot ::= "b"', 2, 1, /another name/],
    ["root ::= y", 1, 10, /`y`/],
    ['root ::= ("a"', 1, 14, /`\)`/],
    ["root ::= [z-a]", 1, 10, /lower/],
    ['root ::= "a"{3,2}', 1, 13, /lower/],
    ['root = "a"', 1, 6, /::=/],
    ['root ::= "\\q"', 1, 11, /escape/],
    ["", 1, 1, /`root`/],
  ];
  for (const [source, line, column, reason] of refused) {
    test(source, () => {
      assert.throws(
        () => parseGrammar(source),
        (error) =>
          error instanceof SijoError &&
          error.code === "contract.grammar" &&
          reason.test(error.message) &&
          error.data.line === line &&
          error.data.column === column,
      );
    });
  }
});

suite("bad input is answered in bounded time", () => {
  const run = (source: string, text: string): "ends" | "goes on" | "refused" => {
    try {
      const constraint = constraintOf(source);
      let state: unknown = constraint?.start;
      for (const character of text)
        state = state === undefined ? undefined : constraint!.next(state as never, character.codePointAt(0)!);
      return state === undefined ? "refused" : constraint!.mayEnd(state as never) ? "ends" : "goes on";
    } catch (error) {
      assert.ok(error instanceof SijoError && error.kind === "usage", String(error));
      return "refused";
    }
  };
  const cases: readonly (readonly [what: string, source: string, text: string, outcome: string])[] = [
    ["ambiguity without end", 'root ::= root root root | root root | "a" | ""', "a".repeat(60), "ends"],
    [
      "left recursion through several rules",
      'root ::= x "a" | "a"\nx ::= y\ny ::= root',
      "a".repeat(500),
      "ends",
    ],
    ["right recursion", 'root ::= "a" root | "a"', "a".repeat(1500), "ends"],
    ["repetitions inside one another", "root ::= ((([a-z]{1000}){1000}){1000})", "a", "refused"],
    ["brackets nested by the thousand", `root ::= ${"(".repeat(5000)}"a"${")".repeat(5000)}`, "a", "refused"],
    [
      "five thousand rules",
      `root ::= r0\n${Array.from({ length: 5_000 }, (_, index) => `r${index} ::= "a" r${index + 1} | "b"`).join("\n")}\nr5000 ::= "c"`,
      "aab",
      "ends",
    ],
    [
      "a chain of unit rules",
      `root ::= r0\n${Array.from({ length: 5000 }, (_, index) => `r${index} ::= r${index + 1}`).join("\n")}\nr5000 ::= "c"`,
      "c",
      "ends",
    ],
  ];
  for (const [what, source, text, outcome] of cases) {
    test(what, { timeout: 30_000 }, () => assert.equal(run(source, text), outcome));
  }

  test("the checker refuses or answers in time, too", { timeout: 30_000 }, () => {
    assert.ok(!recognise(parseGrammar('root ::= root root | "a" | ""'), `${"a".repeat(40)}b`).follows);
    assert.ok(recognise(parseGrammar('root ::= root "a" | "a"'), "a".repeat(600)).follows);
    assert.ok(recognise(parseGrammar('root ::= "a" root | "a"'), "a".repeat(600)).follows);
  });
});

test("a long chain of what may be left out is refused, before it fills the memory", () => {
  for (const times of [500, 2000])
    assert.throws(() => constraintOf(`root ::= ("a"?){${times}}`), /too many copies/);
});
