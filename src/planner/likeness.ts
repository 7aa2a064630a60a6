/**
 * How alike two requests are: cosine of their bags of words and character trigrams. Enough to find examples by.
 * @module
 */
import { isAboutJson } from "./evidence/keys.ts";
import { BOOKS, type Book, JSON_BOOK } from "./examples.ts";

/** Requests are compared by their beginning; what comes later is mostly material. */
const COMPARED = 2000;

const QUOTED = /['"‘“「][^'"’”」\n]{1,40}['"’”」]/gu;

function features(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (feature: string, weight: number): void => {
    counts.set(feature, (counts.get(feature) ?? 0) + weight);
  };
  // Numbers are alike as numbers, quoted words as quoted words.
  const plain = text.slice(0, COMPARED).toLowerCase().replace(QUOTED, "“”").replace(/\d+/g, "0");
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

/** Books that are only for some requests, whatever is like them. */
const ONLY_FOR: Readonly<Record<string, (request: string) => boolean>> = {
  json: isAboutJson,
  word: (request) => /\bword\b/i.test(request),
};

/** Mostly in Hangul, its quotations left out. A Korean word is about half as long as an English one. */
function isKorean(request: string): boolean {
  const said = request.slice(0, COMPARED).replace(QUOTED, "");
  const count = (pattern: RegExp): number => said.match(pattern)?.length ?? 0;
  return 2 * count(/\p{Script=Hangul}/gu) > count(/\p{Script=Latin}/gu);
}

const LINES = /\b(?:poems?|haikus?|limericks?|sonnets?|verses?|stanzas?|acrostics?)\b/i;
const PROSE = /\b(?:sentences?|paragraphs?|passages?|word)\b/i;

/** The book whose examples are most like the request: the mean of its two nearest; in Korean there is but one. */
export function nearestBook(request: string): Book {
  if (isAboutJson(request)) return JSON_BOOK;
  if (isKorean(request)) return BOOKS.find(({ name }) => name === "korean") ?? BOOKS[0];
  const ofLines = BOOKS.find(({ name }) => name === "lines");
  if (ofLines && LINES.test(request) && !PROSE.test(request)) return ofLines;
  const books = BOOKS.filter(({ name }) => ONLY_FOR[name]?.(request) ?? true);
  const score = ({ examples }: Book): number => {
    const scores = examples
      .map((example) => likeness(request, example.request))
      .sort((one, other) => other - one);
    return scores[0] + scores[1];
  };
  return books.reduce((best, book) => (score(book) > score(best) ? book : best));
}
