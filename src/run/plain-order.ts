/**
 * What the follower is told where a request says nothing but rules. Small models stumble over the numbers in them; the
 * constraint keeps those, so they are told what a person would say: what to write, and which words it has.
 * @module
 */
import type { Clause, Contract } from "../contract/index.ts";
import { lastWordsOf, wordPlace } from "../contract/word-place.ts";
import type { Message } from "../model/token-model.ts";
import { SENTENCE_EXAMPLES } from "./sentence-examples.ts";

const SYSTEM = "You write well. You answer with the text alone.";
const FORMS: Readonly<Record<string, string>> = {
  sentence: "one sentence",
  paragraph: "a paragraph",
  poem: "a poem",
};
/** Words that are named, at most. */
const MOST_NAMED = 12;
/** Letters of words that are called short. */
const SHORT = 7;
const LONG_SENTENCE = 12;
/** Words of a sentence that is shown with its gaps, at most. */
const LONGEST_FRAME = 40;
const SENTENCE = "Write one sentence";

/**
 * How a paragraph is asked for sentence by sentence, where the last words of half of them are given: who has to end with a
 * word that was named many sentences ago comes to it by chance. Undefined: it isn't; who writes on has more to say.
 */
export interface SentenceBySentence {
  /** What belongs to the first sentence. */
  readonly first: string;
  /** The orders for the second, the third, … */
  readonly others: readonly string[];
}

export function sentenceBySentence(contract: Contract): SentenceBySentence | undefined {
  const count = exactCount(contract.clauses, "sentence");
  const lasts = lastWordsOf(contract);
  if (contract.form !== "paragraph" || count < 2 || lasts.size < count / 2) return undefined;
  const ends = Array.from({ length: count }, (_, at) => {
    const word = lasts.get(at + 1);
    return word === undefined ? "" : endingWith(word);
  });
  return { first: ends[0], others: ends.slice(1).map((end) => GO_ON + end) };
}

const BEGIN = "Begin a story or an article with one sentence";
const GO_ON = "Go on with one more sentence.";
const endingWith = (word: string): string => ` Its last word is ${word}.`;

/** Sentences that were asked for so, and written. */
export const sentencesShown = (): Message[] =>
  SENTENCE_EXAMPLES.flatMap((sentences) =>
    sentences.flatMap(({ last, sentence }, at): Message[] => [
      { role: "user", content: (at === 0 ? `${BEGIN}.` : GO_ON) + endingWith(last) },
      { role: "assistant", content: sentence },
    ]),
  );

/**
 * An order for a text of the contract's form that has the words which it asks for; with `first` for its first sentence, to
 * which that belongs.
 */
export function plainMessages(contract: Contract, first?: string): Message[] {
  const { form, clauses } = contract;
  if (first !== undefined) {
    const others = contract.clauses.filter((clause) => wordPlace(clause) !== -1);
    return messagesOf([`${BEGIN}${aboutOf(contract)}.${first}`, ...named(others), ...manner(others)]);
  }
  const frame = frameOf(contract);
  if (frame === undefined)
    return messagesOf([order({ form, clauses }), ...named(clauses), ...manner(clauses)]);
  const others = clauses.filter((clause) => wordPlace(clause) === undefined);
  return messagesOf([`${SENTENCE} that fits: ${frame}`, ...named(others), ...manner(others)]);
}

/**
 * An order for a text of the contract's form about its topic, which says nothing of its rules; or to go on with it. Where the
 * other shows a sentence's gaps, it begins as that one does, so that it is read once.
 */
export function orderWithoutRules(contract: Contract, before: readonly string[] = []): Message[] {
  const isFrame = contract.topic === undefined && frameOf(contract) !== undefined;
  const messages = messagesOf([isFrame ? `${SENTENCE}.` : order(contract)]);
  if (before.length === 0) return messages;
  return [...messages, { role: "assistant", content: before.join(" ") }, { role: "user", content: GO_ON }];
}

