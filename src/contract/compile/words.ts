/**
 * The words that may be written under one contract: a word list and the words of the request, sorted into the classes
 * that the contract's clauses can tell apart, as tries that know which classes can still be reached from each node.
 * @module
 */
import type { WordClass, WordTest } from "./events.ts";
import { NO_NODE, type Trie, trieChild } from "./trie.ts";
import { type WordList, wordList } from "./word-list.ts";

/** A set of word classes as bits, 32 a cell. */
export type ClassSet = Int32Array;

/** A place inside a word; a number, so that it can be part of a cache key. */
export type WordNode = number;

export interface WordSpace {
  readonly classes: readonly WordClass[];
  /** Code points that occur in words. */
  readonly alphabet: ReadonlySet<number>;
  /** Where a word begins: capitalised or as inside a sentence. */
  root(capital: boolean): WordNode;
  /** The place after one more code point, or `NO_NODE`. */
  child(node: WordNode, codePoint: number): WordNode;
  /** Whether some word below (or at) the node belongs to one of these classes. */
  reaches(node: WordNode, classes: ClassSet): boolean;
  /** Classes of the words that end exactly here. */
  classesAt(node: WordNode): readonly number[];
}

export interface WordSpaceOptions {
  readonly list: WordList;
  /** Words allowed besides the list, in the spelling wanted inside a sentence. */
  readonly extra: readonly string[];
  readonly tests: readonly WordTest[];
  /** Whether some clause counts characters, so that words of different length differ. */
  readonly byLength: boolean;
}

export const casefold = (word: string): string => word.replace(/[‘’]/g, "'").toLowerCase();

/** Sorts the words into classes. Cost: one pass over the list. */
export function wordSpace({ list, extra, tests, byLength }: WordSpaceOptions): WordSpace {
  const classes: WordClass[] = [];
  const classify = classifier({ tests, byLength, classes });
  const added = wordList(extra);
  const tries = [list.inside, added.inside, list.beginning, added.beginning];
  const classOf = tries.map((trie) => Int32Array.from(trie.words, classify));
  const cells = Math.max(1, Math.ceil(classes.length / 32));
  const below = tries.map((trie, index) => reachable(trie, classOf[index], cells));

  // A node is a pair of places, one in the list and one among the extra words; 0 stands for "not in this one".
  const ADDED = 2 ** 18;
  const pair = (capital: boolean, first: number, second: number): WordNode =>
    ((first + 1) * ADDED + second + 1) * 2 + (capital ? 1 : 0);
  const parts = (node: WordNode): [number, number, number] => {
    const places = Math.floor(node / 2);
    return [(node % 2) * 2, Math.floor(places / ADDED) - 1, (places % ADDED) - 1];
  };
  const meets = (masks: Int32Array, place: number, wanted: ClassSet): boolean => {
    for (let cell = 0; cell < cells; cell += 1) {
      if (masks[place * cells + cell] & wanted[cell]) return true;
    }
    return false;
  };

  return {
    classes,
    alphabet: new Set(tries.flatMap((trie) => [...alphabetOf(trie)])),
    root: (capital) => pair(capital, 0, 0),
    child: (node, codePoint) => {
      const [side, first, second] = parts(node);
      const one = first < 0 ? NO_NODE : trieChild(tries[side], first, codePoint);
      const two = second < 0 ? NO_NODE : trieChild(tries[side + 1], second, codePoint);
      return one === NO_NODE && two === NO_NODE ? NO_NODE : pair(side === 2, one, two);
    },
    reaches: (node, wanted) => {
      const [side, first, second] = parts(node);
      return (
        (first >= 0 && meets(below[side], first, wanted)) ||
        (second >= 0 && meets(below[side + 1], second, wanted))
      );
    },
    classesAt: (node) => {
      const [side, first, second] = parts(node);
      const found: number[] = [];
      if (first >= 0 && tries[side].wordAt[first] >= 0) found.push(classOf[side][tries[side].wordAt[first]]);
      if (second >= 0 && tries[side + 1].wordAt[second] >= 0) {
        const other = classOf[side + 1][tries[side + 1].wordAt[second]];
        if (!found.includes(other)) found.push(other);
      }
      return found;
    },
  };
}

/** A function from a word to the index of its class, which it adds to `classes` when it is new. */
function classifier({
  tests,
  byLength,
  classes,
}: {
  tests: readonly WordTest[];
  byLength: boolean;
  classes: WordClass[];
}): (word: string) => number {
  const byWord = new Map<string, number[]>();
  const rules: { index: number; rule: (word: string) => boolean }[] = [];
  for (const [index, test] of tests.entries()) {
    for (const word of test.words ?? []) byWord.set(word, [...(byWord.get(word) ?? []), index]);
    if (test.rule) rules.push({ index, rule: test.rule });
  }
  const ids = new Map<string, number>();
  return (word) => {
    const folded = casefold(word);
    const passed = [...(byWord.get(folded) ?? [])];
    for (const { index, rule } of rules) if (rule(folded)) passed.push(index);
    const length = byLength ? codePointLength(word) : 0;
    const syllables = hangulSyllables(word);
    const key = `${length}|${syllables}|${passed.join()}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = classes.length;
      ids.set(key, id);
      classes.push({ length, syllables, passes: new Set(passed) });
    }
    return id;
  };
}

const codePointLength = (word: string): number => {
  let length = 0;
  for (const _ of word) length += 1;
  return length;
};

const hangulSyllables = (word: string): number => {
  let count = 0;
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    if (code >= 0xac00 && code <= 0xd7a3) count += 1;
  }
  return count;
};

/** For each node, the classes of the words below it; children come after their parent, so one pass backwards does. */
function reachable(trie: Trie, classOf: Int32Array, cells: number): Int32Array {
  const masks = new Int32Array(trie.nodeCount * cells);
  for (let node = trie.nodeCount - 1; node >= 0; node -= 1) {
    const word = trie.wordAt[node];
    if (word >= 0) masks[node * cells + (classOf[word] >> 5)] |= 1 << (classOf[word] & 31);
    for (let child = trie.firstChild[node]; child < trie.firstChild[node + 1]; child += 1) {
      for (let cell = 0; cell < cells; cell += 1) masks[node * cells + cell] |= masks[child * cells + cell];
    }
  }
  return masks;
}

const alphabets = new WeakMap<Trie, ReadonlySet<number>>();

function alphabetOf(trie: Trie): ReadonlySet<number> {
  let alphabet = alphabets.get(trie);
  if (!alphabet) {
    alphabet = new Set(trie.codePoint.subarray(1));
    alphabets.set(trie, alphabet);
  }
  return alphabet;
}
