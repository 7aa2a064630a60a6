/**
 * Sentences that a contract quotes whole, with the end of somebody's words inside: `“It is gone.” He wept`. Who quotes
 * that as one sentence means one.
 * @module
 */
import { CLOSERS, characterSet, MARKS, type TextView, textView } from "../text/index.ts";
import type { Contract } from "./types.ts";

/** A stop with closing quotation marks or brackets behind it. */
const INNER_END = new RegExp(`${characterSet(MARKS)}${characterSet(CLOSERS)}+\\s`, "u");
/** What stands in front of the first letter, and that letter. */
const FRONT = /^[^\p{L}\p{N}]*./su;

/** What of such sentences stands in a text as it was quoted: all but their edges. */
export const quotedSentences = ({ clauses }: Pick<Contract, "clauses">): readonly string[] =>
  clauses.flatMap((clause) => {
    if (clause.relation !== "is" || clause.scope.at(-1)?.unit !== "sentence") return [];
    const inside = withoutEdges(clause.value.trim());
    return INNER_END.test(inside) ? [inside] : [];
  });

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
