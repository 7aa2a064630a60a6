/**
 * Clauses that relate fields to one another, as relations over the places where the fields are written.
 * @module
 */
import { sumOfFieldsBounds } from "../../clauses/fields/field-sum.ts";
import type { FieldClause } from "../../clauses/fields/index.ts";
import { ceilingAt, decimalOf, floorAt, greatestCommonDivisor } from "../../fields/decimal.ts";
import type { PathStep } from "../../fields/path.ts";
import { type Arrays, explicitSteps } from "../clause-schemas.ts";
import type { Relation } from "../machine/ledger.ts";
import type { Node } from "../machine/node.ts";
import type { Place } from "../machine/place.ts";
import type { Interval, NumberLanguage } from "../values/numbers.ts";
import { LARGER, orderRelation, SMALLER } from "./order.ts";
import { compareOrder, Places, routeTo } from "./places.ts";
import { aligned, arrayPart, numberPart, type Summand, sumRelation, TOTAL } from "./sums.ts";

type Clause<Relation extends FieldClause["relation"]> = Extract<FieldClause, { relation: Relation }>;
export type SumClause = Clause<
  | "sum of fields is exactly"
  | "sum of fields is at least"
  | "sum of fields is at most"
  | "sum of fields is between"
  | "field is the sum of"
>;
export type RelationClause = SumClause | Clause<"field comes before">;

export const isSum = (clause: FieldClause): clause is SumClause => "fields" in clause;

export const isRelation = (clause: FieldClause): clause is RelationClause =>
  isSum(clause) || clause.relation === "field comes before";

export interface Relations {
  readonly place: Place;
  readonly relations: readonly Relation[];
  /** Clauses that are only checked when the document is whole. */
  readonly unenforced: readonly FieldClause[];
}

type Made = Relation | "impossible" | "unenforced";

/** The relations of clauses; undefined: one of them can't hold. */
export function relationsOf({
  clauses,
  root,
  arrays,
}: {
  readonly clauses: readonly FieldClause[];
  readonly root: Node;
  readonly arrays: Arrays;
}): Relations | undefined {
  const places = new Places();
  const relations: Relation[] = [];
  const unenforced: FieldClause[] = [];
  /** Fields that have a part in a relation already: two relations might leave nothing for them both. */
  const taken = new Set<string>();
  for (const clause of clauses.filter(isRelation)) {
    const roles: { readonly steps: readonly PathStep[]; readonly part: string }[] = [];
    const add = (steps: readonly PathStep[], part: string): void => {
      roles.push({ steps, part });
    };
    const made: Made = isSum(clause)
      ? makeSum(clause, { root, arrays, add })
      : makeOrder(clause, { root, arrays, add });
    if (made === "impossible") return undefined;
    const keys = roles.map(({ steps }) => JSON.stringify(steps));
    const isTwice = new Set(keys).size < keys.length;
    if (made === "unenforced" || isTwice || keys.some((key) => taken.has(key))) {
      unenforced.push(clause);
      continue;
    }
    for (const key of keys) taken.add(key);
    for (const { steps, part } of roles) places.add(steps, { relation: relations.length, part });
    relations.push(made);
  }
  return { place: places.root, relations, unenforced };
}

interface MakeOptions {
  readonly root: Node;
  readonly arrays: Arrays;
  readonly add: (steps: readonly PathStep[], part: string) => void;
}

interface Term {
  readonly steps: readonly PathStep[];
  readonly language: NumberLanguage;
  readonly order: readonly number[];
  readonly array?: { readonly depth: number; readonly min: number; readonly max: number };
}

/** The number that a path leads to; undefined: it isn't one in each document. */
function termAt(path: string, { root, arrays }: MakeOptions): Term | undefined {
  const steps = explicitSteps(path, arrays);
  const route = routeTo(root, steps);
  if (route?.leaf.kind !== "number" || route.arrays.length > 1) return undefined;
  const [array] = route.arrays;
  return {
    steps,
    language: route.leaf.language,
    order: route.order,
    ...(array && { array: { depth: array.depth, min: array.plan.min, max: array.plan.max } }),
  };
}

function makeSum(clause: SumClause, options: MakeOptions): Made {
  const found = clause.fields.map((path) => termAt(path, options));
  if (found.includes(undefined)) return "unenforced";
  const terms = (found as Term[]).toSorted((one, other) => compareOrder(one.order, other.order));
  // Two numbers in each item of the same array take turns, which is not followed.
  if (terms.filter(({ array }) => array).length > 1) return "unenforced";
  const total = clause.relation === "field is the sum of" ? termAt(clause.field, options) : undefined;
  if (clause.relation === "field is the sum of" && (!total || total.array)) return "unenforced";
  const languages = [...terms.map(({ language }) => language), ...(total ? [total.language] : [])];
  const places = Math.max(...languages.map((language) => language.places));
  const unit = (language: NumberLanguage): bigint => 10n ** BigInt(places - language.places);
  const steps = terms.map(({ language }) => language.step * unit(language));
  const step = steps.reduce(greatestCommonDivisor);
  // With steps of different sizes, not every number between two sums is one.
  const isUniform = steps.every((own) => own === step);
  const isTwoSided =
    clause.relation !== "sum of fields is at most" && clause.relation !== "sum of fields is at least";
  if (isTwoSided && !isUniform) return "unenforced";
  if (total && total.language.step * unit(total.language) !== step) return "unenforced";
  const inUnits = (language: NumberLanguage): readonly Interval[] =>
    aligned(
      language.intervals.map(({ low, high }) => ({ low: low * unit(language), high: high * unit(language) })),
      language.step * unit(language),
    );
  const summands = terms.map(
    ({ language, array }): Summand => ({
      values: inUnits(language),
      ...(array && { repeated: { min: array.min, max: array.max } }),
    }),
  );
  const relation = sumRelation({
    places,
    step,
    summands,
    target: total ? inUnits(total.language) : targetOf(clause, places),
  });
  if (relation === "intricate") return "unenforced";
  if (relation === "impossible") return relation;
  for (const [index, { steps: path, array }] of terms.entries()) {
    options.add(path, numberPart(index));
    if (array) options.add(path.slice(0, array.depth), arrayPart(index));
  }
  if (total) options.add(total.steps, TOTAL);
  return relation as Relation;
}

const FAR = 10n ** 40n;

function targetOf(clause: SumClause, places: number): readonly Interval[] {
  const [min, max] = sumOfFieldsBounds(clause);
  return [
    {
      low: min === undefined ? -FAR : ceilingAt(decimalOf(min), places),
      high: max === undefined ? FAR : floorAt(decimalOf(max), places),
    },
  ];
}

function makeOrder({ field, other }: Clause<"field comes before">, { root, arrays, add }: MakeOptions): Made {
  const [one, two] = [explicitSteps(field, arrays), explicitSteps(other, arrays)];
  const [smaller, larger] = [routeTo(root, one), routeTo(root, two)];
  if (!smaller || !larger) return "unenforced";
  // Only fields of the same object, or of the same item, are compared one by one.
  const parted = one.findIndex((step, index) => JSON.stringify(step) !== JSON.stringify(two[index]));
  if ([...smaller.arrays, ...larger.arrays].some(({ depth }) => depth >= parted)) return "unenforced";
  const relation = orderRelation({
    smaller: smaller.leaf,
    larger: larger.leaf,
    first: compareOrder(smaller.order, larger.order) < 0 ? SMALLER : LARGER,
  });
  if (relation === "unknown") return "unenforced";
  if (relation === "impossible") return relation;
  add(one, SMALLER);
  add(two, LARGER);
  return relation as Relation;
}
