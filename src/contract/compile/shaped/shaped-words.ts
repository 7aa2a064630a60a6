/**
 * The words of a contract that says how texts are shaped: those of the list in every way that they are capitalised, since
 * shapes decide where capitals stand, and open words (`open-words.ts`). Classes tell apart what words do to the shapes.
 * @module
 */
import { foldWord, type Millionths, numberOf } from "../../../text/index.ts";
import { countWords } from "../automaton.ts";
import { type ClassedWord, type ClassWords, classWords } from "../distinct/class-words.ts";
import { UNRANKED, type WordClass, type WordTest } from "../events.ts";
import { tooIntricate } from "../product.ts";
import { buildTrie, NO_NODE, type Trie, trieChild } from "../trie.ts";
import { classify, coreOf, foldedWords, isSmall, kindKey, kindOf } from "../word-classes.ts";
import { capitalise, type WordList } from "../word-list.ts";
import { everyPiece, reachable, type WordNode, type WordSpace } from "../words.ts";
import { codeStarts } from "./code-starts.ts";
import { type OpenWord, openWords, type SumRange } from "./open-words.ts";
import type { Shape } from "./shapes.ts";
import { IMPOSSIBLE, type Vector, Vectors } from "./vectors.ts";

export interface ShapedWordsOptions {
  readonly list: WordList;
  readonly extra: readonly string[];
  readonly tests: readonly WordTest[];
  readonly byLength: boolean;
  readonly byRank: boolean;
  readonly shapes: readonly Shape[];
  /** For each shape, the states in which words may begin. */
  readonly starts: readonly Int32Array[];
  readonly sum: SumRange | undefined;
  /** Whether runs of Hangul are words. */
  readonly hangul: boolean;
  /** Whether codes may stand wherever a shape admits them, or only where no word of the list can. */
  readonly codes: "needed" | "anywhere";
  /** Words of the list that have one of these inside are written in pieces, or not at all. */
  readonly apart: readonly string[];
  /** Tests that are passed by words as they stand inside a sentence, and as they begin one. */
  readonly insideTest: number;
  readonly firstTest: number;
}

/** What a word is to others that are joined to it by a mark. */
export interface Piece {
  readonly value: Millionths | undefined;
  /** Whether symbols stand around it (`$25`); or it is a single letter, as initials are. */
  readonly edges: "symbols" | "letter" | "letters";
}

/** What the monitors of shapes and sums ask of a class. */
export interface ShapedClass extends WordClass, Piece {
  readonly vector: Vector;
}

export interface ShapedWords extends WordSpace {
  readonly classes: readonly ShapedClass[];
  readonly vectors: Vectors;
}

const BASE_NODES = 2 ** 21;
const ADDED_NODES = 2 ** 13;
const OPEN_NODES = 2 ** 17;

export function shapedWords(options: ShapedWordsOptions): ShapedWords {
  const { list, extra, tests, byLength, byRank, shapes, starts, sum, hangul, apart } = options;
  const vectors = new Vectors(shapes, starts);
  const capitals = shapes.some(wantsCapitals);
  const base = allForms(list, capitals);
  const added = buildTrie(extra.flatMap((word) => formsOf(word, capitals)));
  if (base.nodeCount > BASE_NODES || added.nodeCount > ADDED_NODES) throw tooIntricate();
  const tries = [base, added];
  const plain = classify({ tries, tests, byLength, byRank, others: "0123456789abcdefghijklmnopqrstuvwxyz" });

  const classes: ShapedClass[] = [];
  const ids = new Map<string, number>();
  const intern = (key: string, make: () => ShapedClass): number => {
    let id = ids.get(key);
    if (id === undefined) {
      id = classes.length;
      ids.set(key, id);
      classes.push(make());
    }
    return id;
  };
  const isInside = membership(list.inside, extra);
  const isFirst = membership(list.beginning, extra.map(capitalise));
  const vectorsAt = tries.map((trie) => nodeVectors(trie, vectors));
  const listVectors = new Set<Vector>();
  const classOf = tries.map((trie, index) => {
    const found = new Int32Array(trie.words.length).fill(-1);
    for (let node = 0; node < trie.nodeCount; node += 1) {
      const at = trie.wordAt[node];
      if (at < 0) continue;
      const word = trie.words[at];
      const vector =
        index === 0 ? vectorsAt[0][node] : vectorOfWord(word, vectors, shapes, vectorsAt[1][node]);
      if (vector === IMPOSSIBLE || (index === 0 && apart.some((mark) => word.includes(mark)))) continue;
      const written = (isInside(word) ? 1 : 0) + (isFirst(word) ? 2 : 0);
      if (index === 0) listVectors.add(vector);
      const core = index === 0 ? word : coreOf(word);
      const value = sum === undefined ? undefined : saturated(numberOf(core), sum);
      const known = plain.classOf[index][at];
      const edges = edgesOf(word, core);
      found[at] = intern(`${known} ${vector} ${written} ${value} ${edges} ${isSmall(word)}`, () => ({
        ...plain.classes[known],
        begins: isSmall(word) ? "small" : plain.classes[known].begins,
        passes: withForm(plain.classes[known].passes, written, options),
        vector,
        value,
        edges,
      }));
    }
    return found;
  });
  /** Runs of Hangul are not told apart by their first syllables. */
  const rankOf = (text: string): number =>
    (/^[A-Za-z0-9]/.test(text) ? plain.rankOf(foldWord(text)) : undefined) ?? UNRANKED;
  const codes = codeStarts({ shapes, vectors, words: listVectors, mode: options.codes });
  const openClass = ({ text, vector, passes }: OpenWord): number => {
    const kind = kindOf(text, text);
    const shown = byLength ? kind : { ...kind, length: 0, coreLength: 0 };
    const value = sum === undefined ? undefined : saturated(numberOf(text), sum);
    // What is finer than sums are counted by is not written.
    if (sum !== undefined && value !== undefined && value % sum.unit !== 0n) return -1;
    const rank = byRank ? rankOf(text) : 0;
    const edges = edgesOf(text, text);
    return intern(
      `open ${kindKey(shown)} ${rank} ${vector} ${value} ${edges} ${isSmall(text)} ${passes.join()}`,
      () => ({
        ...shown,
        begins: isSmall(text) ? "small" : shown.begins,
        rank,
        passes: withForm(new Set(passes), 3, options),
        vector,
        value,
        edges,
      }),
    );
  };
  const open = openWords({ shapes, vectors, codes, hangul, tests, sum, byRank, classOf: openClass });
  if (classes.length > MOST_CLASSES) throw tooIntricate();
  return spaceOf({ tries, classOf, classes, open, vectors });
}

