/**
 * How alike two requests are: cosine of their bags of words and character trigrams. Enough to find examples by.
 * @module
 */
import { isAboutJson } from "./evidence/keys.ts";
import { BOOKS, type Book, JSON_BOOK } from "./examples.ts";

/** Requests are compared by their beginning; what comes later is mostly material. */
const COMPARED = 2000;

function features(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (feature: string, weight: number): void => {
    counts.set(feature, (counts.get(feature) ?? 0) + weight);
  };
  // Numbers are alike as numbers, quoted words as quoted words.
  const plain = text
    .slice(0, COMPARED)
    .toLowerCase()
    .replace(/['"‘“「][^'"’”」\n]{1,40}['"’”」]/gu, "“”")
    .replace(/\d+/g, "0");
  for (const [word] of plain.matchAll(/[\p{L}\p{N}]+|“”/gu)) {
    add(word, 1);
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) add(`_${padded.slice(at, at + 3)}`, 0.3);
  }
  return counts;
}

/** Between 0 and 1. */
export function likeness(one: string, other: string): number {
  const [first, second] = [features(one), features(other)];
  let dot = 0;
  for (const [feature, weight] of first) dot += weight * (second.get(feature) ?? 0);
  const length = (bag: Map<string, number>): number =>
    Math.sqrt([...bag.values()].reduce((sum, weight) => sum + weight * weight, 0));
  return dot === 0 ? 0 : dot / (length(first) * length(second));
}

/** The book whose examples are most like the request: the mean of its two nearest. */
export function nearestBook(request: string): Book {
  if (isAboutJson(request)) return JSON_BOOK;
  const score = ({ examples }: Book): number => {
    const scores = examples
      .map((example) => likeness(request, example.request))
      .sort((one, other) => other - one);
    return scores[0] + scores[1];
  };
  return BOOKS.reduce((best, book) => (score(book) > score(best) ? book : best));
}
