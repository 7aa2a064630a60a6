/**
 * Which language a text is to be written in: that of the request, or of the contract where the request is not known.
 * @module
 */
import { hasHangul } from "../../text/index.ts";
import type { Contract } from "../types.ts";

export type Language = "en" | "ko";

/** What most words of the request, or else of the contract's topic and quoted texts, are written in. */
export function languageOf({
  contract,
  extraWords = [],
}: {
  contract: Contract;
  extraWords?: readonly string[];
}): Language {
  if (contract.form === "sijo") return "ko";
  // A word is in the language of the letters that are asked of it.
  const letters = contract.form === "word" ? languageOfLetters(contract) : undefined;
  if (letters) return letters;
  // "영어로": the request itself says otherwise.
  if (extraWords.some((word) => word.startsWith("영어로"))) return "en";
  return majority(extraWords) ?? majority(wordsOfContract(contract)) ?? "en";
}

/** The language of the letters that clauses quote, if they quote any. */
function languageOfLetters({ clauses }: Contract): Language | undefined {
  const texts = clauses.flatMap((clause) => ("value" in clause ? [clause.value].flat().map(String) : []));
  if (texts.some(hasHangul)) return "ko";
  return texts.some((text) => /\p{Script=Latin}/u.test(text)) ? "en" : undefined;
}

/** Of the words with letters; undefined where there is none. */
function majority(words: readonly string[]): Language | undefined {
  const written = words.filter((word) => /\p{L}/u.test(word));
  if (written.length === 0) return undefined;
  return written.filter(hasHangul).length * 2 > written.length ? "ko" : "en";
}

function wordsOfContract({ topic, clauses }: Contract): string[] {
  if (topic !== undefined && /\p{L}/u.test(topic)) return topic.split(/\s+/u);
  return clauses.flatMap((clause) => {
    if (!("value" in clause)) return [];
    const { value } = clause;
    const texts = Array.isArray(value) ? value : [value];
    return texts.flatMap((text: unknown) => (typeof text === "string" ? text.split(/\s+/u) : []));
  });
}