const MOST_CLASSES = 20_000;

/** What is beyond the range is one. */
const saturated = (value: Millionths | undefined, { most, unit }: SumRange): Millionths | undefined =>
  value !== undefined && value > most ? most + unit : value;

const edgesOf = (word: string, core: string): Piece["edges"] =>
  word !== core ? "symbols" : /^\p{L}$/u.test(word) ? "letter" : "letters";

function withForm(
  passes: ReadonlySet<number>,
  written: number,
  { insideTest, firstTest }: ShapedWordsOptions,
): ReadonlySet<number> {
  const all = new Set(passes);
  if (written & 1) all.add(insideTest);
  if (written & 2) all.add(firstTest);
  return all;
}

/** What a word does; about single words, shapes leave out the symbols around them. */
function vectorOfWord(word: string, vectors: Vectors, shapes: readonly Shape[], plain: Vector): Vector {
  const core = coreOf(word);
  if (core === word) return plain;
  const ofCore = vectors.after(vectors.start, core);
  return vectors.joined(shapes.map(({ unit }) => (unit === "word" ? ofCore : plain)));
}

/** The vector of every beginning of a word. Children stand behind their parents. */
function nodeVectors(trie: Trie, vectors: Vectors): Int32Array {
  const found = new Int32Array(trie.nodeCount);
  found[0] = vectors.start;
  for (let node = 0; node < trie.nodeCount; node += 1) {
    for (let child = trie.firstChild[node]; child < trie.firstChild[node + 1]; child += 1) {
      found[child] = vectors.step(found[node], trie.codePoint[child]);
    }
  }
  return found;
}

function membership(trie: Trie, extra: readonly string[]): (word: string) => boolean {
  const words = new Set(trie.words);
  for (const word of extra) words.add(word);
  return (word) => words.has(word);
}

/** Words in all capitals are needed where a shape has a state in which only they go on. */
function wantsCapitals({ automaton }: Shape): boolean {
  const [upper, lower] = ["Q".codePointAt(0)!, "q".codePointAt(0)!];
  for (let state = 0; state < automaton.stateCount; state += 1) {
    const after = automaton.next(state, upper);
    if (after >= 0 && automaton.next(after, upper) >= 0 && automaton.next(after, lower) < 0) return true;
  }
  return false;
}

/** A word in every way that it may be capitalised. */
const formsOf = (word: string, capitals: boolean): string[] => [
  word,
  capitalise(word),
  ...(capitals ? [word.toUpperCase()] : []),
];

const tries = new WeakMap<WordList, Map<boolean, Trie>>();

/** Every form of the words of a list; numbers are open words. */
function allForms(list: WordList, capitals: boolean): Trie {
  let known = tries.get(list);
  if (!known) {
    known = new Map();
    tries.set(list, known);
  }
  let trie = known.get(capitals);
  if (!trie) {
    const words = list.inside.words.filter((word) => !/^[0-9]/.test(word));
    trie = buildTrie(words.flatMap((word) => formsOf(word, capitals)));
    known.set(capitals, trie);
  }
  return trie;
}

