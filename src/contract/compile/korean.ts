/**
 * The words of Korean. Endings and particles attach to stems without end, so there is no list: words are those of a
 * lexicon of stems and tails (`korean/lexicon.ts`), or else any runs of a few syllables (`korean-shapes.ts`), and an
 * automaton follows what the contract's clauses ask of them.
 * @module
 */
import { foldWord, isHangulSyllable } from "../../text/index.ts";
import { type Automaton, type Beginning, buildAutomaton, countWords } from "./automaton.ts";
import type { WordClass, WordTest } from "./events.ts";
import type { Lexicon } from "./korean/lexicon.ts";
import { lexicalSpace } from "./korean/word-space.ts";
import { koreanShapes, type Shapes } from "./korean-shapes.ts";
import { letterTable } from "./letter-table.ts";
import { tooIntricate } from "./product.ts";
import { NO_NODE } from "./trie.ts";
import { coreOf, isSmall, kindKey, kindOf, testing } from "./word-classes.ts";
import type { WordSpace } from "./words.ts";

export interface KoreanWordsOptions {
  /** Words allowed in their spelling besides runs of syllables. */
  readonly extra: readonly string[];
  readonly tests: readonly WordTest[];
  /** Whether some clause counts characters. */
  readonly byLength: boolean;
  /** Whether some clause counts syllables; then no word begins with a number that nobody quoted. */
  readonly bySyllables: boolean;
  /** Whether some clause asks for alphabetical order. */
  readonly byRank?: boolean;
  /** Absent: any run of syllables is a word. */
  readonly lexicon?: Lexicon | undefined;
}

/**
 * How many of the texts that are sought anywhere one word may hold, those inside others aside. Fewer where that makes
 * too many classes: a larger automaton would serve nobody, since texts have room for several words.
 */
const ATTEMPTS = [
  { mostFound: 8, mostStates: 3_000, mostClasses: 200 },
  { mostFound: 3, mostStates: 3_000, mostClasses: 200 },
  { mostFound: 2, mostStates: 3_000, mostClasses: 200 },
  { mostFound: 1, mostStates: 30_000, mostClasses: 3_000 },
];

/** The word space of Korean under one contract; undefined where the lexicon has no word for it. */
export function koreanWords(options: KoreanWordsOptions): WordSpace | undefined {
  const { lexicon, extra } = options;
  const shapes = koreanShapes({ extra: options.extra, numbers: !options.bySyllables });
  const texts = [...options.tests.flatMap(textsOf), ...shapes.listed];
  const letters = letterTable({ texts, listed: shapes.listed, byRank: options.byRank ?? false });
  for (const { mostFound, mostStates, mostClasses } of ATTEMPTS) {
    const { classes, describe } = describing({ ...options, shapes, mostFound });
    const automaton = buildAutomaton({ letters: letters.representatives, describe, mostStates });
    if (!automaton || classes.length > mostClasses) continue;
    if (lexicon) return lexicalSpace({ lexicon, extra, automaton, letters, classes });
    return wordSpaceOf({ automaton, classes, letters, tripled: doubledIn(texts) });
  }
  throw tooIntricate();
}

/** What is made of syllables and digits is its own core and folds to itself. */
const PLAIN = /^[가-힣0-9]*$/;

const textsOf = ({ words, exact, letters, lasts, character }: WordTest): string[] => [
  ...(lasts ?? []),
  ...(words ?? []),
  ...(exact ?? []),
  ...(letters ? [letters.text] : []),
  ...(character ? [character.text] : []),
];

/** Syllables that stand twice in a row in some text: words may have them three times. */
const doubledIn = (texts: readonly string[]): ReadonlySet<number> =>
  new Set(
    texts.flatMap((text) => Array.from(text.matchAll(/([가-힣])\1/gu), ([pair]) => pair.charCodeAt(0))),
  );

