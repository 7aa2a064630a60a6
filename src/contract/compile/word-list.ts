/**
 * Words of a language as two tries: as they stand inside a sentence and, capitalised, as they begin one.
 * @module
 */
import { buildTrie, type Trie } from "./trie.ts";

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
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}
