/**
 * What the follower is told where a request says nothing but rules. Small models stumble over the numbers in them; the
 * constraint keeps those, so they are told what a person would say: what to write, and which words it has.
 * @module
 */
import type { Clause, Contract } from "../contract/index.ts";
import type { Message } from "../model/token-model.ts";

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

/** An order for a text of the contract's form that has the words which it asks for. */
export const plainMessages = ({ form, clauses }: Contract): Message[] =>
  messagesOf([order({ form, clauses }), ...named(clauses), ...manner(clauses)]);

/** An order for a text of the contract's form about its topic, which says nothing of its rules. */
export const orderWithoutRules = (contract: Contract): Message[] => messagesOf([order(contract)]);

const messagesOf = (sentences: readonly string[]): Message[] => [
  { role: "system", content: SYSTEM },
  { role: "user", content: sentences.join(" ") },
];

function order({ form = "text", clauses, topic }: Contract): string {
  const about = topic === undefined ? "" : ` about ${topic}`;
  return `Write ${FORMS[form] ?? "a text"}${sentences(clauses)}${about}, as it could stand in a good story or article.`;
}

function sentences(clauses: readonly Clause[]): string {
  const count = clauses.find(
    (clause) => clause.relation === "exactly" && clause.subject === "sentence" && clause.scope.length === 0,
  );
  return count?.relation === "exactly" && count.value > 1 ? ` of ${count.value} sentences` : "";
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
