/**
 * Of an answer that is one word: whether it is a real one.
 * @module
 */
import { englishWords } from "../contract/compile/english.ts";
import { englishDictionary } from "../contract/compile/single-word/dictionary.ts";
import { hasWord } from "../contract/compile/word-list.ts";
import type { Contract } from "../contract/index.ts";
import { wordsOf } from "../text/index.ts";
import type { VerdictCheck } from "./verdict.ts";

/**
 * Looks the word up in the word lists of English, whoever wrote it: one check, or none where the text is to be no single
 * word, or is none.
 */
export function realWordChecks({
  contract,
  text,
  coined = false,
}: {
  contract: Contract;
  text: string;
  /** Whether no listed word fits the contract. */
  coined?: boolean;
}): VerdictCheck[] {
  const words = wordsOf(text);
  if (contract.form !== "word" || words.length !== 1) return [];
  const [word] = words;
  const made = (rest: Pick<VerdictCheck, "how" | "passed" | "evidence">): VerdictCheck[] => [
    { clause: "a real word", ...rest, offsets: [] },
  ];
  const unverified = (evidence: string): VerdictCheck[] =>
    made({ how: "unverified", passed: null, evidence });
  if (!/\p{Script=Latin}/u.test(word)) return unverified("words of this script are in no list");
  const { words: listed, has } = englishDictionary();
  const small = word.toLowerCase();
  if (has(small) || hasWord(englishWords(), word) || hasWord(englishWords(), small)) {
    return made({ how: "proved", passed: true, evidence: "in the list of English words" });
  }
  const count = listed.length.toLocaleString("en");
  return unverified(
    coined
      ? `coined: none of the ${count} listed words fits`
      : `coined, or a name: not among the ${count} listed words`,
  );
}
