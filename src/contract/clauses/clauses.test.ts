import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { textView } from "../../text/index.ts";
import { readValues } from "../grammar/parse.ts";
import { printLine } from "../grammar/print.ts";
import { arrangement } from "./arrangement.ts";
import { casing } from "./casing.ts";
import type { ClauseKind, ClauseShape } from "./clause-kind.ts";
import { growth } from "./growth.ts";
import { letter } from "./letter.ts";
import { like } from "./like.ts";
import { numberOrder } from "./number-order.ts";
import { occurrences } from "./occurrences.ts";
import { oneOf } from "./one-of.ts";
import { pattern } from "./pattern.ts";
import { inSequence } from "./sequence.ts";
import { sum } from "./sum.ts";

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

describe("parts that grow", () => {
  table(growth, [
    ["each line has more words than the one before", ["a\nb c\nd e f", ""], ["a\nb", "a b\nc"]],
    ["each line has fewer characters than the one before", ["long line\nshort\no"], ["ab\ncd"]],
    [
      "each line of each paragraph has more words than the one before",
      ["a\nb c\n\nd\ne f"],
      ["a\nb c\n\nd\ne"],
    ],
  ]);
});

describe("capitals", () => {
  table(casing, [
    ["each word is lowercase", ["- apple\n- pear 2", "가을"], ["Apple", "iPhone"]],
    ["first line is uppercase", ["HELLO, 2 WORLDS!\nbye"], ["HELLo", ""]],
    ["each word is capitalised", ["The Old Man 3 2nd", "É"], ["The old Man"]],
    ["each line is capitalised", ['- Apple pie\n"Pear"'], ["- apple"]],
  ]);
});

describe("a pattern", () => {
  table(pattern, [
    [
      "each line matches /[A-Z][a-z]+ - \\$[0-9]+/",
      ["Milk - $4\nBread - $12", ""],
      ["Milk - $4\nmilk - $4", "Milk - $"],
    ],
    ["text matches /a\\/b|c/", ["a/b", "c"], ["a\\/b", "d"]],
    ["each word matches /[a-z]+/", ["all, small!"], ["One"]],
  ]);

  it("is refused where no automaton can follow it", () => {
    for (const value of ["(", "(a)\\1", "(?<=a)b", "(a|b)*a(a|b){30}", ""]) {
      const parsed = pattern.schema.safeParse({ relation: "matches", scope: [], value });
      assert.ok(!parsed.success, value);
    }
  });
});

describe("an example", () => {
  table(like, [
    [
      'each line is like "Milk - $4"',
      ["Milk - $4\nOlive oil - $12\nDark Rye Bread - $0"],
      [
        "milk - $4",
        "Milk – $4",
        "Milk - $4.50",
        "Milk - $04",
        "Milk - 4",
        "One Two Three Four - $1",
        "2 Eggs - $3",
      ],
    ],
    ['text is like "milk, 2.50"', ["olive oil, 10.00"], ["Milk, 2.50", "milk, 2.5", "milk, 2"]],
    [
      'text is like "09:30 Breakfast"',
      ["9:30 Lunch", "23:59 Late Night Snack"],
      ["24:00 Lunch", "930 Lunch"],
    ],
    ['text is like "2024-05-01: RAIN"', ["1999-12-31: SNOW"], ["1999-13-31: SNOW", "1999-12-31: Snow"]],
    ['text is like "우유 - 4,000원"', ["사과 - 12,500원", "빵 - 900원"], ["사과 - 900", "Milk - 900원"]],
    [
      'text is like "250g flour (1 bag)"',
      ["5g dark sugar (10 tins)"],
      ["5 g sugar (1 tin)", "5g Sugar (1 tin)"],
    ],
    ['text is like "B12"', ["B7"], ["C7", "B"]],
    ['text is like "Kim Min-su, 31"', ["Lee Ji-won, 28", "Kim, 3"], ["kim Min-su, 31"]],
  ]);
});

describe("a sum", () => {
  table(sum, [
    [
      "numbers of text add up to exactly 25",
      ["Milk - $20\nEggs - $5", "25%", "250, -225"],
      ["20 4", "", "10:25"],
    ],
    ["numbers of text add up to exactly 24.5", ["$20.25 and $4.25"], ["24", "24.51"]],
    ["numbers of text add up to at most 10", ["", "0.1 9.9"], ["10.01", "1,000"]],
    ["numbers of each line add up to at least 3", ["1 2\n3kg"], ["3\n2nd place"]],
    ["numbers of text add up to between 0.3 and 0.3", ["0.1 0.2"], ["0.1 0.21"]],
    [
      "numbers of text add up to exactly 7",
      ["1. Milk 4\n2) Eggs 3", "4000원 -3993원"],
      ["1 Milk 4\n2 Eggs 3"],
    ],
  ]);
});

describe("numbers in order", () => {
  table(numberOrder, [
    ["numbers of text increase", ["1, 2 and 3.5", "1. Ten 4\n2. Nine 9", "", "-2 -1", "7"], ["1 1", "2\n1"]],
    ["numbers of each line decrease", ["$10 $9\n30 2"], ["3 4"]],
  ]);
});
