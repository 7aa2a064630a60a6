/**
 * The words of a lexicon under one contract: the lexicon's machine side by side with the automaton that follows what the
 * contract asks of words.
 * @module
 */
import type { Automaton } from "../automaton.ts";
import type { WordClass } from "../events.ts";
import type { LetterTable } from "../letter-table.ts";
import { NO_NODE, type Trie, trieChild } from "../trie.ts";
import { type ClassSet, everyPiece, type WordNode, type WordSpace } from "../words.ts";
import {
  type Forms,
  formsOf,
  type Lexicon,
  NO_TAILS,
  requestEntries,
  type TailPlaces,
  tailEnds,
  tailStep,
} from "./lexicon.ts";

export interface LexicalSpaceOptions {
  readonly lexicon: Lexicon;
  /** Words of the request and of the contract. */
  readonly extra: readonly string[];
  /** What the contract asks of a word, over any text that a word may be. */
  readonly automaton: Automaton;
  readonly letters: LetterTable;
  readonly classes: readonly WordClass[];
}

/** A place in a word. */
interface Place {
  /** Nodes in the tries of forms, the lexicon's and the request's; −1: no form begins like this, or none goes on. */
  readonly form: number;
  readonly added: number;
  readonly tails: TailPlaces;
  /** State of the automaton. */
  readonly state: number;
}

/** The word space; undefined where the lexicon has no word for the contract at all. */
export function lexicalSpace(options: LexicalSpaceOptions): WordSpace | undefined {
  const all = Int32Array.from(options.classes, (_, index) => index);
  const written = classesBelow(options, all, options.classes.length);
  const used = options.classes.flatMap((_, index) => (hasClass(written.root, index) ? [index] : []));
  if (used.length === 0) return undefined;
  if (used.length === options.classes.length) return spaceOf(options, written, all, options.classes);
  // A class without words would promise what can't be written.
  const renumbered = new Int32Array(options.classes.length).fill(-1);
  for (const [index, known] of used.entries()) renumbered[known] = index;
  const classes = used.map((index) => options.classes[index]);
  return spaceOf(options, classesBelow(options, renumbered, classes.length), renumbered, classes);
}

const hasClass = (set: ClassSet, index: number): boolean => (set[index >> 5] & (1 << (index & 31))) !== 0;

/** Which classes can still be reached. */
interface Below {
  readonly added: Forms;
  readonly root: ClassSet;
  /** From a node of each trie of forms on, `cells` numbers a node. */
  readonly forms: Int32Array;
  readonly addedForms: Int32Array;
  /** From these places among the tails on, in this state of the automaton. */
  tails(places: TailPlaces, state: number): ClassSet;
}

function classesBelow(
  { lexicon, extra, automaton, letters }: LexicalSpaceOptions,
  numbering: Int32Array,
  count: number,
): Below {
  const cells = Math.max(1, Math.ceil(count / 32));
  const { trie, ends, below } = lexicon.tails;
  const known = new Map<number, ClassSet>();
  const masks = new Map<number, number>();
  const maskId = (mask: number): number => {
    let id = masks.get(mask);
    if (id === undefined) {
      id = masks.size;
      masks.set(mask, id);
    }
    return id;
  };

  const tailClasses = (node: number, mask: number, state: number): ClassSet => {
    const key = (maskId(mask) * trie.nodeCount + node) * 65_536 + state;
    const found = known.get(key);
    if (found) return found;
    const set = new Int32Array(cells);
    if (ends[node] & mask) add(set, automaton.classAt(state));
    for (let child = trie.firstChild[node]; child < trie.firstChild[node + 1]; child += 1) {
      const narrower = below[child] & mask;
      if (narrower === 0) continue;
      const letter = letters.indexOf(trie.codePoint[child]);
      const next = letter < 0 ? NO_NODE : automaton.child(state, letter);
      if (next === NO_NODE) continue;
      const behind = tailClasses(child, narrower, next);
      for (let cell = 0; cell < cells; cell += 1) set[cell] |= behind[cell];
    }
    known.set(key, set);
    return set;
  };
  const add = (set: ClassSet, wordClass: number): void => {
    const index = wordClass < 0 ? -1 : numbering[wordClass];
    if (index >= 0) set[index >> 5] |= 1 << (index & 31);
  };

  const formClasses = ({ trie: forms, tailsAt }: Forms): Int32Array => {
    const states = new Int32Array(forms.nodeCount).fill(NO_NODE);
    states[0] = 0;
    const sets = new Int32Array(forms.nodeCount * cells);
    for (let node = 0; node < forms.nodeCount; node += 1) {
      if (states[node] === NO_NODE) continue;
      for (let child = forms.firstChild[node]; child < forms.firstChild[node + 1]; child += 1) {
        const letter = letters.indexOf(forms.codePoint[child]);
        if (letter >= 0) states[child] = automaton.child(states[node], letter);
      }
    }
    for (let node = forms.nodeCount - 1; node >= 0; node -= 1) {
      if (states[node] === NO_NODE) continue;
      const from = node * cells;
      if (tailsAt[node] !== 0) {
        const set = tailClasses(0, tailsAt[node], states[node]);
        for (let cell = 0; cell < cells; cell += 1) sets[from + cell] |= set[cell];
      }
      for (let child = forms.firstChild[node]; child < forms.firstChild[node + 1]; child += 1) {
        for (let cell = 0; cell < cells; cell += 1) sets[from + cell] |= sets[child * cells + cell];
      }
    }
    return sets;
  };

  const added = formsOf(extra.flatMap((word) => [...requestEntries(word)]));
  const forms = formClasses(lexicon.forms);
  const addedForms = formClasses(added);
  const root = new Int32Array(cells);
  for (let cell = 0; cell < cells; cell += 1) root[cell] = forms[cell] | addedForms[cell];
  return {
    added,
    root,
    forms,
    addedForms,
    tails: (places, state) => {
      if (places.length === 2) return tailClasses(places[0], places[1], state);
      const set = new Int32Array(cells);
      for (let at = 0; at < places.length; at += 2) {
        const behind = tailClasses(places[at], places[at + 1], state);
        for (let cell = 0; cell < cells; cell += 1) set[cell] |= behind[cell];
      }
      return set;
    },
  };
}

