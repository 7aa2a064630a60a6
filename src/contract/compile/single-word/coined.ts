/**
 * Words that no list holds: coined under a letter model, so that they can be pronounced, for a text that is one word of
 * which no known one fits. Every word of the space obeys the letter clauses; states are visited as they are asked for.
 * @module
 */
import type { WordClass, WordTest } from "../events.ts";
import type { Bounds } from "../monitor.ts";
import { NO_NODE } from "../trie.ts";
import { type ClassSet, everyPiece, type WordNode, type WordSpace } from "../words.ts";
import { type LetterContext, type LetterModel, letterCode } from "./letter-model.ts";

export interface CoinedWordsOptions {
  readonly model: LetterModel;
  /** Every test that clauses ask of the word. */
  readonly tests: readonly WordTest[];
  /** Those that the word must pass; it passes none of the others. */
  readonly needed: ReadonlySet<number>;
  /** How long the word may be, in characters. */
  readonly lengths: Bounds;
}

/** Letters tried for one question at most: what takes longer is taken to lead nowhere. */
const MOST_STEPS = 400_000;

/** A demand on the letters of a word: states are numbers, undefined is failure. */
interface Demand {
  begin: number;
  /** After one more character, which is number `index` (0 is the first). */
  step(state: number, character: string, index: number): number | undefined;
  holds(state: number, length: number): boolean;
}

/** The space of coined words; undefined where a clause wants one word and no other. */
export function coinedWords({ model, tests, needed, lengths }: CoinedWordsOptions): WordSpace | undefined {
  const demands: Demand[] = [];
  const barred: string[] = [];
  let alphabet = "abcdefghijklmnopqrstuvwxyz";
  for (const [index, { words, exact, letters, character }] of tests.entries()) {
    const wanted = needed.has(index);
    if (words || exact) {
      if (wanted) return undefined;
      barred.push(...(words ?? []), ...(exact ?? []));
    }
    if (letters) demands.push(wanted ? wantedLetters(letters) : avoidedLetters(letters));
    if (character) demands.push(placedCharacter(character, wanted));
    if (wanted) alphabet += letters?.text ?? character?.text ?? "";
  }
  if (barred.length > 0) demands.push(barredWords(barred));
  const classes = Array.from(
    { length: lengths.max - lengths.min + 1 },
    (_, index): WordClass => ({
      length: lengths.min + index,
      coreLength: lengths.min + index,
      syllables: 0,
      fullStop: "ends",
      dotted: false,
      begins: "other",
      isItemNumber: false,
      rank: 0,
      passes: needed,
    }),
  );
  return spaceOf({ model, demands, classes, lengths, letters: [...new Set(alphabet)] });
}

interface Place {
  readonly context: LetterContext;
  readonly length: number;
  readonly states: readonly number[];
}