/** What the clauses can tell of the beginning of a word; classes are added as they are met. */
function describing({
  tests,
  byLength,
  bySyllables,
  byRank = false,
  shapes,
  mostFound,
}: KoreanWordsOptions & { shapes: Shapes; mostFound: number }): {
  readonly classes: readonly WordClass[];
  readonly describe: (text: string) => Beginning | undefined;
} {
  const classes: WordClass[] = [];
  const ids = new Map<string, number>();
  const passedBy = testing(tests);
  const classOf = (word: string, core: string, rank: number): number => {
    const whole = kindOf(word, core);
    const kind = {
      ...whole,
      ...(isSmall(word) && { begins: "small" as const }),
      ...(!byLength && { length: 0, coreLength: 0 }),
      ...(!bySyllables && { syllables: 0 }),
    };
    const passed = passedBy(word, foldWord(core), word.toLowerCase());
    const key = `${kindKey(kind)} ${rank} ${passed.join()}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = classes.length;
      ids.set(key, id);
      classes.push({ ...kind, rank, passes: new Set(passed) });
    }
    return id;
  };

  const letters = tests.flatMap((test) => test.letters ?? []);
  const inside = letters.filter(({ at }) => at === "anywhere").map(({ text }) => text);
  /** About one word, each clause counts; about a text, words may share the work. */
  const isShared = letters.filter(({ at }) => at === "anywhere").map((test) => test.of === "spelling");
  const beginsInside = beginningsOf(inside);
  const tooMany = (found: readonly number[]): boolean => {
    const outer = found.filter(
      (index) =>
        isShared[index] && !found.some((other) => other !== index && inside[other].includes(inside[index])),
    );
    return outer.length > mostFound;
  };
  const lasts = tests.flatMap((test) => test.lasts ?? []);
  const fronts = letters.filter(({ at }) => at === "front").map(({ text }) => text);
  const beginsSought = beginningsOf(letters.filter(({ at }) => at !== "front").map(({ text }) => text));
  const places = tests.flatMap(({ character }) => character ?? []);
  const beginsFront = beginningsOf(fronts);
  const beginsWhole = beginningsOf(tests.flatMap(({ words, exact }) => [...(words ?? []), ...(exact ?? [])]));

  const describe = (text: string): Beginning | undefined => {
    const shape = shapes.shapeOf(text);
    if (!shape) return undefined;
    const isPlain = PLAIN.test(text);
    const core = isPlain ? text : coreOf(text);
    const folded = isPlain ? text : foldWord(core);
    const lower = isPlain ? text : text.toLowerCase();
    const whole = beginsWhole.has(text) ? text : beginsWhole.has(folded) ? folded : "";
    const found = indices(inside, (sought) => lower.includes(sought));
    const isQuoted = shape.isListed || whole !== "" || beginsInside.has(lower);
    if (found.length > mostFound && !isQuoted && tooMany(found)) return undefined;
    let end = 0;
    while (!beginsSought.has(lower.slice(end))) end += 1;
    const rank = byRank ? rankOf(folded) : 0;
    const key = [
      shape.key,
      rank,
      found.join(),
      lower.slice(end),
      indices(lasts, (characters) => characters.has(folded.at(-1) ?? "")).join(),
      beginsFront.has(folded) ? folded : "",
      indices(fronts, (sought) => folded.startsWith(sought) || lower.startsWith(sought)).join(),
      whole,
      ...(places.length > 0 ? [placesIn(core.toLowerCase(), places)] : []),
    ].join("|");
    return { key, wordClass: () => (shape.isWord ? classOf(text, core, rank) : -1) };
  };
  return { classes, describe };
}

const indices = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number[] =>
  items.flatMap((item, index) => (holds(item) ? [index] : []));

/** Which of these characters stand where they may be counted on from the front, or will be from the back. */
function placesIn(core: string, places: readonly { readonly at: number; readonly text: string }[]): string {
  const characters = [...core];
  return places
    .map(({ at, text }) =>
      at > 0
        ? Number(characters[at - 1] === text)
        : characters
            .slice(at)
            .map((character) => Number(character === text))
            .join(""),
    )
    .join();
}

/** Every beginning of these texts, the empty one and the whole one among them. */
function beginningsOf(texts: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>([""]);
  for (const text of texts) for (let end = 1; end <= text.length; end += 1) found.add(text.slice(0, end));
  return found;
}

const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 11_172;
/** Syllables that share their first consonant. */
const PER_CONSONANT = 588;

/** Words by their first consonant; numbers and other letters stand before them, as in Unicode. */
function rankOf(folded: string): number {
  const point = folded.codePointAt(0) ?? 0;
  if (isHangulSyllable(point)) return 2 + Math.floor((point - FIRST_SYLLABLE) / PER_CONSONANT);
  return point < FIRST_SYLLABLE ? (point < 0x3a ? 0 : 1) : 2 + SYLLABLES / PER_CONSONANT;
}

/** How many code points are followed as each letter. */
function letterSizes({ representatives, alphabet, indexOf }: ReturnType<typeof letterTable>): number[] {
  const sizes = representatives.map(() => 0);
  for (const point of alphabet) sizes[indexOf(point)] += 1;
  return sizes;
}

const withoutPairs = (piece: string): boolean => !/([가-힣])\1/u.test(piece);

/**
 * Nodes are states of the automaton with the last syllable and whether it stands twice. Only behind a pair does the
 * syllable matter, since no usable piece has a pair in it: so keys are as few as states, nearly.
 */
function wordSpaceOf({
  automaton,
  classes,
  letters,
  tripled,
}: {
  automaton: Automaton;
  classes: readonly WordClass[];
  letters: ReturnType<typeof letterTable>;
  tripled: ReadonlySet<number>;
}): WordSpace {
  const WIDTH = 2 * (SYLLABLES + 1);
  let counts: Float64Array | undefined;
  const stateOf = (node: number): number => Math.floor(node / WIDTH);
  /** The syllable that may not come next, or 0. */
  const barred = (node: number): number => {
    const rest = node % WIDTH;
    return rest % 2 === 1 ? (rest - 1) / 2 + FIRST_SYLLABLE - 1 : 0;
  };
  return {
    classes,
    alphabet: letters.alphabet,
    root: () => 0,
    child: (node, point) => {
      const letter = letters.indexOf(point);
      if (letter < 0) return NO_NODE;
      const state = automaton.child(stateOf(node), letter);
      if (state === NO_NODE) return NO_NODE;
      if (!isHangulSyllable(point) || tripled.has(point)) return state * WIDTH;
      const last = 2 * (point - FIRST_SYLLABLE + 1);
      const before = node % WIDTH;
      if (before === last + 1) return NO_NODE;
      return state * WIDTH + last + (before === last ? 1 : 0);
    },
    reaches: (node, wanted) => {
      const point = barred(node);
      const shared = point === 0 || !letters.isAlone(point);
      return automaton.reaches(stateOf(node), wanted, shared ? undefined : letters.indexOf(point));
    },
    classesAt: (node) => {
      const found = automaton.classAt(stateOf(node));
      return found < 0 ? [] : [found];
    },
    keyOf: (node) => (barred(node) === 0 ? stateOf(node) * WIDTH : node),
    usable: withoutPairs,
    classWords: () => {
      counts ??= countWords(automaton, letterSizes(letters), classes.length);
      const groups = Array.from(counts, (count, wordClass) => ({ members: [wordClass], count }));
      return { groups, shared: [], spellings: (folded) => [folded, folded.toUpperCase()] };
    },
  };
}
