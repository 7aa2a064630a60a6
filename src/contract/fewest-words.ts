/**
 * How short a text may be.
 * @module
 */
import { boundsOf } from "./clauses/count.ts";
import type { Clause, Contract, Unit } from "./types.ts";

/** A sentence, a line or a paragraph that says something. */
const WORDS_OF_PART = 3;
const CHARACTERS_OF_WORD = 6;

/**
 * Words that any text of the contract has, roughly: from what it counts, each part within the next larger one. Bounds that
 * only follow from clauses together are not seen.
 * @returns words, from 1
 */
export function fewestWords({ clauses }: Pick<Contract, "clauses">): number {
  const least = (subject: Unit, within?: Unit): number => leastCount({ clauses }, { subject, within });
  const paragraphs = Math.max(1, least("paragraph"));
  const sentences = Math.max(least("sentence"), paragraphs * least("sentence", "paragraph"));
  const lines = Math.max(least("line"), paragraphs * least("line", "paragraph"));
  return Math.max(
    1,
    least("word"),
    Math.ceil(least("character") / CHARACTERS_OF_WORD),
    paragraphs * least("word", "paragraph"),
    Math.max(1, sentences) * least("word", "sentence"),
    Math.max(1, lines) * least("word", "line"),
    WORDS_OF_PART * Math.max(sentences, lines),
  );
}

/** How many there must be at least of such units in the whole text, or in each part of some kind. */
export const leastCount = (
  { clauses }: Pick<Contract, "clauses">,
  what: { subject: Unit; within?: Unit | undefined },
): number => Math.max(0, ...clauses.map((clause) => allowedBy(clause, what)[0]));

/** How many there may be at most; infinite where nothing says so. */
export const mostCount = (
  { clauses }: Pick<Contract, "clauses">,
  what: { subject: Unit; within?: Unit | undefined },
): number => Math.min(...clauses.map((clause) => allowedBy(clause, what)[1]));

/** What a clause allows of what is counted in the whole text, or in each of such parts. */
function allowedBy(
  clause: Clause,
  { subject, within }: { subject: Unit; within?: Unit | undefined },
): readonly [least: number, most: number] {
  if (!("subject" in clause) || clause.subject !== subject) return [0, Number.POSITIVE_INFINITY];
  const { scope } = clause;
  const sees = within
    ? scope.length === 1 && scope[0].unit === within && scope[0].at === "each"
    : scope.length === 0;
  return sees ? boundsOf(clause) : [0, Number.POSITIVE_INFINITY];
}
