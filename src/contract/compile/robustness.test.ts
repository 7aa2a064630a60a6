/** Contracts of any size are compiled, refuted or refused with a reason; none runs without end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { parseContract, printClause } from "../notation.ts";
import type { Contract } from "../types.ts";
import { type Compilation, compileContract } from "./compile.ts";

const WORD = (index: number): string =>
  `w${[...String(index)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;

const many = (count: number, line: (word: string, index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => line(WORD(index), index));

const contractOf = (...lines: readonly string[]): Contract => parseContract(lines.join("\n"));

function outcome(contract: Contract): { kind: string; clauses: readonly string[] } {
  let result: Compilation;
  try {
    result = compileContract({ contract });
  } catch (error) {
    if (error instanceof SijoError) return { kind: error.code, clauses: [] };
    throw error;
  }
  return {
    kind: result.kind,
    clauses: (result.kind === "compiled" ? result.unenforced : result.clauses).map(printClause),
  };
}

const avoided = many(10_000, (word) => `text avoids "${word}"`);
const cases: [name: string, lines: readonly string[], kind: string, clauses?: readonly string[]][] = [
  ["ten thousand forbidden words", avoided, "compiled", []],
  [
    "one of ten thousand forbidden words is asked for",
    [...avoided, "text has exactly 5 words", `first word is "${WORD(777)}"`],
    "contradiction",
    [`text avoids "${WORD(777)}"`, `first word is "${WORD(777)}"`],
  ],
  [
    "a hundred thousand bounds on one count",
    many(100_000, (_, n) => `text has at most ${n + 9} words`),
    "compiled",
    [],
  ],
  [
    "a hundred thousand wanted words",
    many(100_000, (word) => `text contains "${word}"`),
    "contract.too-intricate",
  ],
  [
    "ten thousand forbidden phrases",
    many(10_000, (word) => `text avoids "${word} sea"`),
    "contract.too-intricate",
  ],
  ["twenty wanted words", many(20, (word) => `text contains "${word}"`), "compiled", []],
  [
    "as many wanted words as there is room for",
    [...many(12, (word) => `text contains "${word}"`), "text has exactly 12 words"],
    "compiled",
    [],
  ],
  ["as many characters as can be counted", ["text has exactly 20000 characters"], "compiled", []],
  ["more characters than that", ["text has exactly 20001 characters"], "contract.too-long"],
  ["a thousand million words", ["text has exactly 999999999 words"], "contract.too-intricate"],
  ["a word far from the end", ['word 99 from the end is "a"'], "compiled", ['word 99 from the end is "a"']],
  [
    "lengths that don't add up",
    [
      "form: sentence",
      "each word has exactly 5 characters",
      "text has exactly 82 characters",
      "text has exactly 15 words",
    ],
    "contradiction",
    ["each word has exactly 5 characters", "text has exactly 82 characters", "text has exactly 15 words"],
  ],
  [
    "Hangul in a contract",
    ['text contains "납기"', 'text avoids "다음 주"', 'first word is "가을"'],
    "compiled",
    [],
  ],
  [
    "an emoji, an emoji of several parts, a dash",
    ['text contains "🎉"', 'text contains "❤️"', 'text contains "—"'],
    "compiled",
    [],
  ],
  [
    "combining characters",
    ['text contains "cafe\u0301"', 'text contains "Zoë"', 'each word avoids the letter "é"'],
    "compiled",
    [],
  ],
  [
    "words from right to left",
    ['text contains "שלום"', 'last word is "مرحبا"', "text has exactly 6 words"],
    "compiled",
    [],
  ],
  [
    "ten thousand shapes",
    many(10_000, (word, n) => `line ${n + 1} is like "${word} ${n}"`),
    "contract.too-intricate",
  ],
  [
    "ten thousand sums",
    many(10_000, (_, n) => `numbers of line ${n + 1} add up to at most ${n}`),
    "compiled",
  ],
  [
    "the largest sum",
    ["numbers of text add up to exactly 999999999"],
    "compiled",
    ["numbers of text add up to exactly 999999999"],
  ],
  ["as large a sum as is enforced", ["numbers of text add up to exactly 10000"], "compiled", []],
  [
    "a pattern of many states",
    ["text matches /(?:[a-z]+ ){0,400}[a-z]+/", "text has at most 20 words"],
    "compiled",
    [],
  ],
  [
    "a thousand words without repetition",
    ["text has exactly 1000 words", "text repeats no word"],
    "compiled",
    [],
  ],
  [
    "a letter that no word has",
    ['text contains the letter "ж"'],
    "compiled",
    ['text contains the letter "ж"'],
  ],
];

for (const [name, lines, kind, clauses] of cases) {
  test(`${name}: ${kind}`, () => {
    const found = outcome(contractOf(...lines));
    assert.equal(found.kind, kind);
    if (clauses) assert.deepEqual(found.clauses, clauses);
  });
}
