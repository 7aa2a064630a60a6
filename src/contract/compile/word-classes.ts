/**
 * Words sorted into classes: those that no clause of a contract can tell apart.
 * @module
 */
import { foldWord, fullStopAfter, isHangulSyllable, isItemNumber, wordsOf } from "../../text/index.ts";
import type { LetterTest, WordClass, WordTest } from "./events.ts";
import { searchStep } from "./interruption.ts";
import type { Trie } from "./trie.ts";

export interface Classification {
  readonly classes: readonly WordClass[];
  /** For each trie, the class of each of its words. */
  readonly classOf: readonly Int32Array[];
  /** The rank of a folded word, if another could begin like it. */
  readonly rankOf: (folded: string) => number | undefined;
}

/** What no clause decides: computed once for each list. */
interface Features {
  readonly folded: readonly string[];
  /** As it is written, in lower case. */
  readonly spellings: readonly string[];
  /** How a word meets the rules of counting and of sentences, as an index into `kinds`. */
  readonly kind: Int32Array;
  readonly kinds: readonly Kind[];
}

export type Kind = Pick<
  WordClass,
  "length" | "coreLength" | "syllables" | "fullStop" | "dotted" | "begins" | "isItemNumber"
>;

const featuresByTrie = new WeakMap<Trie, Features>();

function featuresOf(trie: Trie): Features {
  let features = featuresByTrie.get(trie);
  if (!features) {
    features = findFeatures(trie.words);
    featuresByTrie.set(trie, features);
  }
  return features;
}

/** Each word of a trie as it is compared. */
export const foldedWords = (trie: Trie): readonly string[] => featuresOf(trie).folded;

/** Nothing around it, and folded by lower case alone. */
const PLAIN = /^[a-zA-Z0-9](?:[\x21-\x7e]*[a-zA-Z0-9])?$/;

/** Letters alone: but for the full stop behind it, the length of such a word says what kind it is. */
const LETTERS = /^[a-zA-Z]+$/;

function findFeatures(words: readonly string[]): Features {
  const kinds: Kind[] = [];
  const ids = new Map<string, number>();
  const idsByLength = new Map<number, number>();
  const folded = new Array<string>(words.length);
  const spellings = new Array<string>(words.length);
  const kind = new Int32Array(words.length);
  for (const [index, word] of words.entries()) {
    searchStep();
    const isPlain = PLAIN.test(word);
    const core = isPlain ? word : coreOf(word);
    const lower = word.toLowerCase();
    spellings[index] = lower;
    folded[index] = isPlain ? lower : foldWord(core);
    const isOrdinary = LETTERS.test(word) && fullStopAfter(word) === "ends";
    let id = isOrdinary ? idsByLength.get(word.length) : undefined;
    if (id === undefined) {
      const found = kindOf(word, core);
      const key = kindKey(found);
      id = ids.get(key);
      if (id === undefined) {
        id = kinds.length;
        ids.set(key, id);
        kinds.push(found);
      }
      if (isOrdinary) idsByLength.set(word.length, id);
    }
    kind[index] = id;
  }
  return { folded, spellings, kind, kinds };
}

/** A word without the symbols around it. */
export const coreOf = (word: string): string => wordsOf(word)[0] ?? word;

export function kindOf(word: string, core: string): Kind {
  const length = lengthOf(word);
  return {
    length,
    coreLength: core === word ? length : lengthOf(core),
    syllables: syllablesOf(word),
    fullStop: fullStopAfter(core),
    dotted: word.endsWith("."),
    begins: /^\p{Nd}/u.test(word) ? "digit" : "other",
    isItemNumber: isItemNumber(word),
  };
}

/** Whether it begins with a small letter: that matters where words may be written so at the front of a sentence. */
export const isSmall = (word: string): boolean => /^\p{Lowercase}/u.test(word);

/** Equal for kinds that no rule can tell apart. */
export const kindKey = ({
  length,
  coreLength,
  syllables,
  fullStop,
  dotted,
  begins,
  isItemNumber,
}: Kind): string => `${length} ${coreLength} ${syllables} ${fullStop} ${dotted} ${begins} ${isItemNumber}`;

