/** What a contract asks of a hole: nothing that the whole doesn't need, and all of it that can be divided. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { check } from "../check/check.ts";
import { parseContract, printClause, printContract } from "../notation.ts";
import type { Contract } from "../types.ts";
import { residualContract } from "./residual.ts";
import { filled, holeAt, piecesOf } from "./units.ts";

const SENTENCES = [
  "The sea is cold.",
  "Gulls cry above the red boats!",
  "Nobody waits?",
  "We saw a storm, and then the sea.",
  "Sea salt stays.",
  'He said "no" twice.',
];
const LINES = ["the sea is wide", "red boats sail home", "a cold storm", "salt on the sea wind", "home"];

/** The contract that a hole leaves, for a text whose pieces `from` to `to` are replaced by others. */
function divide(
  contract: Contract,
  {
    pieces,
    from,
    to,
    middle,
    separator,
  }: { pieces: string[]; from: number; to: number; middle: string[]; separator: string },
) {
  const text = pieces.join(separator);
  const taken = piecesOf(contract, text);
  assert.equal(taken.spans.length, pieces.length, text);
  const { replaced, ...around } = holeAt(taken, from, to);
  const rest = residualContract({ contract, around, replaced, unit: taken.unit, count: middle.length });
  return { rest, whole: filled(around, middle.join(separator)), part: middle.join(separator) };
}

const number = fc.integer({ min: 0, max: 30 });
const bound = fc.constantFrom("exactly", "at least", "at most");
const quoted = fc.constantFrom("sea", "cold", "storm", "home", "the sea", "red boats", "x");
const place = fc.constantFrom(1, 2, 3, 4, -1, -2, -3);
const ordinal = (unit: string, at: number): string =>
  at === 1
    ? `first ${unit}`
    : at === -1
      ? `last ${unit}`
      : at > 0
        ? `${unit} ${at}`
        : `${unit} ${-at} from the end`;

/** Clauses that can be divided; `unit`: what the pieces are. */
const lineOf = (unit: "sentence" | "line"): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .tuple(bound, number, fc.constantFrom("words", "characters", `${unit}s`))
      .map(([how, n, what]) => `text has ${how} ${n} ${n === 1 ? what.slice(0, -1) : what}`),
    fc.tuple(quoted, fc.constantFrom("contains", "avoids")).map(([text, how]) => `text ${how} "${text}"`),
    fc
      .tuple(quoted, bound, fc.integer({ min: 0, max: 3 }))
      .map(([text, how, n]) => `text contains "${text}" ${how} ${n} ${n === 1 ? "time" : "times"}`),
    fc.constantFrom("e", "x", "z").map((letter) => `text avoids the letter "${letter}"`),
    fc.constantFrom("e", "x", "z").map((letter) => `text contains the letter "${letter}"`),
    fc
      .tuple(bound, fc.integer({ min: 1, max: 8 }))
      .map(([how, n]) => `each ${unit} has ${how} ${n} word${n === 1 ? "" : "s"}`),
    fc
      .tuple(place, bound, fc.integer({ min: 1, max: 8 }))
      .map(([at, how, n]) => `${ordinal(unit, at)} has ${how} ${n} word${n === 1 ? "" : "s"}`),
    fc.tuple(place, quoted).map(([at, text]) => `${ordinal(unit, at)} contains "${text}"`),
    fc.tuple(place, quoted).map(([at, text]) => `last word of ${ordinal(unit, at)} is "${text}"`),
    fc.tuple(quoted, quoted).map(([one, other]) => `text contains "${one}", "${other}" in this order`),
    quoted.map((text) => `text starts with "${text}"`),
    quoted.map((text) => `text ends with "${text}"`),
    fc.constant(`text repeats no word`),
  );

const caseOf = (unit: "sentence" | "line") => {
  const piece = fc.constantFrom(...(unit === "sentence" ? SENTENCES : LINES));
  return fc.record({
    lines: fc.array(lineOf(unit), { minLength: 1, maxLength: 3 }),
    pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
    middle: fc.array(piece, { minLength: 1, maxLength: 2 }),
    from: fc.nat({ max: 4 }),
    width: fc.nat({ max: 2 }),
  });
};

