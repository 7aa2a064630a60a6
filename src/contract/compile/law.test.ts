/** The law of the compiler: a text that its constraint finishes passes the check of every clause that it enforces. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseContract, printClause } from "../notation.ts";
import type { Clause, Contract, Form, Scope } from "../types.ts";
import { compileContract } from "./compile.ts";
import { assertLaw, generator } from "./testing.ts";
import { randomText } from "./walk.ts";
import { wordList } from "./word-list.ts";

/** Words that meet the corners of the definitions: abbreviations, numbers, names, hyphens, apostrophes. */
const TOY = wordList(
  "a be sea Bea cat no fig etc Mr vol Dr 5 12 123 it's don't well-known St I e.g U.S 3.5 am".split(" "),
);
const QUOTES = [
  "a",
  "sea",
  "be a",
  "a a",
  "sea be cat",
  "no",
  "Priya",
  "$25",
  "e-mail",
  "August 19",
  "Mr. Bea",
  "No. 5",
  "see you soon!",
  "5 p.m.",
  "가을",
  "다음 주",
  "U.S.",
];
const MARKS = ["!", "?", ".", "...", ":", "- ", "-", "* ", ",", '"', "…", "•", ".”", "#"];

const position = fc.constantFrom<number | "each">("each", "each", 1, 2, 3, -1, -2);
const scopeOf = (units: readonly Scope[number]["unit"][]): fc.Arbitrary<Scope> =>
  fc
    .subarray([...units], { maxLength: 2 })
    .chain((some) => fc.tuple(...some.map((unit) => position.map((at) => ({ unit, at })))));
const anyScope = scopeOf(["paragraph", "line", "sentence", "word"]);
const scopeAboveWord = scopeOf(["paragraph", "line", "sentence"]);

const bounded = <Relation extends string>(...relations: Relation[]) => fc.constantFrom(...relations);
const quote = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...QUOTES) }, fc.constantFrom(...MARKS));

const clause: fc.Arbitrary<Clause> = fc
  .oneof(
    fc.record({
      relation: bounded("exactly", "at least", "at most"),
      scope: anyScope,
      subject: fc.constantFrom("word", "character", "sentence", "line", "paragraph", "syllable"),
      value: fc.integer({ min: 0, max: 8 }),
    }),
    fc.record({
      relation: fc.constant("between"),
      scope: anyScope,
      subject: fc.constantFrom("word", "character", "sentence"),
      value: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 30 })),
    }),
    fc.record({
      relation: bounded("is", "starts with", "ends with", "contains", "avoids"),
      scope: anyScope,
      value: quote,
    }),
    fc.record({
      relation: bounded("occurs exactly", "occurs at least", "occurs at most"),
      scope: scopeAboveWord,
      value: quote,
      times: fc.integer({ min: 0, max: 3 }),
    }),
    fc.record({
      relation: fc.constant("is"),
      scope: fc
        .tuple(anyScope, fc.constantFrom(1, 2, 3, -1, -2))
        .map(([scope, at]): Scope => [...scope, { unit: "character", at }]),
      value: fc.constantFrom("a", "S", "é", "-", "!", "."),
    }),
    fc.record({
      relation: fc.constant("is one of"),
      scope: anyScope,
      value: fc.array(quote, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      relation: fc.constant("contains in order"),
      scope: scopeAboveWord,
      value: fc.array(quote, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      relation: bounded("contains the letter", "avoids the letter"),
      scope: anyScope,
      value: fc.constantFrom("a", "B", "é"),
    }),
    fc.record({
      relation: bounded("repeats no", "in alphabetical order", "in reverse alphabetical order"),
      scope: scopeAboveWord,
      unit: fc.constantFrom("line", "sentence", "word"),
    }),
    fc.record({
      relation: bounded("has more than before", "has fewer than before"),
      scope: scopeAboveWord.map(
        (scope): Scope =>
          scope.map((step, index) => (index === scope.length - 1 ? { ...step, at: "each" } : step)),
      ),
      counted: fc.constantFrom("word", "character", "sentence", "syllable"),
    }),
  )
  // What is well formed is what the notation can print and read.
  .filter((made) => {
    try {
      parseContract(printClause(made as Clause));
      return true;
    } catch {
      return false;
    }
  }) as fc.Arbitrary<Clause>;

const contracts: fc.Arbitrary<Contract> = fc.record({
  form: fc.constantFrom<Form>("sentence", "paragraph", "text", "poem", "list", "word"),
  clauses: fc.array(clause, { minLength: 1, maxLength: 3 }),
});

test("a text of few words passes the check of every clause that is enforced", () => {
  fc.assert(
    fc.property(contracts, fc.nat(), (contract, seed) => {
      assertLaw(contract, { list: TOY, seed, texts: 4 });
    }),
    { numRuns: 60 },
  );
});

const ENGLISH = [
  "form: sentence\ntext has exactly 18 words\neach word has at most 7 characters",
  'form: paragraph\ntext has exactly 3 sentences\neach sentence has between 10 and 16 words\ntext avoids "cold"',
  'form: list\ntext has exactly 5 lines\neach line starts with "- "\ntext has its lines in alphabetical order',
  'form: paragraph\ntext has exactly 3 sentences\ntext contains "August 19"\ntext contains "$25"\ntext ends with "see you soon!"',
  'form: poem\ntext has exactly 4 lines\neach line has at most 40 characters\nlast line ends with "..."',
  'form: sentence\ntext has exactly 80 characters\ntext avoids the letter "e"\ntext contains "moon" exactly 2 times',
  'form: paragraph\ntext has exactly 2 sentences\ntext contains "🎉"\neach sentence has at most 60 characters\nsentence 2 contains "❤️"',
  'form: paragraph\ntext has exactly 2 sentences\ntext contains "," exactly 3 times\ntext contains "!" at most 1 time\ntext contains "🎉" exactly 2 times',
  'form: poem\ntext has exactly 3 lines\ntext contains "—"\nlast line ends with "👍🏽"',
  "form: poem\ntext has exactly 5 lines\neach line has more words than the one before",
  "form: paragraph\ntext has exactly 3 sentences\neach sentence has fewer characters than the one before",
  'text has exactly 2 paragraphs\neach paragraph has exactly 2 sentences\ntext contains "Mr. Kim"\ntext contains "don\'t"',
];

test("a text of English words passes the check of every clause that is enforced", () => {
  for (const [seed, notation] of ENGLISH.entries()) {
    assert.ok(assertLaw(parseContract(notation), { seed, texts: 4 }) > 0, notation);
  }
});

test("quoted words are written as they were quoted, together, where there is room", () => {
  const quotes = ["August 19", "Priya", "$25", "e-mail", "don't", "see you soon!"];
  const clauses: Clause[] = quotes.map((value, index) => ({
    relation: index === quotes.length - 1 ? "ends with" : "contains",
    scope: [],
    value,
  }));
  const compiled = compileContract({ contract: { form: "paragraph", clauses } });
  assert.equal(compiled.kind, "compiled");
  if (compiled.kind !== "compiled") return;
  const text = randomText(compiled.constraint, { random: generator(1) })!;
  for (const quote of quotes) assert.match(text, new RegExp(quote.replace("$", "\\$"), "i"));
  for (const quote of ["August 19", "Priya", "$25"]) assert.ok(text.includes(quote), text);
});
