/**
 * The words that a contract quotes, in the spelling in which they may be written: capitals, digits, hyphens and
 * symbols (`$25`) are kept.
 * @module
 */
import { fullStopAfter, runAtEnd, wordsOf } from "../../text/index.ts";
import { textsSaid } from "../texts-said.ts";
import type { Clause, Contract } from "../types.ts";
import { hasWord, type WordList } from "./word-list.ts";

/** Every word that some clause asks for and the list lacks. What is only to be avoided is left out. */
export function quotedWords({ contract, list }: { contract: Contract; list: WordList }): string[] {
  const found = new Set<string>();
  for (const clause of contract.clauses) {
    for (const value of quotedTexts(clause)) {
      for (const run of value.split(/\s+/u)) {
        for (const word of insideSpellings(run, list)) if (!hasWord(list, word)) found.add(word);
      }
    }
  }
  return [...found];
}

/** The texts that a clause wants to see written. */
function quotedTexts(clause: Clause): readonly string[] {
  if (clause.relation === "avoids" || clause.relation.endsWith(" the letter")) return [];
  // A pattern and an example say how words are written, not which.
  if (clause.relation === "matches" || clause.relation === "is like") return [];
  if (clause.scope.at(-1)?.unit === "character") return [];
  // About a single word, most relations quote a part of it.
  if (clause.scope.at(-1)?.unit === "word" && clause.relation !== "is" && clause.relation !== "is one of")
    return [];
  return textsSaid(clause);
}

/** Symbols that belong to what stands beside them: amounts, tags, degrees. */
const BEFORE = /[#@&+\p{Sc}]/u;
const AFTER = /^[%+\p{Sc}°]*/u;

/**
 * A run of characters as a word in a sentence: without the punctuation around it, with the symbols that belong to it.
 * An abbreviation may stand with its full stop and, where none may stand, without.
 */
export function spellings(run: string): readonly string[] {
  const [core] = wordsOf(run);
  if (core === undefined) return [];
  const begin = run.indexOf(core);
  const before = runAtEnd(run.slice(0, begin), BEFORE);
  const rest = run.slice(begin + core.length);
  if (rest.startsWith(".") && fullStopAfter(core) === "goes-on")
    return [`${before}${core}`, `${before}${core}.`];
  return [before + core + AFTER.exec(rest)![0]];
}

/**
 * The same as it stands inside a sentence: a word that the list has in small letters alone was quoted with the capital
 * of a sentence's first word.
 */
export function insideSpellings(run: string, list: WordList): readonly string[] {
  return spellings(run).map((word) => {
    const small = word.toLowerCase();
    const isFirstOnly = !hasWord(list, word) && /^\p{Lu}\p{Ll}+$/u.test(word) && hasWord(list, small);
    return isFirstOnly ? small : word;
  });
}
