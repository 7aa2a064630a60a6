/**
 * A finite automaton over the letters of an open vocabulary, built from what a beginning of a word is good for: two
 * beginnings with equal keys are one state. It must have no cycles, so keys tell lengths apart.
 * @module
 */
import { NO_NODE } from "./trie.ts";
import type { ClassSet } from "./words.ts";

/** What the beginning of a word is. */
export interface Beginning {
  /** Equal for beginnings that have equal continuations. */
  readonly key: string;
  /** The class of the word that ends here, or −1 where none does. */
  wordClass(): number;
}

export interface Automaton {
  /** State after a letter (by its index), or `NO_NODE`; state 0 is the start. */
  child(state: number, letter: number): number;
  /** Class of the words that end here, or −1. */
  classAt(state: number): number;
  /** Whether a word of one of these classes ends here or further on; `except`: not by way of this letter. */
  reaches(state: number, classes: ClassSet, except?: number): boolean;
}

export interface AutomatonOptions {
  /** One representative of each set of letters that are alike. */
  readonly letters: readonly string[];
  /** Undefined: no word begins like this. */
  readonly describe: (beginning: string) => Beginning | undefined;
  readonly mostStates: number;
}

/** Undefined where it would have too many states. */
export function buildAutomaton({ letters, describe, mostStates }: AutomatonOptions): Automaton | undefined {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const classes: number[] = [];
  const intern = (text: string): number => {
    const found = describe(text);
    if (found === undefined) return NO_NODE;
    let id = ids.get(found.key);
    if (id === undefined) {
      id = texts.length;
      ids.set(found.key, id);
      texts.push(text);
      classes.push(found.wordClass());
    }
    return id;
  };
  intern("");
  const children: number[] = [];
  for (let state = 0; state < texts.length; state += 1) {
    if (texts.length > mostStates) return undefined;
    for (const letter of letters) children.push(intern(texts[state] + letter));
  }
  const next = Int32Array.from(children);
  const width = letters.length;
  const cells = Math.max(1, Math.ceil((Math.max(...classes) + 1) / 32));
  // States come shortest first, so the children of a state stand behind it.
  const below = new Int32Array(texts.length * cells);
  for (let state = texts.length - 1; state >= 0; state -= 1) {
    if (classes[state] >= 0) below[state * cells + (classes[state] >> 5)] |= 1 << (classes[state] & 31);
    for (let at = state * width; at < (state + 1) * width; at += 1) {
      if (next[at] === NO_NODE) continue;
      for (let cell = 0; cell < cells; cell += 1)
        below[state * cells + cell] |= below[next[at] * cells + cell];
    }
  }
  const meets = (state: number, wanted: ClassSet): boolean => {
    for (let cell = 0; cell < cells; cell += 1) {
      if (below[state * cells + cell] & wanted[cell]) return true;
    }
    return false;
  };
  return {
    child: (state, letter) => next[state * width + letter],
    classAt: (state) => classes[state],
    reaches: (state, wanted, except) => {
      if (except === undefined) return meets(state, wanted);
      const ending = classes[state];
      if (ending >= 0 && wanted[ending >> 5] & (1 << (ending & 31))) return true;
      return letters.some((_, letter) => {
        const child = next[state * width + letter];
        return letter !== except && child !== NO_NODE && meets(child, wanted);
      });
    },
  };
}

/** More words than anybody counts. */
const MANY = 1e9;

/** How many words of each class there are; `sizes`: how many letters are alike. */
export function countWords(automaton: Automaton, sizes: readonly number[], classCount: number): Float64Array {
  const counts = new Float64Array(classCount);
  let level = new Map<number, number>([[0, 1]]);
  while (level.size > 0) {
    const next = new Map<number, number>();
    for (const [state, ways] of level) {
      const wordClass = automaton.classAt(state);
      if (wordClass >= 0) counts[wordClass] = Math.min(MANY, counts[wordClass] + ways);
      for (const [letter, size] of sizes.entries()) {
        const child = automaton.child(state, letter);
        if (child !== NO_NODE) next.set(child, Math.min(MANY, (next.get(child) ?? 0) + ways * size));
      }
    }
    level = next;
  }
  return counts;
}