/** An order that says nothing but the contract's topic: in other words than the one that says its form. */
export const orderWithoutForm = (contract: Contract): Message[] => [
  { role: "user", content: `Write something short${aboutOf(contract)}.` },
];

/**
 * A sentence in which words have their places, with a gap for each that is free: `_ _ sea _ _ rain.`. Small models make
 * more of it than of ordinals. Undefined: no word has a place inside, or there is no telling how many there are.
 */
export function frameOf({ form, clauses }: Contract): string | undefined {
  if (form !== "sentence") return undefined;
  const places = new Map<number, string>();
  for (const clause of clauses) {
    const place = wordPlace(clause);
    if (clause.relation === "is" && place !== undefined) places.set(place, clause.value);
  }
  const count = exactCount(clauses, "word");
  const inside = [...places.keys()].some((place) => place > 1);
  if (!inside || count === 0 || count > LONGEST_FRAME) return undefined;
  const words = Array.from({ length: count }, (_, at) => places.get(at + 1) ?? places.get(at - count) ?? "_");
  return `${words.join(" ")}.`;
}

const messagesOf = (sentences: readonly string[]): Message[] => [
  { role: "system", content: SYSTEM },
  { role: "user", content: sentences.join(" ") },
];

function order(contract: Contract): string {
  const { form = "text", clauses } = contract;
  const count = exactCount(clauses, "sentence");
  const sentences = count > 1 ? ` of ${count} sentences` : "";
  return `Write ${FORMS[form] ?? "a text"}${sentences}${aboutOf(contract)}, as it could stand in a good story or article.`;
}

const aboutOf = ({ topic }: Contract): string => (topic === undefined ? "" : ` about ${topic}`);

/** How many there are of them in the text; 0: it isn't said. */
function exactCount(clauses: readonly Clause[], subject: "sentence" | "word"): number {
  for (const clause of clauses) {
    if (clause.relation === "exactly" && clause.subject === subject && clause.scope.length === 0)
      return clause.value;
  }
  return 0;
}

function named(clauses: readonly Clause[]): string[] {
  const contained: string[] = [];
  const placed: string[] = [];
  const last: string[] = [];
  const first: string[] = [];
  for (const clause of clauses) {
    const { relation, scope } = clause;
    const inner = scope.at(-1);
    if (relation === "contains") contained.push(clause.value);
    else if (relation === "contains in order") placed.push(...clause.value);
    else if (relation === "starts with" && inner?.unit === "sentence") first.push(clause.value);
    else if (relation === "is" && scope.length === 2 && inner?.unit === "word") {
      (inner.at === -1 ? last : inner.at === 1 ? first : placed).push(clause.value);
    } else if (relation === "is" && inner?.unit === "word") placed.push(clause.value);
  }
  const list = (words: readonly string[]): string =>
    [...new Set(words)]
      .filter((text) => /^[\p{L}\p{N}.’'-]+$/u.test(text))
      .slice(0, MOST_NAMED)
      .join(", ");
  const say = (words: readonly string[], what: string, where = ""): string[] =>
    list(words) === "" ? [] : [`${what} ${words.length > 1 ? "words" : "word"} ${list(words)}${where}.`];
  return [
    ...say(contained, "It has the"),
    ...say(placed, "It has the", placed.length > 1 ? ", in this order" : ""),
    ...say(first, "Each sentence begins with the"),
    ...say(last, "Its sentences end with the", last.length > 1 ? ", in this order" : ""),
  ];
}

function manner(clauses: readonly Clause[]): string[] {
  const short = clauses.some(
    (clause) =>
      clause.relation === "at most" &&
      clause.subject === "character" &&
      clause.scope.at(-1)?.unit === "word" &&
      clause.value <= SHORT,
  );
  const long = clauses.some(
    (clause) =>
      (clause.relation === "at least" || clause.relation === "between") &&
      clause.subject === "word" &&
      clause.scope.at(-1)?.unit === "sentence" &&
      [clause.value].flat()[0] >= LONG_SENTENCE,
  );
  return [...(short ? ["It uses short words only."] : []), ...(long ? ["Its sentences are long."] : [])];
}
