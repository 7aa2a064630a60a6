/**
 * Potentials that guide the writing of an English text (Lew et al. 2023, section 2; twisted SMC: Zhao et al. 2024,
 * section 3). Two kinds: what remains part of the target (a sentence that repeats its words is worth less), and
 * lookahead that has gone when a text is finished (a word that is still owed makes what comes less likely).
 * @module
 */
import { foldWord, sentenceSpans, wordsOf } from "../text/index.ts";
import type { Taste } from "./korean-taste.ts";
import type { Contract } from "./types.ts";

/** ln of what a content word costs that its sentence has already. */
const REPEATED_WORD = -2;
/** … more of one that has its place in the sentence: whoever reads it sees that it was put there … */
const REPEATED_PLACED = -5;
/** … two words that follow one another twice in it … */
const REPEATED_PAIR = -2;
/** … and a word right behind itself. */
const STUTTER = -4;
/** ln of how much less likely a word that is asked for makes the rest of a text while it is missing. */
const OWED = -2.5;

/** Words of four letters and more that sentences repeat for their grammar. */
const GRAMMAR = new Set(
  (
    "that this with from into onto they them their there these those have will were been being when what which while " +
    "would could should your yours ours more than then each some such only also very just over about upon where whose " +
    "because until through between under after before"
  ).split(" "),
);

/** The potentials for one contract. Texts are compared in words, so they should be asked where a word begins or ends. */
export function englishTaste({ clauses }: Contract): Taste {
  const owed = clauses.flatMap(owedBy);
  const placed = placedWords(clauses);
  const repetition = repetitionOf(new Set(placed.values()));
  const missing = (words: readonly string[]): Owed[] => owed.filter(({ folded }) => !holds(words, folded));
  return {
    unfinished: (text) => {
      const words = wordsOf(text).map(foldWord);
      return repetition(text) + OWED * missing(words).length + REPEATED_PLACED * saidTooEarly(words, placed);
    },
    finished: repetition,
    ahead: (text) => {
      if (owed.length + placed.size === 0) return [];
      const words = wordsOf(text).map(foldWord);
      const due = missing(words);
      // Of words in an order, one may come next.
      const next = due.filter(({ after }) => !due.some((other) => other === after));
      return [
        ...next.map(({ text: phrase }) => [phrase, -OWED] as const),
        ...[...placed].flatMap(([at, word]) =>
          at > words.length + 1 && isContent(word) ? [[word, REPEATED_PLACED] as const] : [],
        ),
      ];
    },
  };
}

/** A word or phrase that a text must hold somewhere. */
interface Owed {
  readonly text: string;
  readonly folded: readonly string[];
  /** The one that must stand before it. */
  readonly after: Owed | undefined;
}

function owedBy(clause: Contract["clauses"][number]): Owed[] {
  if (clause.relation !== "contains" && clause.relation !== "contains in order") return [];
  if (clause.scope.length > 0) return [];
  const found: Owed[] = [];
  for (const text of [clause.value].flat()) {
    found.push({ text, folded: wordsOf(text).map(foldWord), after: found.at(-1) });
  }
  return found;
}

/** Words of one sentence that have their places in it. */
function placedWords(clauses: Contract["clauses"]): ReadonlyMap<number, string> {
  const placed = new Map<number, string>();
  for (const clause of clauses) {
    if (clause.relation !== "is" || clause.scope.length !== 1) continue;
    const { unit, at } = clause.scope[0];
    if (unit !== "word" || at === "each") continue;
    if (at > 0) placed.set(at, foldWord(clause.value));
    else if (at === -1) placed.set(Number.POSITIVE_INFINITY, foldWord(clause.value));
  }
  return placed;
}

/** How many words stand there that are still to come at their places: they will be said again. */
function saidTooEarly(words: readonly string[], placed: ReadonlyMap<number, string>): number {
  let count = 0;
  for (const [at, word] of placed) {
    if (at > words.length && isContent(word) && words.includes(word)) count += 1;
  }
  return count;
}

/** Whether the words stand there one behind the other. */
const holds = (words: readonly string[], phrase: readonly string[]): boolean =>
  words.some((_, at) => phrase.every((wanted, index) => words[at + index] === wanted));

const repetitionOf =
  (placed: ReadonlySet<string>) =>
  (text: string): number => {
    const { finished, unfinished } = sentenceSpans(text);
    let cost = 0;
    for (const { start, end } of unfinished ? [...finished, unfinished] : finished) {
      const words = wordsOf(text.slice(start, end)).map(foldWord);
      const seen = new Set<string>();
      const pairs = new Set<string>();
      for (const [index, word] of words.entries()) {
        if (index > 0) {
          const pair = `${words[index - 1]} ${word}`;
          if (word === words[index - 1]) cost += STUTTER;
          else if (pairs.has(pair)) cost += REPEATED_PAIR;
          pairs.add(pair);
        }
        if (seen.has(word) && isContent(word)) cost += placed.has(word) ? REPEATED_PLACED : REPEATED_WORD;
        seen.add(word);
      }
    }
    return cost;
  };

const isContent = (word: string): boolean => word.length > 3 && !GRAMMAR.has(word);
