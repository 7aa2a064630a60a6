/**
 * The words that may be written under one contract: a word list and the words of the request, sorted into the classes
 * that the contract's clauses can tell apart, as tries that know which classes can still be reached from each node.
 * @module
 */
import { type ClassedWord, type ClassWords, classWords } from "./distinct/class-words.ts";
import type { WordClass, WordTest } from "./events.ts";
import { NO_NODE, type Trie, trieChild } from "./trie.ts";
import { classify, foldedWords } from "./word-classes.ts";
import { type WordList, wordList } from "./word-list.ts";

/** A set of word classes as bits, 32 a cell. */
export type ClassSet = Int32Array;

/** A place inside a word; a number, so that it can be part of a cache key. */
export type WordNode = number;

/**
 * What the compiler asks of the words of a language. Each class must have words both inside a sentence and at the
 * front of one, since the product of the clauses doesn't know where a capital stands.
 */
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
  /** Equal for nodes behind which the same usable pieces may follow. */
  keyOf(node: WordNode): WordNode;
  /**
   * Whether this piece of a text, which holds no gap behind letters, may stand in one token. Of spaces that answer alike it
   * is the same function.
   */
  readonly usable: (piece: string) => boolean;
  /** Code points that may come next, others too; absent: any of the alphabet. */
  points?(node: WordNode): Iterable<number>;
  /** How many different words each class has; absent: nobody can tell. */
  classWords?(): ClassWords;
}

export const everyPiece = (): boolean => true;

export interface WordSpaceOptions {
  readonly list: WordList;
  /** Words allowed besides the list, in the spelling wanted inside a sentence. */
  readonly extra: readonly string[];
  readonly tests: readonly WordTest[];
  /** Whether some clause counts characters, so that words of different length differ. */
  readonly byLength: boolean;
  /** Whether some clause asks for alphabetical order. */
  readonly byRank?: boolean;
}

/** Sorts the words into classes. Cost: one pass over the list. */
export function wordSpace({ list, extra, tests, byLength, byRank = false }: WordSpaceOptions): WordSpace {
  const added = wordList(extra);
  const tries = [list.inside, added.inside, list.beginning, added.beginning];
  const { classes, classOf } = classify({ tries, tests, byLength, byRank });
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

  let counted: ClassWords | undefined;
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
    keyOf: (node) => node,
    usable: everyPiece,
    classWords: () => {
      counted ??= classWords(() => classedWords(tries, classOf), classes.length);
      return counted;
    },
  };
}

function* classedWords(tries: readonly Trie[], classOf: readonly Int32Array[]): Generator<ClassedWord> {
  for (const [index, trie] of tries.entries()) {
    const folded = foldedWords(trie);
    for (const [at, spelling] of trie.words.entries()) {
      yield { folded: folded[at], spelling, wordClass: classOf[index][at] };
    }
  }
}

/** For each node, the classes of the words below it; children come after their parent, so one pass backwards does. */
export function reachable(trie: Trie, classOf: Int32Array, cells: number): Int32Array {
  const masks = new Int32Array(trie.nodeCount * cells);
  for (let node = trie.nodeCount - 1; node >= 0; node -= 1) {
    const word = trie.wordAt[node];
    // A word without a class can't be written.
    if (word >= 0 && classOf[word] >= 0) {
      masks[node * cells + (classOf[word] >> 5)] |= 1 << (classOf[word] & 31);
    }
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
