/**
 * A COLLIE constraint in the contract language: what a planner that understands the prompt would write.
 * @module
 */
import { type Contract, contractFrom } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import type { CollieCase, CollieConstraint, Level, SimpleConstraint, Transformation } from "./cases.ts";

/** Clauses as plain data, before they are checked. */
type Draft = Readonly<Record<string, unknown>>;
interface Step {
  readonly unit: Level;
  readonly at: number | "each";
}

const COUNTS: Readonly<Record<string, string>> = { "==": "exactly", ">=": "at least", "<=": "at most" };

/**
 * The contract that says what the constraint demands, with the form that the family names.
 * @throws SijoError `evaluation.constraint` when the notation has no words for it.
 */
export function contractOf({ family, constraint }: Pick<CollieCase, "family" | "constraint">): Contract {
  const form = formOf(family);
  return contractFrom({ ...(form && { form }), clauses: merged(leaves(constraint).flatMap(clausesOf)) });
}

/** The same without a form: exactly what COLLIE checks. */
export const clausesAlone = (constraint: CollieConstraint): Contract =>
  contractFrom({ clauses: merged(leaves(constraint).flatMap(clausesOf)) });

const FORMS = { word: "word", sent: "sentence", para: "paragraph" } as const;

/** `para05` asks for a paragraph; a passage has no form of its own. */
export const formOf = (family: string): (typeof FORMS)[keyof typeof FORMS] | undefined =>
  FORMS[family.slice(0, 4) as keyof typeof FORMS];

const leaves = (constraint: CollieConstraint): readonly SimpleConstraint[] =>
  constraint.type === "all" ? constraint.of.flatMap(leaves) : [constraint];

function clausesOf(constraint: SimpleConstraint): readonly Draft[] {
  const { inputLevel, targetLevel, transformation, relation, reduction, target } = constraint;
  const outer: readonly Step[] = inputLevel === null ? [] : [{ unit: inputLevel, at: "each" }];
  const each = inputLevel !== null && reduction.kind === "all";
  const inner: Transformation =
    each && typeof transformation === "object" && transformation.op === "forEach"
      ? transformation.fn
      : transformation;
  const counts = typeof inner === "object" && inner.op === "count" && relation in COUNTS;
  if (targetLevel !== null && (inputLevel === null || each)) {
    if (counts && typeof target === "number") {
      return [{ relation: COUNTS[relation], scope: outer, subject: targetLevel, value: target }];
    }
    if (
      typeof inner === "object" &&
      inner.op === "position" &&
      relation === "==" &&
      typeof target !== "number"
    ) {
      return placed({ outer, unit: targetLevel, index: inner.index, target });
    }
    const identity =
      inputLevel === null &&
      typeof transformation === "object" &&
      transformation.op === "forEach" &&
      transformation.fn === "identity";
    if (identity && targetLevel === "word" && (relation === "in" || relation === "not in")) {
      return [target].flat().map((value) => ({
        relation: relation === "in" ? "contains" : "avoids",
        scope: [],
        value: String(value),
      }));
    }
  }
  throw new SijoError(
    "evaluation.constraint",
    `The contract language has no words for this constraint: ${JSON.stringify(constraint).slice(0, 300)}.`,
  );
}

/** What stands where: one target for each place, or for each outer part. */
function placed({
  outer,
  unit,
  index,
  target,
}: {
  outer: readonly Step[];
  unit: Level;
  index: number | readonly number[];
  target: string | readonly string[];
}): readonly Draft[] {
  const is = (scope: readonly Step[], place: number, value: string): Draft => ({
    relation: "is",
    scope: [...scope, { unit, at: place >= 0 ? place + 1 : place }],
    value,
  });
  if (typeof index === "number") {
    if (typeof target === "string") return [is(outer, index, target)];
    // One after the other, and no part more.
    const [part] = outer;
    if (part === undefined) return target.map((value) => is(outer, index, value));
    const parts = target.map((value, at) => is([{ unit: part.unit, at: at + 1 }], index, value));
    return [{ relation: "exactly", scope: [], subject: part.unit, value: target.length }, ...parts];
  }
  const values = typeof target === "string" ? [target] : target;
  return index.map((place, at) => is(outer, place, values[at]));
}

/** The same count twice is said once; at least and at most become a range. */
function merged(clauses: readonly Draft[]): readonly Draft[] {
  const found: Draft[] = [];
  for (const clause of clauses) {
    const text = JSON.stringify(clause);
    if (found.some((other) => JSON.stringify(other) === text)) continue;
    const at = found.findIndex((other) => isRange(other, clause));
    if (at < 0) found.push(clause);
    else {
      const [low, high] = [found[at], clause].sort((one) => (one.relation === "at least" ? -1 : 1));
      found[at] = { ...low, relation: "between", value: [low.value, high.value] };
    }
  }
  return found;
}

const isRange = (one: Draft, other: Draft): boolean =>
  one.subject !== undefined &&
  one.subject === other.subject &&
  JSON.stringify(one.scope) === JSON.stringify(other.scope) &&
  [one.relation, other.relation].sort().join() === "at least,at most" &&
  Number(one.relation === "at least" ? one.value : other.value) <=
    Number(one.relation === "at most" ? one.value : other.value);