function spaceOf({
  model,
  demands,
  classes,
  lengths,
  letters,
}: {
  model: LetterModel;
  demands: readonly Demand[];
  classes: readonly WordClass[];
  lengths: Bounds;
  letters: readonly string[];
}): WordSpace {
  const points = letters.map((letter) => letter.codePointAt(0)!);
  const codes = points.map(letterCode);
  const indexOf = new Map(points.map((point, index) => [point, index]));
  const places: Place[] = [];
  const children: Int32Array[] = [];
  const ids = new Map<string, WordNode>();
  const intern = (place: Place): WordNode => {
    const key = `${place.context},${place.length},${place.states.join()}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = places.length;
      ids.set(key, id);
      places.push(place);
      children.push(new Int32Array(letters.length).fill(-2));
    }
    return id;
  };
  const make = (node: WordNode, letter: number): WordNode => {
    const { context, length, states } = places[node];
    if (length === lengths.max) return NO_NODE;
    const after = model.after(context, codes[letter]);
    if (after < 0) return NO_NODE;
    const next = new Array<number>(states.length);
    for (let index = 0; index < states.length; index += 1) {
      const state = demands[index].step(states[index], letters[letter], length);
      if (state === undefined) return NO_NODE;
      next[index] = state;
    }
    return intern({ context: after, length: length + 1, states: next });
  };
  const step = (node: WordNode, letter: number): WordNode => {
    let child = children[node][letter];
    if (child === -2) {
      child = make(node, letter);
      children[node][letter] = child;
    }
    return child;
  };
  const classAt = (node: WordNode): number => {
    const { context, length, states } = places[node];
    const ends =
      length >= lengths.min &&
      model.mayEnd(context) &&
      demands.every((demand, index) => demand.holds(states[index], length));
    return ends ? length - lengths.min : -1;
  };
  const has = (set: ClassSet, index: number): boolean =>
    index >= 0 && (set[index >> 5] & (1 << (index & 31))) !== 0;

  const known = new WeakMap<ClassSet, Map<WordNode, boolean>>();
  /** Depth first, remembering what was found: a state is never searched twice for one set of classes. */
  const reaches = (root: WordNode, wanted: ClassSet): boolean => {
    let verdicts = known.get(wanted);
    if (!verdicts) {
      verdicts = new Map();
      known.set(wanted, verdicts);
    }
    const answer = verdicts.get(root);
    if (answer !== undefined) return answer;
    const path: { node: WordNode; at: number }[] = [];
    const visited = new Set<WordNode>();
    const enter = (node: WordNode): boolean => {
      visited.add(node);
      path.push({ node, at: 0 });
      return has(wanted, classAt(node));
    };
    let found = enter(root);
    for (let steps = 0; !found && path.length > 0 && steps < MOST_STEPS; steps += 1) {
      const top = path[path.length - 1];
      if (top.at === letters.length) {
        path.pop();
        continue;
      }
      const next = step(top.node, top.at++);
      if (next === NO_NODE || visited.has(next) || verdicts.get(next) === false) continue;
      found = verdicts.get(next) === true || enter(next);
    }
    for (const node of visited) if (!found) verdicts.set(node, false);
    if (found) for (const { node } of path) verdicts.set(node, true);
    return found;
  };

  const root = intern({ context: model.start, length: 0, states: demands.map(({ begin }) => begin) });
  return {
    classes,
    alphabet: new Set(points),
    root: () => root,
    child: (node, point) => {
      const letter = indexOf.get(point);
      return letter === undefined ? NO_NODE : step(node, letter);
    },
    reaches,
    classesAt: (node) => {
      const found = classAt(node);
      return found < 0 ? [] : [found];
    },
    keyOf: (node) => node,
    usable: everyPiece,
  };
}

type Letters = NonNullable<WordTest["letters"]>;

/** States count how much of the text the last letters are. */
function wantedLetters({ at, text }: Letters): Demand {
  const length = [...text].length;
  if (at === "front") {
    return {
      begin: 0,
      step: (_, character, index) =>
        index >= length || [...text][index] === character ? Math.min(index + 1, length) : undefined,
      holds: (state) => state === length,
    };
  }
  const follow = matcher(text);
  return at === "end"
    ? { begin: 0, step: follow, holds: (state) => state === length }
    : {
        begin: 0,
        step: (state, character) => (state === length ? length : follow(state, character)),
        holds: (state) => state === length,
      };
}

function avoidedLetters(letters: Letters): Demand {
  const { at, text } = letters;
  const length = [...text].length;
  const follow = matcher(text);
  switch (at) {
    case "front":
      return {
        begin: 0,
        // −1: the word began otherwise.
        step: (state, character, index) => {
          if (state < 0 || [...text][index] !== character) return -1;
          return index + 1 === length ? undefined : index + 1;
        },
        holds: () => true,
      };
    case "end":
      return { begin: 0, step: follow, holds: (state) => state !== length };
    case "anywhere":
      return {
        begin: 0,
        step: (state, character) => {
          const next = follow(state, character);
          return next === length ? undefined : next;
        },
        holds: () => true,
      };
  }
}

/** The longest end of what was read that the text begins with (Knuth, Morris and Pratt 1977). */
function matcher(text: string): (state: number, character: string) => number {
  const letters = [...text];
  return (state, character) => {
    const read = [...letters.slice(0, state), character];
    for (let length = Math.min(read.length, letters.length); length > 0; length -= 1) {
      if (letters.slice(0, length).every((letter, index) => letter === read[read.length - length + index]))
        return length;
    }
    return 0;
  };
}

/** Places from the back farther than this are not followed. */
const FARTHEST = 30;

function placedCharacter({ at, text }: { at: number; text: string }, wanted: boolean): Demand {
  if (at > 0) {
    return {
      begin: 0,
      step: (state, character, index) => {
        if (index !== at - 1) return state;
        return (character === text) === wanted ? 1 : undefined;
      },
      holds: (state) => state === 1 || !wanted,
    };
  }
  // Which of the last characters are this one, as bits.
  const window = at < -FARTHEST ? 0 : 2 ** -at - 1;
  const bit = 2 ** (-at - 1);
  return {
    begin: 0,
    step: (state, character) => ((state * 2) % (window + 1)) + (character === text && window > 0 ? 1 : 0),
    holds: (state, length) => (length >= -at && state >= bit) === wanted,
  };
}

/** None of these words: states are places in them while the word still begins like one, −1 afterwards. */
function barredWords(words: readonly string[]): Demand {
  const beginnings = new Map<string, number>([["", 0]]);
  const texts = [""];
  for (const word of words) {
    for (let end = 1; end <= word.length; end += 1) {
      const beginning = word.slice(0, end);
      if (beginnings.has(beginning)) continue;
      beginnings.set(beginning, texts.length);
      texts.push(beginning);
    }
  }
  const whole = new Set(words.map((word) => beginnings.get(word)));
  return {
    begin: 0,
    step: (state, character) => (state < 0 ? -1 : (beginnings.get(texts[state] + character) ?? -1)),
    holds: (state) => !whole.has(state),
  };
}
