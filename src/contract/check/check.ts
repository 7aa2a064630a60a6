/**
 * Whether a finished text keeps a contract. Computed from the text and the contract alone; what samples texts has no
 * part in it.
 * @module
 */
import type { Span, TextView } from "../../text/index.ts";
import { collieView } from "../../text/nltk/index.ts";
import { clauseKind } from "../clauses/index.ts";
import { asMeant } from "../form-clauses.ts";
import { printClause, printForm } from "../notation.ts";
import { contractView } from "../quoted-sentences.ts";
import type { Contract } from "../schema.ts";
import type { Clause } from "../types.ts";
import { checkForm } from "./form.ts";
import type { Outcome } from "./outcome.ts";

/** What was found of one clause of a contract in a finished text. */
export interface Check {
  /** The clause or the form, in the notation. */
  readonly clause: string;
  /** Every clause of a contract is computed exactly. */
  readonly how: "proved";
  readonly passed: boolean;
  /** What was found, and where it differs, what was wanted: a phrase for people. */
  readonly evidence: string;
  /** Where in the normalised text (see `normalise`): UTF-16 `[start, end)`, at most 20 places. */
  readonly offsets: readonly (readonly [start: number, end: number])[];
  /** Where it fails and by how much, at most 20 places; of a check that passed, none. */
  readonly failures: readonly CheckFailure[];
}

export interface CheckFailure {
  /** UTF-16 `[start, end)` in the normalised text. */
  readonly start: number;
  readonly end: number;
  /**
   * How many units must change there for the clause to hold, at least 1: words too many or too few, occurrences, letters,
   * parts that are missing; of a shape, characters; of a sum, the difference.
   */
  readonly distance: number;
}

/** What was found of all clauses, in their order. */
export interface CheckReport {
  /** Whether every check passed. */
  readonly passed: boolean;
  /** The form first, if the contract has one; then the clauses in their order. */
  readonly checks: readonly Check[];
}

/** By which conventions words and sentences are counted: docs/conventions.md. */
export const CONVENTIONS = ["sijo", "collie"] as const;
/** How words and sentences are counted. */
export type Conventions = (typeof CONVENTIONS)[number];

const VIEWS: Readonly<Record<Conventions, (text: string, contract: Contract) => TextView>> = {
  sijo: (text, contract) => contractView(contract, text),
  collie: collieView,
};

/**
 * Checks a text against every clause, and against the form. By COLLIE's conventions a text is taken as it stands, so that
 * offsets are places in it and white space around it counts.
 * @example
 * check(parseContract('text avoids "cold"'), "A cold day.").passed; // false
 * check(parseContract("text has exactly 3 words"), "I don't.", { conventions: "collie" }).passed; // true
 */
export function check(
  contract: Contract,
  text: string,
  { conventions = "sijo" }: { readonly conventions?: Conventions } = {},
): CheckReport {
  const view = VIEWS[conventions](text, contract);
  const checks: Check[] = [];
  if (contract.form !== undefined) {
    checks.push(report(printForm(contract.form), checkForm(contract.form, view)));
  }
  for (const clause of contract.clauses) {
    const meant = asMeant(conventions === "sijo" ? composed(clause) : clause, contract.form);
    checks.push(report(printClause(clause), clauseKind(clause).check(meant, view)));
  }
  return { passed: checks.every(({ passed }) => passed), checks };
}

const inComposedForm = new WeakMap<Clause, Clause>();

/** With its texts in the form that the view has (NFC). */
function composed(clause: Clause): Clause {
  let found = inComposedForm.get(clause);
  if (!found) {
    const said = JSON.stringify(clause);
    const normal = said.normalize("NFC");
    found = normal === said ? clause : (JSON.parse(normal) as Clause);
    inComposedForm.set(clause, found);
  }
  return found;
}

/** What people read; a list of ten thousand words, or a number of as many digits, is cut. */
const LONGEST_EVIDENCE = 2000;

const report = (clause: string, { passed, evidence, spans, failures = [] }: Outcome): Check => ({
  clause,
  how: "proved",
  passed,
  evidence: evidence.length > LONGEST_EVIDENCE ? `${evidence.slice(0, LONGEST_EVIDENCE - 1)}…` : evidence,
  offsets: spans.map(({ start, end }: Span) => [start, end]),
  failures: failures.map(({ span: { start, end }, distance }) => ({
    start,
    end,
    // JSON knows no larger number.
    distance: Math.min(distance, Number.MAX_VALUE),
  })),
});
