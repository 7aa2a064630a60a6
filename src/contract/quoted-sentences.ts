/**
 * Sentences that a contract quotes whole, with the end of somebody's words inside: `“It is gone.” He wept`. Who quotes
 * that as one sentence means one.
 * @module
 */
import { CLOSERS, characterSet, MARKS } from "../text/index.ts";
import type { Contract } from "./types.ts";

/** Stops and closing quotation marks or brackets, and more behind them. */
const INNER_END = new RegExp(`${characterSet(MARKS)}+${characterSet(CLOSERS)}+\\s`, "u");
/** The first letter may be written small or large, and the last stop is free. */
const EDGES = new RegExp(`^[^\\p{L}\\p{N}]*.|(?:${characterSet(MARKS)}|${characterSet(CLOSERS)})*$`, "gu");

/** What of such sentences stands in a text as it was quoted: all but their edges. */
export const quotedSentences = ({ clauses }: Pick<Contract, "clauses">): readonly string[] =>
  clauses.flatMap((clause) => {
    if (clause.relation !== "is" || clause.scope.at(-1)?.unit !== "sentence") return [];
    const sentence = clause.value.trim();
    return INNER_END.test(sentence) ? [sentence.replace(EDGES, "")] : [];
  });
