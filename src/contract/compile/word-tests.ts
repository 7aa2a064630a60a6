/**
 * The tests that clauses ask of words, collected: equal tests get the same index.
 * @module
 */
import { foldWord } from "../../text/index.ts";
import type { LetterTest, WordTest } from "./events.ts";
import { capitalise } from "./word-list.ts";

export class WordTests {
  readonly all: WordTest[] = [];
  readonly #indices = new Map<string, number>();

  index(test: WordTest): number {
    let index = this.#indices.get(test.name);
    if (index === undefined) {
      index = this.all.length;
      this.#indices.set(test.name, index);
      this.all.push(test);
    }
    return index;
  }

  /** The word is this one, in any case. */
  equals(word: string): number {
    return this.isOneOf([word]);
  }

  /** The word is one of these, in any case. */
  isOneOf(words: readonly string[]): number {
    const folded = new Set(words.map(foldWord));
    return this.index({ name: `is ${[...folded].join(" ")}`, words: folded });
  }

  /** The word has these letters, folded, somewhere. */
  letters(at: LetterTest["at"], text: string): number {
    return this.index({ name: `word ${at} ${text}`, letters: { at, of: "folded", text } });
  }

  /** The word is spelled in one of these ways, or so with a capital at the front of a sentence. */
  isSpelled(spellings: readonly string[]): number {
    const exact = new Set([...spellings, ...spellings.map(capitalise)]);
    return this.index({ name: `spelled ${[...exact].join(" ")}`, exact });
  }

  /** The word is spelled like this and not otherwise. */
  isExactly(word: string): number {
    return this.index({ name: `exactly ${word}`, exact: new Set([word]) });
  }

  /** The spelling has these characters, in either case. */
  has(characters: string): number {
    const lower = characters.toLowerCase();
    return this.index({ name: `has ${lower}`, letters: { at: "anywhere", of: "spelling", text: lower } });
  }

  /** This character stands at this place of the word: 1 is the first, −1 the last. */
  characterAt(at: number, character: string): number {
    const text = character.toLowerCase();
    return this.index({ name: `${at}: ${text}`, character: { at, text } });
  }

  endsWith(characters: string): number {
    const lower = characters.toLowerCase();
    return this.index({ name: `…${lower}`, letters: { at: "end", of: "spelling", text: lower } });
  }

  /** The word ends with one of these characters. */
  endsWithOneOf(characters: string): number {
    return this.index({ name: `…one of ${characters}`, lasts: new Set(characters) });
  }

  startsWith(characters: string): number {
    const lower = characters.toLowerCase();
    return this.index({ name: `${lower}…`, letters: { at: "front", of: "spelling", text: lower } });
  }
}
