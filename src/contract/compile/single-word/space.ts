/**
 * A text that is one word: a real one where a word list knows one that fits, else a coined one, as near to real words
 * as the clauses leave room for.
 * @module
 */
import { boundsOf } from "../../clauses/count.ts";
import type { Clause } from "../../types.ts";
import { type Gap, markLength, type WordTest } from "../events.ts";
import type { Bounds } from "../monitor.ts";
import { buildTrie } from "../trie.ts";
import { testing } from "../word-classes.ts";
import { type WordSpace, wordSpace } from "../words.ts";
import { coinedWords } from "./coined.ts";
import { dictionaryRuns, englishDictionary } from "./dictionary.ts";
import type { LetterModel, Strictness } from "./letter-model.ts";

/** Where the word comes from: the dictionary, or a letter model so strict. */
export type WordSource = "dictionary" | Strictness;

export interface SingleWordOptions {
  readonly source: WordSource;
  readonly clauses: readonly Clause[];
  readonly gaps: readonly Gap[];
  /** Every test that clauses ask of the word, and those that it must pass. */
  readonly tests: readonly WordTest[];
  readonly needed: ReadonlySet<number>;
  /** Words that clauses quote: they may be written, whatever list lacks them. */
  readonly quoted: readonly string[];
  /** Whether some clause counts characters. */
  readonly byLength: boolean;
  /** Of the ways in which a word of the dictionary may be spelled, those that are allowed; default: as it stands there. */
  readonly spellings?: (word: string) => readonly string[];
}

/** The words that a text of one word may be; undefined where a clause wants one by name that this source lacks. */
export function singleWordSpace(options: SingleWordOptions): WordSpace | undefined {
  const { source, clauses, gaps, tests, needed } = options;
  const lengths = lengthsOf(clauses, Math.max(...gaps.map(markLength)));
  if (source === "dictionary") return dictionarySpace(options, lengths);
  if (lengths.min > lengths.max) return undefined;
  return coinedWords({ model: modelOf(source), tests, needed, lengths: coinedLengths(lengths) });
}

/** Words enough to choose among without those that few readers know. */
const ENOUGH = 50;

/** The words of the dictionary that pass what must be passed: the familiar ones, where they are enough. */
function dictionarySpace(
  { tests, needed, quoted, byLength, spellings = (word) => [word] }: SingleWordOptions,
  { min, max }: Bounds,
): WordSpace {
  const { words, familiar } = englishDictionary();
  const passed = testing(tests);
  const fitting = words.filter((word) => {
    if (word.length < min || word.length > max) return false;
    if (needed.size === 0) return true;
    const passes = passed(word, word, word);
    return [...needed].every((test) => passes.includes(test));
  });
  const spelled = fitting.filter((word) => familiar.has(word)).flatMap(spellings);
  const list = {
    inside: buildTrie(spelled.length >= ENOUGH ? spelled : fitting.flatMap(spellings)),
    // Nothing stands before the word that would make it begin a sentence.
    beginning: buildTrie([]),
  };
  return wordSpace({ list, extra: quoted, tests, byLength });
}

/** What is tried in turn: coined words only where the dictionary has none, the most like real words first. */
export const WORD_SOURCES: readonly WordSource[] = [
  "dictionary",
  { order: 4, words: 30 },
  { order: 4, words: 4 },
  { order: 3, words: 4 },
  { order: 2, words: 4 },
  { order: 1, words: 0 },
];

const models = new Map<Strictness, LetterModel>();

function modelOf(strictness: Strictness): LetterModel {
  let model = models.get(strictness);
  if (!model) {
    model = dictionaryRuns().model(strictness);
    models.set(strictness, model);
  }
  return model;
}

/** Lengths of a coined word where nothing else is asked, and how far beyond a lower bound it goes. */
const USUAL = { min: 4, max: 14, beyond: 6 };
/** No word is longer, whatever is asked. */
const LONGEST = 1000;

/** How long the word may be; `marks`: characters that may stand behind it and count with the text. */
function lengthsOf(clauses: readonly Clause[], marks: number): Bounds {
  const bounds = { min: 1, max: Number.POSITIVE_INFINITY };
  for (const clause of clauses) {
    if (!("subject" in clause) || clause.subject !== "character") continue;
    const [min, max] = boundsOf(clause);
    const unit = clause.scope.at(-1)?.unit;
    bounds.min = Math.max(bounds.min, unit === "word" ? min : min - marks);
    bounds.max = Math.min(bounds.max, max);
  }
  return bounds;
}

function coinedLengths({ min, max }: Bounds): Bounds {
  const usual = Math.max(USUAL.max, min + USUAL.beyond);
  return {
    min: max === Number.POSITIVE_INFINITY ? Math.max(min, USUAL.min) : min,
    max: Math.min(max, usual, LONGEST),
  };
}
