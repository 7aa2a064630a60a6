/**
 * Potentials that guide the writing of an English text (Lew et al. 2023, section 2; twisted SMC: Zhao et al. 2024,
 * section 3). Two kinds: what remains part of the target (a sentence that repeats its words is worth less), and
 * lookahead that has gone when a text is finished (a word that is still owed makes what comes less likely).
 * @module
 */
import { foldedWords, foldWord, sentenceSpans, wordsOf } from "../text/index.ts";
import { leastCount, mostCount } from "./fewest-words.ts";
import type { Taste } from "./korean-taste.ts";
import type { Contract } from "./types.ts";
import { lastWordsOf, wordPlace } from "./word-place.ts";

/** ln of what a content word costs that its sentence has already. */
const REPEATED_WORD = -2;
/** … more of one that has its place in the sentence: whoever reads it sees that it was put there … */
const REPEATED_PLACED = -5;
/** … two words that follow one another twice in it, which is known before the second is drawn … */
const REPEATED_PAIR = -5;
/** … and a word right behind itself. */
const STUTTER = -4;
/** ln of how much less likely a word that is asked for makes the rest of a text while it is missing. */
const OWED = -2.5;
/** In a text of one sentence it becomes more with each word from so many on, since few are left; at most so much. */
const URGENT = { from: 10, more: -0.2, most: -6 };

/** Words of a sentence from which on a full stop is looked for, ln of what it is worth for each more, and at most … */
const COMES_TO_END = { from: 14, worth: 0.25, most: 2.5 };
/** … and the same for one that may not be much longer: so many words before it has to end. */
const HAS_TO_END = { before: 6, worth: 0.5 };
/** Words from which on a sentence is long, and ln of what each more costs. */
const LONG = { from: 22, cost: -0.2 };

/** Words of a sentence before its last word is looked for. */
const FEWEST_BEFORE_LAST = 6;
/** Words of a sentence that is all of a text, below which it says little, and ln of what each that it lacks costs. */
const SHORT = { below: 7, cost: -1 };
/** The same of one among others that has to end with a word: the shortest way to the word says little. */
const SHORT_AMONG_OTHERS = { below: 9, cost: -2 };
/** ln of what it costs to say words that are asked for one behind the other, as a list. */
const LISTED = -4;

/** ln of what it costs to hang the word that ends a sentence on to it behind a comma. */
const HUNG_ON = -5;
const HANGS = /,\s*(?:(?:a|an|the|as|with|my|his|her|its|our|their)\s+)?(\S+?)[^\p{L}\p{N}]*$/iu;

/**
 * ln of what a piece is worth that makes a word that must not stand: what begins with it is mostly that word, and a text
 * that has begun with it and may not end it there comes to `andante` for _and_.
 */
const AVOIDED = -5;
/** So many words at most; each costs a little at every token. */
const MOST_AVOIDED = 64;

/** Words of four letters and more that sentences repeat for their grammar. */
const GRAMMAR = new Set(
  (
    "that this with from into onto they them their there these those have will were been being when what which while " +
    "would could should your yours ours more than then each some such only also very just over about upon where whose " +
    "because until through between under after before"
  ).split(" "),
);

