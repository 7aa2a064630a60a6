/**
 * The lexicon of Korean as a machine: a trie of the forms that words begin with (stems as they are conjugated, nouns,
 * numbers), and behind each form a trie of what attaches to it. A word can be read in several ways at once (나 and 나무),
 * so a place in a word is a place in the trie of forms and a set of places among the tails.
 * @module
 */
import { buildTrie, NO_NODE, type Trie, trieChild } from "../trie.ts";
import { type Entry, koreanEntries } from "./dictionary.ts";
import { finalOf } from "./hangul.ts";
import { nounTails, TAIL_KINDS, TAILS, type TailKind } from "./tails.ts";

/** A set of kinds of tails as bits. */
export type TailMask = number;

const bitOf = new Map(TAIL_KINDS.map((kind, index): [TailKind, TailMask] => [kind, 1 << index]));
const maskOf = (kinds: readonly TailKind[]): TailMask =>
  kinds.reduce((mask, kind) => mask | bitOf.get(kind)!, 0);

/** Forms of words, and at each node of their trie the tails that may follow (0: no form ends there). */
export interface Forms {
  readonly trie: Trie;
  readonly tailsAt: Int32Array;
}

/** All tails in one trie: at each node, the kinds that have a tail which ends there, and those that have one below. */
export interface Tails {
  readonly trie: Trie;
  readonly ends: Int32Array;
  readonly below: Int32Array;
}

export interface Lexicon {
  readonly forms: Forms;
  readonly tails: Tails;
  /** Code points that occur in words. */
  readonly alphabet: ReadonlySet<number>;
}

let shared: Lexicon | undefined | "absent";

/** The lexicon; undefined where the dictionary is not installed. Built on first use (a second or so), then shared. */
export function koreanLexicon(): Lexicon | undefined {
  if (shared === undefined) {
    const entries = koreanEntries();
    shared = entries ? lexiconOf([...entries, ...numbers()]) : "absent";
  }
  return shared === "absent" ? undefined : shared;
}

/** A lexicon of these entries. */
export function lexiconOf(entries: readonly Entry[]): Lexicon {
  const forms = formsOf(entries);
  const tails = tailsOf();
  const points = [...forms.trie.codePoint.subarray(1), ...tails.trie.codePoint.subarray(1)];
  return { forms, tails, alphabet: new Set(points) };
}

/** Numbers of up to four digits. */
function* numbers(): Generator<Entry> {
  for (let number = 0; number < 10_000; number += 1) yield { text: String(number), tails: ["number"] };
}

export function formsOf(entries: Iterable<Entry>): Forms {
  const masks = new Map<string, TailMask>();
  for (const { text, tails } of entries) masks.set(text, (masks.get(text) ?? 0) | maskOf(tails));
  const trie = buildTrie(masks.keys());
  const tailsAt = Int32Array.from(trie.wordAt, (word) => (word < 0 ? 0 : masks.get(trie.words[word])!));
  return { trie, tailsAt };
}

function tailsOf(): Tails {
  const masks = new Map<string, TailMask>();
  let bare = 0;
  for (const kind of TAIL_KINDS) {
    for (const tail of TAILS[kind]) {
      if (tail === "") bare |= bitOf.get(kind)!;
      else masks.set(tail, (masks.get(tail) ?? 0) | bitOf.get(kind)!);
    }
  }
  const trie = buildTrie(masks.keys());
  const ends = Int32Array.from(trie.wordAt, (word) => (word < 0 ? 0 : masks.get(trie.words[word])!));
  ends[0] = bare;
  const below = Int32Array.from(ends);
  // Children stand behind their parents.
  for (let node = trie.nodeCount - 1; node >= 0; node -= 1) {
    for (let child = trie.firstChild[node]; child < trie.firstChild[node + 1]; child += 1) {
      below[node] |= below[child];
    }
  }
  return { trie, ends, below };
}

/** Places among the tails: pairs of a node and the kinds that are followed there, flat. */
export type TailPlaces = readonly number[];

export const NO_TAILS: TailPlaces = [];

/** The places after one more code point, and where tails begin if a form ends there too. */
export function tailStep(
  { trie, below }: Tails,
  places: TailPlaces,
  codePoint: number,
  begun: TailMask,
): TailPlaces {
  const next: number[] = begun === 0 ? [] : [0, begun];
  for (let at = 0; at < places.length; at += 2) {
    const child = trieChild(trie, places[at], codePoint);
    const mask = child === NO_NODE ? 0 : below[child] & places[at + 1];
    if (mask === 0) continue;
    const same = next.findIndex((node, index) => index % 2 === 0 && node === child);
    if (same >= 0) next[same + 1] |= mask;
    else next.push(child, mask);
  }
  return next;
}

/** Whether a word ends at these places. */
export function tailEnds({ ends }: Tails, places: TailPlaces): boolean {
  for (let at = 0; at < places.length; at += 2) if (ends[places[at]] & places[at + 1]) return true;
  return false;
}

/** Particles that a word of the request may have at its end. */
const PARTICLE =
  /(?:에게서?|에서|에는|에도|으로|까지|부터|이나|처럼|보다|한테|께서?|[은는이가을를의에도로와과만])$/u;

/**
 * A word that the request brings, with what may stand behind it: as it is; as a name, with particles; and, where it ends
 * with a particle, the name before it. `님` and `씨` stay with the name.
 */
export function* requestEntries(word: string): Generator<Entry> {
  const core = /[가-힣]$/u.test(word) ? word.replace(PARTICLE, "") : word;
  // A single syllable is a word of the dictionary, or a letter that is spoken of.
  if (/^[가-힣](?:로|를|와|과|에|도|만)?$/u.test(word)) return;
  yield { text: word, tails: ["bare"] };
  for (const name of new Set([word, core])) {
    if (/[가-힣]{2}$/u.test(name)) yield { text: name, tails: [nounTails(finalOf(name))] };
    else if (/[\p{L}%]$/u.test(name) && !/[가-힣]$/u.test(name)) yield { text: name, tails: ["foreign"] };
    else if (/\d$/u.test(name)) yield { text: name, tails: ["number"] };
  }
}
