/**
 * Random clauses about fields for property tests (fast-check arbitraries).
 * @module
 */
import fc from "fast-check";
import { FIELD_KIND_NAMES, LISTED_KINDS } from "../../fields/kinds.ts";
import { type PathStep, printPath } from "../../fields/path.ts";
import type { StructuredClause } from "./index.ts";

const step: fc.Arbitrary<PathStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("title", "이름", "a b", "x.y", "[]", "\\", '"q"', "items")
      .map((name) => ({ kind: "name" as const, name })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "items" as const }) },
);

/** Paths of every kind, the empty one among them. */
export const arbitraryPath: fc.Arbitrary<string> = fc.array(step, { maxLength: 3 }).map(printPath);

const bound = fc
  .oneof(
    fc.integer({ min: -1000, max: 999_999_999 }),
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 1000),
  )
  .map((value) => (Object.is(value, -0) ? 0 : value));
const ordered = fc
  .tuple(bound, bound)
  .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other)]);
const amount = fc.nat({ max: 999 });
const amounts = fc
  .tuple(amount, amount)
  .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other)]);
const text = fc.oneof(fc.string(), fc.constantFrom("가을", 'a "b" \\', "", "tab\t"));
const fields = fc.uniqueArray(arbitraryPath, { minLength: 1, maxLength: 3 });

const clause = (rest: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<StructuredClause> =>
  fc.record(
    { scope: fc.constant([]), ...rest },
    { noNullPrototype: true },
  ) as unknown as fc.Arbitrary<StructuredClause>;

/** Any clause about fields. */
export const arbitraryStructuredClause: fc.Arbitrary<StructuredClause> = fc.oneof(
  clause({
    relation: fc.constant("field is a"),
    field: arbitraryPath,
    value: fc.constantFrom(...FIELD_KIND_NAMES),
  }),
  clause({
    relation: fc.constant("field lists"),
    field: arbitraryPath,
    items: fc.constantFrom(...LISTED_KINDS),
  }),
  clause({
    relation: fc.constantFrom("field lists exactly", "field lists at least", "field lists at most"),
    field: arbitraryPath,
    items: fc.constantFrom(...LISTED_KINDS),
    value: amount,
  }),
  clause({
    relation: fc.constantFrom(
      "field is number of at least",
      "field is number of at most",
      "field is number above",
      "field is number below",
    ),
    field: arbitraryPath,
    type: fc.constantFrom("number", "integer"),
    value: bound,
  }),
  clause({
    relation: fc.constant("field is number between"),
    field: arbitraryPath,
    type: fc.constantFrom("number", "integer"),
    value: ordered,
  }),
  clause({
    relation: fc.constantFrom("field has exactly", "field has at least", "field has at most"),
    field: arbitraryPath,
    counted: fc.constantFrom("character", "item", "field"),
    value: amount,
  }),
  clause({
    relation: fc.constant("field has between"),
    field: arbitraryPath,
    counted: fc.constantFrom("character", "item", "field"),
    value: amounts,
  }),
  clause({ relation: fc.constant("field is"), field: arbitraryPath, value: text }),
  clause({
    relation: fc.constant("field is one of"),
    field: arbitraryPath,
    value: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  clause({
    relation: fc.constant("field matches"),
    field: arbitraryPath,
    value: fc.constantFrom("[a-z]+", "a/b", '"x"', "\\d{2}\\.\\d"),
  }),
  clause({ relation: fc.constantFrom("field is lowercase", "field is uppercase"), field: arbitraryPath }),
  clause({
    relation: fc.constantFrom("fields are exactly", "fields include"),
    field: arbitraryPath,
    value: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
  }),
  clause({
    relation: fc.constantFrom(
      "sum of fields is exactly",
      "sum of fields is at least",
      "sum of fields is at most",
    ),
    fields,
    value: bound,
  }),
  clause({ relation: fc.constant("sum of fields is between"), fields, value: ordered }),
  fc.uniqueArray(arbitraryPath, { minLength: 2, maxLength: 4 }).map(
    ([field, ...summed]): StructuredClause => ({
      relation: "field is the sum of",
      scope: [],
      field,
      fields: summed,
    }),
  ),
  fc
    .tuple(arbitraryPath, arbitraryPath)
    .filter(([one, other]) => one !== other)
    .map(([field, other]): StructuredClause => ({ relation: "field comes before", scope: [], field, other })),
  clause({
    relation: fc.constant("is json of"),
    schema: fc.constantFrom(
      {},
      { type: "array", items: { type: "string" } },
      { const: 'a "b"\n' },
      { title: "가" },
    ),
  }),
  clause({
    relation: fc.constant("follows the grammar"),
    value: fc.constantFrom('root ::= "yes" | "no"', "root ::= [가-힣]+\n# comment\n", 'root ::= "\\"" .'),
  }),
);
