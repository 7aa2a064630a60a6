/**
 * Forms that stand for clauses. The sijo (시조): three lines of 14 to 16 syllables, each in four groups.
 * @module
 */
import type { Clause } from "./clauses/index.ts";
import type { Form } from "./form.ts";
import type { Scope } from "./scope.ts";
import type { GroupBounds } from "./syllable-groups.ts";

const line = (at: number | "each"): Scope => [{ unit: "line", at }];

const groups = (at: number, value: readonly number[]): Clause => ({
  relation: "in groups",
  scope: line(at),
  value,
  within: 1,
});

const SIJO: readonly Clause[] = [
  { relation: "exactly", scope: [], subject: "line", value: 3 },
  { relation: "between", scope: line("each"), subject: "syllable", value: [14, 16] },
  groups(1, [3, 4, 4, 4]),
  groups(2, [3, 4, 4, 4]),
  groups(3, [3, 5, 4, 3]),
];

const NONE: readonly Clause[] = [];

/** The clauses that a form stands for; none, where it is checked by itself. */
export const formClauses = (form: Form | undefined): readonly Clause[] => (form === "sijo" ? SIJO : NONE);

const LETTERS: ReadonlySet<Clause["relation"]> = new Set([
  "starts with",
  "ends with",
  "contains",
  "avoids",
] as const);

/** A clause about a text that is one word asks for letters of that word, as one about any single word does. */
export function asMeant(clause: Clause, form: Form | undefined): Clause {
  const isAboutLetters =
    form === "word" &&
    clause.scope.length === 0 &&
    LETTERS.has(clause.relation) &&
    "value" in clause &&
    typeof clause.value === "string" &&
    /[\p{L}\p{N}]/u.test(clause.value);
  return isAboutLetters ? ({ ...clause, scope: [{ unit: "word", at: 1 }] } as Clause) : clause;
}

/**
 * How the last line of a sijo turns, by tradition: its first group has three syllables, no more and no less, its second
 * five at least. Kept to while writing; the form asks for it no more strictly than for the rest.
 */
export const SIJO_TURN: { readonly scope: Scope; readonly groups: readonly GroupBounds[] } = {
  scope: line(3),
  groups: [
    { min: 3, max: 3 },
    { min: 5, max: 6 },
    { min: 3, max: 5 },
    { min: 2, max: 4 },
  ],
};