function spaceOf(
  { lexicon, automaton, letters }: LexicalSpaceOptions,
  below: Below,
  numbering: Int32Array,
  classes: readonly WordClass[],
): WordSpace {
  const cells = Math.max(1, Math.ceil(classes.length / 32));
  const places: Place[] = [];
  const reached: ClassSet[] = [];
  const ids = new Map<string, WordNode>();
  const steps = new Map<number, WordNode>();
  const intern = (place: Place): WordNode => {
    const key = `${place.form} ${place.added} ${place.state} ${place.tails.join()}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = places.length;
      ids.set(key, id);
      places.push(place);
      reached.push(classesFrom(place));
    }
    return id;
  };
  const classesFrom = ({ form, added, tails, state }: Place): ClassSet => {
    const set = Int32Array.from(below.tails(tails, state));
    for (let cell = 0; cell < cells; cell += 1) {
      if (form >= 0) set[cell] |= below.forms[form * cells + cell];
      if (added >= 0) set[cell] |= below.addedForms[added * cells + cell];
    }
    return set;
  };
  /** The node, and the tails that begin there; a node without children is none. */
  const formStep = ({ trie, tailsAt }: Forms, node: number, point: number): [node: number, begun: number] => {
    const child = node < 0 ? NO_NODE : trieChild(trie, node, point);
    if (child === NO_NODE) return [NO_NODE, 0];
    const isLeaf = trie.firstChild[child] === trie.firstChild[child + 1];
    return [isLeaf ? NO_NODE : child, tailsAt[child]];
  };
  const step = (node: WordNode, point: number): WordNode => {
    const letter = letters.indexOf(point);
    const { form, added, tails, state } = places[node];
    const next = letter < 0 ? NO_NODE : automaton.child(state, letter);
    if (next === NO_NODE) return NO_NODE;
    const [inForms, begun] = formStep(lexicon.forms, form, point);
    const [inAdded, begunToo] = formStep(below.added, added, point);
    const after = tailStep(lexicon.tails, tails, point, begun | begunToo);
    if (inForms === NO_NODE && inAdded === NO_NODE && after.length === 0) return NO_NODE;
    return intern({ form: inForms, added: inAdded, tails: after, state: next });
  };
  const POINTS = 2 ** 21;
  const root = intern({ form: 0, added: 0, tails: NO_TAILS, state: 0 });
  const alphabet = new Set([...lexicon.alphabet, ...below.added.trie.codePoint.subarray(1)]);
  return {
    classes,
    alphabet,
    root: () => root,
    child: (node, point) => {
      if (!alphabet.has(point)) return NO_NODE;
      const key = node * POINTS + point;
      let next = steps.get(key);
      if (next === undefined) {
        next = step(node, point);
        steps.set(key, next);
      }
      return next;
    },
    reaches: (node, wanted) => {
      const set = reached[node];
      for (let cell = 0; cell < cells; cell += 1) if (set[cell] & wanted[cell]) return true;
      return false;
    },
    classesAt: (node) => {
      const { tails, state } = places[node];
      const found = tailEnds(lexicon.tails, tails) ? automaton.classAt(state) : -1;
      const index = found < 0 ? -1 : numbering[found];
      return index < 0 ? [] : [index];
    },
    keyOf: (node) => node,
    usable: everyPiece,
    points: (node) => {
      const { form, added, tails } = places[node];
      const points = new Set<number>();
      const collect = ({ firstChild, codePoint }: Trie, at: number): void => {
        if (at < 0) return;
        for (let child = firstChild[at]; child < firstChild[at + 1]; child += 1) points.add(codePoint[child]);
      };
      collect(lexicon.forms.trie, form);
      collect(below.added.trie, added);
      for (let at = 0; at < tails.length; at += 2) collect(lexicon.tails.trie, tails[at]);
      return points;
    },
  };
}
