import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { printClause } from "../../contract/index.ts";
import { shortened } from "./aliases.ts";
import { spelledOut } from "./spelled.ts";

/** Which request is left, and what is spelled by which parts. */
const rows: readonly (readonly [request: string, left: string, word: string, unit: string])[] = [
  ["write a acrostic for the word 'MOON', one line per letter", "write a poem of 4 lines", "MOON", "line"],
  ["an acrostic about tea spelling CALM", "a poem of 4 lines about tea", "CALM", "line"],
  ["An acrostic poem of my name, Clara.", "A poem of 5 lines.", "Clara", "line"],
  ["ACROSTIC FOR JOY PLEASE", "ACROSTIC FOR JOY PLEASE", "", ""],
  ["An acrostic in four lines for 'LOVE'", "A poem in four lines", "LOVE", "line"],
  [
    "A poem where the first letters of the lines spell 'RIVER', no rhymes",
    "A poem with exactly 5 lines, no rhymes",
    "RIVER",
    "line",
  ],
  [
    "A paragraph whose first letters of its sentences spell out “HI”.",
    "A paragraph with exactly 2 sentences.",
    "HI",
    "sentence",
  ],
  [
    "Write a poem where the first letters of each line spell out: HOPE",
    "Write a poem with exactly 4 lines",
    "HOPE",
    "line",
  ],
  ["An acrostic that spells out: LOVE", "A poem of 4 lines", "LOVE", "line"],
  ["An acrostic that spells the following word: LOVE", "A poem of 4 lines", "LOVE", "line"],
  [
    "A poem where the first letter of each line should spell out my name, which is ANNA",
    "A poem with exactly 4 lines",
    "ANNA",
    "line",
  ],
  ["The first letter of each line spells my name", "The first letter of each line spells my name", "", ""],
  ["An acrostic of my name please", "An acrostic of my name please", "", ""],
  ["'행복' 두 글자로 이행시 지어줘", "2줄짜리 시 지어줘", "행복", "line"],
  ["삼행시 부탁! 운은 '무지개'", "3줄짜리 시 부탁!", "무지개", "line"],
  ["무지개로 재미있는 삼행시 지어줘", "재미있는 3줄짜리 시 지어줘", "무지개", "line"],
  ["「대한민국」으로 4행시를 써 주세요", "4줄짜리 시를 써 주세요", "대한민국", "line"],
  ["삼행시가 뭐야?", "삼행시가 뭐야?", "", ""],
  ["What is an acrostic?", "What is an acrostic?", "", ""],
  ["Start each line with the letter 'a'", "Start each line with the letter 'a'", "", ""],
];

suite("what first letters spell", () => {
  for (const [request, left, word, unit] of rows) {
    test(`⟨${request}⟩ is ⟨${left}⟩${word && ` whose ${unit}s spell ${word}`}`, () => {
      const { request: rest, clauses } = spelledOut(request);
      assert.equal(rest, left);
      assert.equal(clauses.map((clause) => ("value" in clause ? clause.value : "")).join(""), word);
      for (const { scope } of clauses) assert.equal(scope[0].unit, unit);
    });
  }

  test("is asked of the contract, behind what was planned", () => {
    const { expand } = shortened("an acrostic for 'TEA'");
    const { clauses } = expand({ form: "poem", clauses: [] });
    assert.deepEqual(clauses.map(printClause), [
      'first word of first line starts with "T"',
      'first word of line 2 starts with "E"',
      'first word of line 3 starts with "A"',
    ]);
  });

  test("is looked for in no more than a moment", () => {
    for (const piece of ["acrostic ", "first letters ", "spell ", "행시 ", "3행시 '", "'a' "]) {
      spelledOut(piece.repeat(20_000 / piece.length));
    }
  });
});