for (const unit of ["sentence", "line"] as const) {
  const separator = unit === "sentence" ? " " : "\n";
  const form = unit === "sentence" ? "form: paragraph\n" : "form: poem\n";

  test(`what the whole needs of ${unit}s, and no more, is asked of the hole`, () => {
    let [kept, refused] = [0, 0];
    fc.assert(
      fc.property(caseOf(unit), ({ lines, pieces, middle, from: start, width }) => {
        const contract = parseContract(form + lines.join("\n"));
        const from = Math.min(start, pieces.length);
        const to = Math.min(from + width, pieces.length);
        const { rest, whole, part } = divide(contract, { pieces, from, to, middle, separator });
        const passes = check(contract, whole).passed;
        const told = `${printContract(contract)}\n${JSON.stringify(whole)}\n${rest ? printContract(rest) : "impossible"}`;
        const asked = rest !== undefined && check(rest, part).passed;
        if (passes) assert.ok(asked, `asks too much:\n${told}`);
        // What is kept has to keep its own clauses; the text before the change says whether it does, where it passes.
        const before = check(contract, pieces.join(separator));
        if (asked && before.passed && !passes) {
          const failed = check(contract, whole)
            .checks.filter((one) => !one.passed)
            .map(({ clause }) => clause);
          const shifts = to - from !== middle.length;
          // Pieces behind the hole move where there are more or fewer of them: then others are asked for by number.
          const numbered = failed.every((clause) => /\b(?:first|last|line \d|sentence \d)/.test(clause));
          assert.ok(shifts && numbered, `asks too little: ${failed.join("; ")}\n${told}`);
        }
        if (passes) kept += 1;
        else refused += 1;
      }),
      { numRuns: 3000 },
    );
    assert.ok(kept > 200 && refused > 200, `${kept} kept, ${refused} refused`);
  });
}

suite("of a hole is asked", () => {
  const text = "One two three. Four five six seven. Eight nine.\n\nTen eleven. Twelve.";
  const rows: readonly (readonly [
    clause: string,
    from: number,
    to: number,
    count: number,
    rest: readonly string[] | undefined,
  ])[] = [
    ["text has exactly 12 words", 1, 2, 1, ["text has exactly 4 words"]],
    ["text has exactly 5 words", 1, 2, 1, undefined],
    ["text has at least 3 words", 1, 2, 1, []],
    ["text has between 10 and 20 words", 1, 2, 1, ["text has between 2 and 12 words"]],
    ["text has exactly 5 sentences", 1, 2, 2, undefined],
    ["text has exactly 2 paragraphs", 1, 2, 1, []],
    ["each paragraph has exactly 3 sentences", 1, 2, 1, []],
    ["each paragraph has exactly 3 sentences", 3, 4, 1, undefined],
    ["each paragraph has at least 8 words", 3, 4, 1, ["text has at least 7 words"]],
    ["first paragraph has at most 9 words", 1, 2, 1, ["text has at most 4 words"]],
    ["last paragraph has at most 2 words", 1, 2, 1, []],
    ['last sentence of each paragraph is "Twelve"', 4, 5, 1, ['last sentence is "Twelve"']],
    ['last sentence of first paragraph contains "nine"', 1, 2, 1, []],
    ["each sentence has at most 4 words", 1, 2, 1, ["each sentence has at most 4 words"]],
    ['sentence 2 starts with "Four"', 1, 2, 1, ['first sentence starts with "Four"']],
    ['word 5 is "five"', 1, 2, 1, ['word 2 is "five"']],
    ['word 2 is "two"', 1, 2, 1, []],
    ["each sentence has more words than the one before", 1, 2, 1, undefined],
    ["each sentence has fewer words than the one before", 1, 2, 1, undefined],
    ["each sentence has fewer words than the one before", 0, 1, 1, ["text has at least 5 words"]],
    ['text contains "one", "five", "nine" in this order', 1, 2, 1, ['text contains "five"']],
  ];
  for (const [clause, from, to, count, wanted] of rows) {
    test(`${wanted?.join(", ") || (wanted ? "nothing" : "what can't be")} of pieces ${from} to ${to}: ${clause}`, () => {
      const contract = parseContract(clause);
      const pieces = piecesOf(contract, text);
      const { replaced, ...around } = holeAt(pieces, from, to);
      const rest = residualContract({ contract, around, replaced, unit: "sentence", count });
      assert.deepEqual(
        rest?.clauses.map(printClause).filter((line) => !/exactly \d sentences/.test(line)),
        wanted,
      );
    });
  }

  test("what is left of the whole where a sentence before it is quoted with a stop inside", () => {
    const lines = [
      "text has exactly 3 sentences",
      'first sentence is "“It is gone.” He wept."',
      "sentence 2 has exactly 3 words",
    ];
    const contract = parseContract(lines.join("\n"));
    const pieces = piecesOf(contract, "“It is gone.” He wept. We stay. So it was.");
    assert.equal(pieces.spans.length, 3);
    const { replaced, ...around } = holeAt(pieces, 1, 2);
    const rest = residualContract({ contract, around, replaced, unit: "sentence", count: 1 });
    assert.deepEqual(rest?.clauses.map(printClause), ["first sentence has exactly 3 words"]);
  });
});
