/**
 * Sentences that a contract quotes whole, with the end of somebody's words inside, or an initial: `“It is gone.” He wept`,
 * `Postmaster S. Davies came`. Who quotes that as one sentence means one.
 * @module
 */
import { CLOSERS, characterSet, MARKS, type TextView, textView } from "../text/index.ts";
import type { Contract } from "./types.ts";

/** A stop with closing quotation marks or brackets behind it. */
const INNER_END = new RegExp(`${characterSet(MARKS)}${characterSet(CLOSERS)}+\\s`, "u");
/** A capital with a full stop, and more to come. */
const INNER_INITIAL = /(?<![\p{L}\p{M}\p{N}])\p{Lu}\.\s/u;
/** What stands in front of the first letter, and that letter, unless it is an initial. */
const FRONT = /^[^\p{L}\p{N}]*(?:.(?!\.))?/su;

/** What of such sentences stands in a text as it was quoted: all but their edges. */
export const quotedSentences = ({ clauses }: Pick<Contract, "clauses">): readonly string[] =>
  clauses.flatMap((clause) => {
    if (clause.relation !== "is" || clause.scope.at(-1)?.unit !== "sentence") return [];
    const inside = withoutEdges(clause.value.trim());
    return INNER_END.test(inside) || INNER_INITIAL.test(inside) ? [inside] : [];
  });

/** The initial that a run of characters is, with its full stop; punctuation may stand before it. */
export const initialOf = (run: string): string | undefined =>
  /^[^\p{L}\p{M}\p{N}]*(\p{Lu}\.)$/u.exec(run)?.[1];

/** A text taken apart as such a contract takes it: no sentence ends inside what is quoted as one. */
export const contractView = (contract: Pick<Contract, "clauses">, text: string): TextView =>
  textView(text, { unbroken: quotedSentences(contract) });

/** The first letter may be written small or large, and the last stop is free. */
function withoutEdges(sentence: string): string {
  const rest = sentence.replace(FRONT, "");
  let end = rest.length;
  while (end > 0 && (MARKS + CLOSERS).includes(rest[end - 1])) end -= 1;
  return rest.slice(0, end);
}
