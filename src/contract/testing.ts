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

/** Any clause. */
export const arbitraryClause: fc.Arbitrary<Clause> = fc.oneof(arbitraryCount, arbitraryQuotedClause);

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