function spaceOf({
  tries: [base, added],
  classOf,
  classes,
  open,
  vectors,
}: {
  tries: readonly Trie[];
  classOf: readonly Int32Array[];
  classes: readonly ShapedClass[];
  open: ReturnType<typeof openWords>;
  vectors: Vectors;
}): ShapedWords {
  const cells = Math.max(1, Math.ceil(classes.length / 32));
  const below = [base, added].map((trie, index) => reachable(trie, classOf[index], cells));
  const node = (one: number, two: number, state: number): WordNode =>
    ((one + 1) * ADDED_NODES + two + 1) * OPEN_NODES + state + 1;
  const places = (at: WordNode): readonly [number, number, number] => {
    const words = Math.floor(at / OPEN_NODES);
    return [Math.floor(words / ADDED_NODES) - 1, (words % ADDED_NODES) - 1, (at % OPEN_NODES) - 1];
  };
  const meets = (masks: Int32Array, place: number, wanted: Int32Array): boolean => {
    for (let cell = 0; cell < cells; cell += 1) if (masks[place * cells + cell] & wanted[cell]) return true;
    return false;
  };
  const root = node(0, 0, 0);
  let counted: ClassWords | undefined;
  return {
    classes,
    vectors,
    alphabet: new Set([...base.codePoint.subarray(1), ...added.codePoint.subarray(1), ...open.alphabet]),
    root: () => root,
    child: (at, point) => {
      const [one, two, state] = places(at);
      const nextOne = one < 0 ? NO_NODE : trieChild(base, one, point);
      const nextTwo = two < 0 ? NO_NODE : trieChild(added, two, point);
      const letter = state < 0 ? -1 : open.letterOf(point);
      const nextState = letter < 0 ? NO_NODE : open.automaton.child(state, letter);
      if (nextOne === NO_NODE && nextTwo === NO_NODE && nextState === NO_NODE) return NO_NODE;
      return node(nextOne, nextTwo, nextState);
    },
    reaches: (at, wanted) => {
      const [one, two, state] = places(at);
      return (
        (one >= 0 && meets(below[0], one, wanted)) ||
        (two >= 0 && meets(below[1], two, wanted)) ||
        (state >= 0 && open.automaton.reaches(state, wanted))
      );
    },
    classesAt: (at) => {
      const [one, two, state] = places(at);
      const found = new Set<number>();
      if (one >= 0 && base.wordAt[one] >= 0) found.add(classOf[0][base.wordAt[one]]);
      if (two >= 0 && added.wordAt[two] >= 0) found.add(classOf[1][added.wordAt[two]]);
      if (state >= 0) found.add(open.automaton.classAt(state));
      found.delete(-1);
      return [...found];
    },
    keyOf: (at) => at,
    usable: everyPiece,
    classWords: () => {
      counted ??= shapedClassWords({ tries: [base, added], classOf, classes, open });
      return counted;
    },
  };
}

/** The words of the lists as they are; those of open classes by how many ways lead to them. */
function shapedClassWords({
  tries: lists,
  classOf,
  classes,
  open: { automaton, sizes, letterOf },
}: {
  tries: readonly Trie[];
  classOf: readonly Int32Array[];
  classes: readonly ShapedClass[];
  open: ReturnType<typeof openWords>;
}): ClassWords {
  const listed = classWords(() => listedWords(lists, classOf), classes.length);
  const ways = countWords(automaton, sizes, classes.length);
  return {
    shared: listed.shared,
    groups: listed.groups.map(({ members, count }) => ({
      members,
      count: count + members.reduce((sum, member) => sum + ways[member], 0),
    })),
    spellings: (folded) => {
      const spellings = new Set(listed.spellings(folded));
      for (const form of [folded, folded.toUpperCase(), capitalise(folded)]) {
        let state = 0;
        for (const letter of form) {
          const index = letterOf(letter.codePointAt(0)!);
          state = state < 0 || index < 0 ? NO_NODE : automaton.child(state, index);
        }
        if (state > 0 && automaton.classAt(state) >= 0) spellings.add(form);
      }
      return [...spellings];
    },
  };
}

function* listedWords(lists: readonly Trie[], classOf: readonly Int32Array[]): Generator<ClassedWord> {
  for (const [index, trie] of lists.entries()) {
    const folded = foldedWords(trie);
    for (const [at, spelling] of trie.words.entries()) {
      const wordClass = classOf[index][at];
      if (wordClass >= 0) yield { folded: folded[at] ?? foldWord(spelling), spelling, wordClass };
    }
  }
}
