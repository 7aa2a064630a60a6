/**
 * Random contracts for property tests (fast-check arbitraries).
 * @module
 */
import fc from "fast-check";
import { FORMS } from "./form.ts";
import type { Clause, Contract, Scope } from "./schema.ts";
import { LARGEST_NUMBER, levelOf, SCOPE_UNITS, unitsWithin } from "./scope.ts";

/** Numbers as contracts hold them: mostly small. */
export const arbitraryNumber = fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: LARGEST_NUMBER }));

const arbitraryPosition = fc.oneof(
  fc.constant("each" as const),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: -12, max: -1 }),
);

/** Scopes from the whole text down to a word, each step into a smaller part. */
export const arbitraryScope: fc.Arbitrary<Scope> = fc
  .subarray([...SCOPE_UNITS])
  .chain((units) => fc.tuple(...units.map((unit) => arbitraryPosition.map((at) => ({ unit, at })))));

/** Quoted texts of any characters, not all white space. */
export const arbitraryQuoted = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.constantFrom("cold", "가을", 'a "b" \\', "tab\there\r\n"),
  )
  .filter((text) => /\S/u.test(text));

const arbitraryCount: fc.Arbitrary<Clause> = arbitraryScope
  .filter((scope) => unitsWithin(levelOf(scope)).length > 0)
  .chain((scope) =>
    fc
      .record({
        relation: fc.constantFrom("exactly", "at least", "at most", "between"),
        subject: fc.constantFrom(...unitsWithin(levelOf(scope))),
        one: arbitraryNumber,
        other: arbitraryNumber,
      })
      .map(({ relation, subject, one, other }): Clause => {
        if (relation !== "between") return { relation, scope, subject, value: one };
        return { relation, scope, subject, value: [Math.min(one, other), Math.max(one, other)] };
      }),
  );

const arbitraryQuotedClause: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constantFrom("is", "starts with", "ends with", "contains", "avoids"),
    scope: arbitraryScope,
    value: arbitraryQuoted,
  },
  { noNullPrototype: true },
);

const arbitraryCharacter: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constant("is"),
    scope: fc
      .tuple(arbitraryScope, fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: -12, max: -1 })))
      .map(([scope, at]) => [...scope, { unit: "character" as const, at }]),
    value: fc.constantFrom("o", "Q", "é", "-", "가", "😀"),
  },
  { noNullPrototype: true },
);

const arbitraryScopeAboveWord = arbitraryScope.filter((scope) => levelOf(scope) !== "word");

const arbitraryOccurrences: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constantFrom("occurs exactly", "occurs at least", "occurs at most"),
    scope: arbitraryScopeAboveWord,
    value: arbitraryQuoted,
    times: arbitraryNumber,
  },
  { noNullPrototype: true },
);

const arbitraryOneOf: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constant("is one of"),
    scope: arbitraryScope,
    value: fc.array(arbitraryQuoted, { minLength: 1, maxLength: 4 }),
  },
  { noNullPrototype: true },
);

const arbitrarySequence: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constant("contains in order"),
    scope: arbitraryScopeAboveWord,
    value: fc.array(arbitraryQuoted, { minLength: 2, maxLength: 4 }),
  },
  { noNullPrototype: true },
);

const arbitraryLetter: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constantFrom("contains the letter", "avoids the letter"),
    scope: arbitraryScope,
    value: fc.constantFrom("e", "Z", "é", "e\u0301", "가", "ß"),
  },
  { noNullPrototype: true },
);

const arbitraryGroups: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constant("in groups"),
    scope: arbitraryScopeAboveWord,
    value: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    within: fc.integer({ min: 0, max: 40 }),
  },
  { noNullPrototype: true },
);

const arbitraryArrangement: fc.Arbitrary<Clause> = arbitraryScopeAboveWord.chain((scope) =>
  fc.record(
    {
      relation: fc.constantFrom("repeats no", "in alphabetical order", "in reverse alphabetical order"),
      scope: fc.constant(scope),
      unit: fc.constantFrom(...SCOPE_UNITS.filter((unit) => unitsWithin(levelOf(scope)).includes(unit))),
    },
    { noNullPrototype: true },
  ),
);

const arbitraryGrowth: fc.Arbitrary<Clause> = arbitraryScope
  .filter((scope) => scope.at(-1)?.at === "each" && unitsWithin(levelOf(scope)).length > 0)
  .chain((scope) =>
    fc.record(
      {
        relation: fc.constantFrom("has more than before", "has fewer than before"),
        scope: fc.constant(scope),
        counted: fc.constantFrom(...unitsWithin(levelOf(scope))),
      },
      { noNullPrototype: true },
    ),
  );

const arbitraryCasing: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constantFrom("is lowercase", "is uppercase", "is capitalised"),
    scope: arbitraryScope,
  },
  { noNullPrototype: true },
);

const arbitraryPattern: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constant("matches"),
    scope: arbitraryScope,
    value: fc.constantFrom(
      "[A-Z][a-z]+ - \\$[0-9]+",
      "a/b",
      "a\\/b",
      "\n",
      '"',
      " ",
      ".*",
      "[^/]",
      "\\\\",
      "가+|나",
    ),
  },
  { noNullPrototype: true },
);

const arbitraryLike: fc.Arbitrary<Clause> = fc.record(
  {
    relation: fc.constant("is like"),
    scope: arbitraryScope,
    value: fc.constantFrom("Milk - $4", "09:30 breakfast", "우유 4000원", "x", '"A" \\ b'),
  },
  { noNullPrototype: true },
);

const arbitraryNumberOrder: fc.Arbitrary<Clause> = fc.record(
  { relation: fc.constantFrom("numbers increase", "numbers decrease"), scope: arbitraryScopeAboveWord },
  { noNullPrototype: true },
);

const arbitrarySum: fc.Arbitrary<Clause> = fc.oneof(
  fc.record(
    {
      relation: fc.constantFrom("sum exactly", "sum at least", "sum at most"),
      scope: arbitraryScopeAboveWord,
      value: fc.oneof(arbitraryNumber, fc.constantFrom(24.5, 0.05, 0.000001, 999999.99)),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      relation: fc.constant("sum between"),
      scope: arbitraryScopeAboveWord,
      value: fc.tuple(fc.nat({ max: 9 }), fc.constantFrom(9.5, 10, 1000)),
    },
    { noNullPrototype: true },
  ),
);

/** Any clause. */
export const arbitraryClause: fc.Arbitrary<Clause> = fc.oneof(
  arbitraryCount,
  arbitraryQuotedClause,
  arbitraryCharacter,
  arbitraryOccurrences,
  arbitraryOneOf,
  arbitrarySequence,
  arbitraryLetter,
  arbitraryArrangement,
  arbitraryGroups,
  arbitraryGrowth,
  arbitraryCasing,
  arbitraryPattern,
  arbitraryLike,
  arbitrarySum,
  arbitraryNumberOrder,
);

const arbitraryTopic = arbitraryQuoted.map((text) => text.trim());

/** Any contract: well formed, though perhaps one that no text can keep. */
export const arbitraryContract: fc.Arbitrary<Contract> = fc.record(
  {
    form: fc.constantFrom(...FORMS),
    topic: arbitraryTopic,
    clauses: fc.array(arbitraryClause, { maxLength: 8 }),
  },
  { requiredKeys: ["clauses"], noNullPrototype: true },
);
