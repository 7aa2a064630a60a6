/**
 * Words of a language as two tries: as they stand inside a sentence and, capitalised, as they begin one.
 * @module
 */
import { buildTrie, NO_NODE, type Trie, trieChild } from "./trie.ts";

export interface WordList {
  readonly inside: Trie;
  readonly beginning: Trie;
}

/** Both tries of a list of words in their dictionary form. */
export function wordList(words: readonly string[]): WordList {
  return { inside: buildTrie(words), beginning: buildTrie(words.map(capitalise)) };
}

/** The word as it stands at the beginning of a sentence. */
export function capitalise(word: string): string {
  const first = word.codePointAt(0);
  if (first === undefined) return word;
  const letter = String.fromCodePoint(first);
  const upper = letter.toUpperCase();
  return upper === letter ? word : upper + word.slice(letter.length);
}

/** Whether the list holds this spelling. */
export function hasWord({ inside }: WordList, word: string): boolean {
  let node = 0;
  for (const letter of word) {
    node = trieChild(inside, node, letter.codePointAt(0)!);
    if (node === NO_NODE) return false;
  }
  return inside.wordAt[node] >= 0;
}
