/**
 * Whether two contracts ask for the same, however they say it: `last word of sentence 3` of three sentences is `last word
 * of last sentence`, at least 12 and at most 18 is between 12 and 18. Topics are left aside.
 * @module
 */
import { type Clause, type Contract, printClause } from "../../contract/index.ts";
import { foldedWords } from "../../text/index.ts";

export interface Comparison {
  /** Whether both ask for exactly the same, form included. */
  readonly same: boolean;
  /** What the planned contract lacks, in words. */
  readonly missing: readonly string[];
  /** What it asks for besides. */
  readonly extra: readonly string[];
}

/** Compares a planned contract with the right one. */
export function compareContracts(planned: Contract, right: Contract): Comparison {
  const [found, wanted] = [meaningOf(planned), meaningOf(right)];
  const missing = [...wanted].flatMap(([key, words]) => (found.has(key) ? [] : [words]));
  const extra = [...found].flatMap(([key, words]) => (wanted.has(key) ? [] : [words]));
  return { same: missing.length === 0 && extra.length === 0, missing, extra };
}

interface Step {
  readonly unit: string;
  readonly at: number | "each";
}
interface Bounds {
  readonly low: number;
  readonly high: number;
}
/** A scope that names the whole, unit by unit. */
type Exact = ReadonlyMap<string, number>;

/** What a contract asks for: a key for each demand that is equal for equal demands, with its words. */
function meaningOf({ form = "text", clauses }: Contract): ReadonlyMap<string, string> {
  const meaning = new Map<string, string>([[`form ${form}`, `form: ${form}`]]);
  const exact = exactCounts(form, clauses);
  const counts = new Map<string, Bounds>();
  for (const clause of clauses) {
    const bounds = boundsOf(clause);
    if (!bounds || !("subject" in clause)) {
      meaning.set(keyOf(clause, form, exact), printClause(clause));
      continue;
    }
    const key = `${placeOf(clause.scope, form, exact)}has ${clause.subject}s`;
    const known = counts.get(key) ?? { low: 0, high: Number.POSITIVE_INFINITY };
    counts.set(key, { low: Math.max(known.low, bounds.low), high: Math.min(known.high, bounds.high) });
  }
  for (const [key, { low, high }] of counts) {
    if (isImplied(key, { low, high }, form)) continue;
    meaning.set(`${key} ${low}–${high}`, `${key}: ${low === high ? low : `${low} to ${high}`}`);
  }
  return meaning;
}

function boundsOf(clause: Clause): Bounds | undefined {
  switch (clause.relation) {
    case "exactly":
      return { low: clause.value, high: clause.value };
    case "at least":
      return { low: clause.value, high: Number.POSITIVE_INFINITY };
    case "at most":
      return { low: 0, high: clause.value };
    case "between":
      return { low: clause.value[0], high: clause.value[1] };
    default:
      return undefined;
  }
}

/** How many of a unit the whole text has, where the contract fixes that. */
function exactCounts(form: string, clauses: readonly Clause[]): Exact {
  const exact = new Map<string, number>();
  for (const unit of ONLY[form] ?? []) exact.set(unit, 1);
  for (const clause of clauses) {
    const whole = "subject" in clause && clause.scope.every(({ unit, at }) => isOnly(unit, at, form));
    if (whole && clause.relation === "exactly") exact.set(clause.subject, clause.value);
  }
  return exact;
}

/** Units of which a text of the form has one. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  word: ["paragraph", "line", "sentence", "word"],
  sentence: ["paragraph", "line", "sentence"],
  paragraph: ["paragraph", "line"],
};

const isOnly = (unit: string, at: number | "each", form: string): boolean =>
  (ONLY[form] ?? []).includes(unit) && (at === "each" || at === 1 || at === -1);

/** Counts that the form says already: of a sentence, one sentence. */
const isImplied = (key: string, { low, high }: Bounds, form: string): boolean =>
  (low === 0 && high === Number.POSITIVE_INFINITY) ||
  (ONLY[form] ?? []).some((unit) => key === `has ${unit}s` && low <= 1 && high >= 1);

/** A scope in its shortest form, counted from the front but for the last. */
function placeOf(scope: readonly Step[], form: string, exact: Exact): string {
  const steps = scope
    .filter(({ unit, at }) => !isOnly(unit, at, form))
    .map(({ unit, at }, index): Step => {
      const count = index === 0 ? exact.get(unit) : undefined;
      if (count === undefined || at === "each") return { unit, at };
      const place = at < 0 ? count + 1 + at : at;
      return { unit, at: place === count ? -1 : place };
    });
  // The first word of the first sentence is the first word.
  return steps
    .filter(
      ({ at }, index) => index === steps.length - 1 || !((at === 1 || at === -1) && sameEnd(steps, index)),
    )
    .map(({ unit, at }) => `${unit} ${at} `)
    .join("");
}

const sameEnd = (steps: readonly Step[], index: number): boolean =>
  steps.slice(index).every(({ at }) => at === steps[index].at);

function keyOf(clause: Clause, form: string, exact: Exact): string {
  const { relation } = clause;
  const value = "value" in clause ? clause.value : undefined;
  const words = typeof value === "string" ? foldedWords(value).join(" ") || value : undefined;
  const place = (steps: readonly Step[]): string => placeOf([...clause.scope, ...steps], form, exact);
  const isAboutPart = clause.scope.at(-1)?.unit !== "word" && form !== "word";
  const isSingle = words !== undefined && !words.includes(" ");
  // `starts with "She"` is `first word is "She"`; of a word, it is about letters.
  if ((relation === "starts with" || relation === "ends with") && isSingle) {
    const at = relation === "starts with" ? 1 : -1;
    if (isAboutPart) return `${place([{ unit: "word", at }])}is ${words}`;
    if ([...words].length === 1) return `${place([{ unit: "character", at }])}is ${words}`;
  }
  if ("times" in clause) {
    const { times } = clause;
    if (relation === "occurs at least" && times === 1) return `${place([])}contains ${words}`;
    if (relation !== "occurs at least" && times === 0) return `${place([])}avoids ${words}`;
    return `${place([])}${relation} ${words} ${times}`;
  }
  if (words !== undefined) return `${place([])}${relation} ${words}`;
  return `${place([])}${JSON.stringify({ ...clause, scope: undefined })}`;
}