/** Sorts the words of several tries into classes that they share. */
export function classify({
  tries,
  tests,
  byLength,
  byRank,
  others,
}: {
  tries: readonly Trie[];
  tests: readonly WordTest[];
  byLength: boolean;
  byRank: boolean;
  /** What words may begin with that stand in no trie. */
  others?: string;
}): Classification {
  const classes: WordClass[] = [];
  const ids = new Map<string, number>();
  const passedBy = testing(tests);
  const rankOf = byRank ? ranks(tries, others) : () => 0;
  const classOf = tries.map((trie) => {
    const features = featuresOf(trie);
    const kinds = features.kinds.map((kind) => (byLength ? kind : { ...kind, length: 0, coreLength: 0 }));
    const kindKeys = kinds.map(kindKey);
    // Most words pass no test: one look-up by kind and rank does for them.
    const untested = new Map<number, number>();
    const found = new Int32Array(trie.words.length);
    for (let index = 0; index < found.length; index += 1) {
      const kind = features.kind[index];
      const rank = rankOf(features.folded[index])!;
      const passed = passedBy(trie.words[index], features.folded[index], features.spellings[index]);
      const plain = kind * MOST_RANKS + rank;
      let id = passed.length === 0 ? untested.get(plain) : undefined;
      if (id === undefined) {
        const key = `${kindKeys[kind]} ${rank} ${passed.join()}`;
        id = ids.get(key);
        if (id === undefined) {
          id = classes.length;
          ids.set(key, id);
          classes.push({ ...kinds[kind], rank, passes: new Set(passed) });
        }
        if (passed.length === 0) untested.set(plain, id);
      }
      found[index] = id;
    }
    return found;
  });
  return { classes, classOf, rankOf };
}

const NONE: readonly number[] = [];

/** A function from a word (as it is written, folded, and in lower case) to the tests that it passes. */
export function testing(
  tests: readonly WordTest[],
): (word: string, folded: string, spelling: string) => readonly number[] {
  const byFolded = new Map<string, number[]>();
  const byWord = new Map<string, number[]>();
  const rules: { index: number; letters: LetterTest }[] = [];
  const places: { index: number; at: number; text: string }[] = [];
  const lasts: { index: number; characters: ReadonlySet<string> }[] = [];
  for (const [index, { words, exact, letters, lasts: characters, character }] of tests.entries()) {
    if (characters) lasts.push({ index, characters });
    for (const word of words ?? []) file(byFolded, word, index);
    for (const word of exact ?? []) file(byWord, word, index);
    if (letters) rules.push({ index, letters });
    if (character) places.push({ index, ...character });
  }
  const listed = (word: string, folded: string): readonly number[] => {
    const one = byFolded.size === 0 ? undefined : byFolded.get(folded);
    const other = byWord.size === 0 ? undefined : byWord.get(word);
    return one && other ? [...one, ...other] : (one ?? other ?? NONE);
  };
  if (rules.length === 0 && places.length === 0 && lasts.length === 0) return listed;
  return (word, folded, spelled) => {
    const known = listed(word, folded);
    const passed = known === NONE ? [] : [...known];
    for (const { index, letters } of rules) {
      if (hasLetters(letters.of === "folded" ? folded : spelled, letters)) passed.push(index);
    }
    for (const { index, characters } of lasts) if (characters.has(folded.at(-1)!)) passed.push(index);
    if (places.length > 0) {
      const characters = PLAIN.test(word) ? spelled : [...coreOf(word)];
      for (const { index, at, text } of places) {
        const found = characters[at > 0 ? at - 1 : characters.length + at];
        if (found !== undefined && found.toLowerCase() === text) passed.push(index);
      }
    }
    return passed;
  };
}

function hasLetters(word: string, { at, text }: LetterTest): boolean {
  if (at === "front") return word.startsWith(text);
  return at === "end" ? word.endsWith(text) : word.includes(text);
}

function file(lists: Map<string, number[]>, word: string, index: number): void {
  const known = lists.get(word);
  if (known) known.push(index);
  else lists.set(word, [index]);
}

/** Ranks are coarse, so that classes stay few: letters of an alphabet, or stretches of a larger script. */
const MOST_RANKS = 64;

/** A function from a folded word to the place of its first code unit among those that occur. */
function ranks(tries: readonly Trie[], others = ""): (folded: string) => number | undefined {
  const units = new Set(tries.flatMap((trie) => featuresOf(trie).folded.map((word) => word.charCodeAt(0))));
  for (let index = 0; index < others.length; index += 1) units.add(others.charCodeAt(index));
  const sorted = [...units].sort((one, other) => one - other);
  const perRank = Math.ceil(sorted.length / MOST_RANKS);
  const rank = new Map(sorted.map((unit, index) => [unit, Math.floor(index / perRank)]));
  return (folded) => rank.get(folded.charCodeAt(0));
}

function lengthOf(word: string): number {
  let length = 0;
  for (const _ of word) length += 1;
  return length;
}

function syllablesOf(word: string): number {
  let count = 0;
  for (let index = 0; index < word.length; index += 1)
    if (isHangulSyllable(word.charCodeAt(index))) count += 1;
  return count;
}

/** Whether some word passes the test. */
export const isPassed = (test: number, classes: readonly WordClass[]): boolean =>
  classes.some(({ passes }) => passes.has(test));