/** The potentials for one contract. Texts are compared in words, so they should be asked where a word begins or ends. */
export function englishTaste({ clauses, form }: Contract): Taste {
  const owed = clauses.flatMap(owedBy);
  const placed = placedWords(clauses);
  const lasts = new Map([...lastWordsOf({ clauses, form })].map(([at, word]) => [at, foldWord(word)]));
  const [shortest, longest] = lengthOfSentence({ clauses, form });
  const least = Math.max(FEWEST_BEFORE_LAST + 1, shortest);
  const soonest = longest > shortest ? longest - HAS_TO_END.before : Number.POSITIVE_INFINITY;
  const ending = soonest < COMES_TO_END.from ? { from: soonest, worth: HAS_TO_END.worth } : COMES_TO_END;
  const avoided = avoidedWords(clauses).map((word) => [word, AVOIDED] as const);
  const repetition = repetitionOf(new Set([...placed.values(), ...lasts.values()]));
  const single = owed.flatMap(({ folded }) => (folded.length === 1 ? folded : []));
  const worthOfOwed = (length: number): number => OWED + (form === "sentence" ? urgency(length) : 0);
  const missing = (words: readonly string[]): Owed[] => owed.filter(({ folded }) => !holds(words, folded));
  return {
    unfinished: (text) => {
      const words = foldedWords(text);
      return (
        repetition(text) +
        LISTED * listed(text, single) +
        worthOfOwed(words.length) * missing(words).length +
        worthOfLasts(text, lasts) +
        HUNG_ON * hungOn(text, lasts) +
        SHORT_AMONG_OTHERS.cost * wordsLacking(text, lasts) +
        REPEATED_PLACED * saidTooEarly(words, placed) +
        STUTTER * Number(words.length > 0 && words.at(-1) === placed.get(words.length + 1))
      );
    },
    finished: (text) =>
      repetition(text) +
      LISTED * listed(text, single) +
      HUNG_ON * hungOn(text, lasts) +
      (form === "sentence"
        ? SHORT.cost * Math.max(0, SHORT.below - wordsOf(text).length)
        : SHORT_AMONG_OTHERS.cost * wordsLacking(text, lasts)),
    ahead: (text) => {
      const now = standing(text);
      const last = lastWordOf(now, lasts, { least, isBehindComma: text.endsWith(",") });
      const stop = [...avoided, ...saidBehind(now), ...fullStop(text, ending), ...last];
      if (owed.length + placed.size === 0) return stop;
      const words = foldedWords(text);
      const due = missing(words);
      // Of words in an order, one may come next.
      const next = due.filter(({ after }) => !due.some((other) => other === after));
      return [
        ...stop,
        ...next.map(({ text: phrase }) => [phrase, -worthOfOwed(words.length)] as const),
        ...[...placed].flatMap(([at, word]): (readonly [string, number])[] => {
          const between = at - words.length - 2;
          if (between >= 0 && isContent(word)) return [[word, REPEATED_PLACED]];
          return between === 0 ? [[word, STUTTER]] : [];
        }),
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
    found.push({ text, folded: foldedWords(text), after: found.at(-1) });
  }
  return found;
}

/** Single words that the text, or each of some parts, must not have. */
function avoidedWords(clauses: Contract["clauses"]): readonly string[] {
  const words = clauses.flatMap((clause) =>
    clause.relation === "avoids" && clause.scope.every(({ unit, at }) => at === "each" && unit !== "word")
      ? [wordsOf(clause.value)]
      : [],
  );
  return words
    .filter(({ length }) => length === 1)
    .flat()
    .slice(0, MOST_AVOIDED);
}

/** Words of one sentence that have their places in it. */
function placedWords(clauses: Contract["clauses"]): ReadonlyMap<number, string> {
  const placed = new Map<number, string>();
  for (const clause of clauses) {
    const at = wordPlace(clause) ?? 0;
    if (clause.relation === "is" && at > 0 && clause.scope.length === 1)
      placed.set(at, foldWord(clause.value));
  }
  return placed;
}

/** How many sentences stand there whose last word has only a comma, or little more, between it and the rest. */
function hungOn(text: string, lasts: ReadonlyMap<number, string>): number {
  if (lasts.size === 0 || !text.includes(",")) return 0;
  return allSentences(text).filter(({ start, end }, at) => {
    const [, word] = HANGS.exec(text.slice(start, end)) ?? [];
    return word !== undefined && lasts.get(at + 1) === foldWord(word);
  }).length;
}

/** Words that sentences which have ended with theirs lack to say something. */
function wordsLacking(text: string, lasts: ReadonlyMap<number, string>): number {
  if (lasts.size === 0) return 0;
  return sentenceSpans(text).finished.reduce((sum, { start, end }, at) => {
    const lacking = SHORT_AMONG_OTHERS.below - wordsOf(text.slice(start, end)).length;
    return lasts.has(at + 1) ? sum + Math.max(0, lacking) : sum;
  }, 0);
}

/** Where they begin and end, the one that has not ended among them. */
function allSentences(text: string): ReturnType<typeof sentenceSpans>["finished"] {
  const { finished, unfinished } = sentenceSpans(text);
  return unfinished ? [...finished, unfinished] : finished;
}

/** How many sentences have ended, and the words of the one that has not. */
interface Standing {
  readonly ended: number;
  readonly words: readonly string[];
}

function standing(text: string): Standing {
  const { finished, unfinished } = sentenceSpans(text);
  const words = unfinished ? foldedWords(text.slice(unfinished.start, unfinished.end)) : [];
  return { ended: finished.length, words };
}

/** Words that a sentence has, at least and at most. */
function lengthOfSentence({ clauses, form }: Pick<Contract, "clauses" | "form">): readonly [number, number] {
  const each = { subject: "word", within: "sentence" } as const;
  const all = { subject: "word" } as const;
  const [least, most] = [leastCount({ clauses }, each), mostCount({ clauses }, each)];
  if (form !== "sentence") return [least, most];
  return [Math.max(least, leastCount({ clauses }, all)), Math.min(most, mostCount({ clauses }, all))];
}

/** What is owed by sentences that have yet to come to their last words, and what it costs to go on behind one. */
function worthOfLasts(text: string, lasts: ReadonlyMap<number, string>): number {
  if (lasts.size === 0) return 0;
  const { ended, words } = standing(text);
  const left = [...lasts.keys()].filter((number) => number > ended).length;
  const last = lasts.get(ended + 1);
  if (last === undefined) return OWED * left;
  // The next word has begun: what stands there will be said again.
  const isTooEarly = isContent(last) && words.includes(last);
  return OWED * left + urgency(words.length) + (isTooEarly ? REPEATED_PLACED : 0);
}

const urgency = (words: number): number =>
  Math.max(URGENT.most - OWED, URGENT.more * Math.max(0, words - URGENT.from));

/** What it is worth to come to the last word of the sentence, and to end behind it. */
function lastWordOf(
  { ended, words }: Standing,
  lasts: ReadonlyMap<number, string>,
  { least, isBehindComma }: { least: number; isBehindComma: boolean },
): (readonly [string, number])[] {
  const last = lasts.get(ended + 1);
  if (last === undefined) return [];
  if (words.at(-1) === last) return [[".", COMES_TO_END.most - REPEATED_PLACED]];
  if (isBehindComma) return [[last, HUNG_ON]];
  // “… whose last word was harbor.” has taken the order for the matter.
  if (words.at(-1) === "last")
    return [
      ["word", AVOIDED],
      ["words", AVOIDED],
    ];
  if (words.length + 1 < least) return isContent(last) ? [[last, REPEATED_PLACED]] : [];
  return [[last, -OWED - urgency(words.length)]];
}

/** How many words stand there that are still to come at their places: they will be said again. */
function saidTooEarly(words: readonly string[], placed: ReadonlyMap<number, string>): number {
  let count = 0;
  for (const [at, word] of placed) {
    if (at > words.length && isContent(word) && words.includes(word)) count += 1;
  }
  return count;
}

/** How often two of the words stand with nothing but a comma between them. */
function listed(text: string, words: readonly string[]): number {
  if (words.length < 2) return 0;
  const parts = text.split(/,\s*/u).map(foldedWords);
  return parts.filter((part, at) => {
    const before = parts[at - 1]?.at(-1);
    return before !== undefined && part.length > 0 && words.includes(before) && words.includes(part[0]);
  }).length;
}

/** Whether the words stand there one behind the other. */
const holds = (words: readonly string[], phrase: readonly string[]): boolean =>
  words.some((_, at) => phrase.every((wanted, index) => words[at + index] === wanted));

const repetitionOf =
  (placed: ReadonlySet<string>) =>
  (text: string): number => {
    let cost = 0;
    for (const { start, end } of allSentences(text)) {
      const words = foldedWords(text.slice(start, end));
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
      cost += LONG.cost * Math.max(0, words.length - LONG.from);
    }
    return cost;
  };

/** Words that have followed the last one in its sentence already. */
function saidBehind({ words }: Standing): (readonly [string, number])[] {
  const last = words.at(-1);
  return words.flatMap((word, at) =>
    at > 0 && words[at - 1] === last ? [[word, REPEATED_PAIR] as const] : [],
  );
}

/** What it is worth to end the sentence that the text stands in. */
function fullStop(
  text: string,
  { from, worth }: { from: number; worth: number },
): (readonly [string, number])[] {
  const begun = Math.max(text.lastIndexOf("."), text.lastIndexOf("!"), text.lastIndexOf("?")) + 1;
  const more = text.slice(begun).split(" ").length - from;
  return more > 0 ? [[".", Math.min(COMES_TO_END.most, more * worth)]] : [];
}

const isContent = (word: string): boolean => word.length > 3 && !GRAMMAR.has(word);
