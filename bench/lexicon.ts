/**
 * `npm run bench -- lexicon --answers <answers.jsonl>`: English words in answers that no word list knows and no request
 * has, which is what joined and broken words are (`remainedenal`). The list is `word-list`, from which running text isn't
 * written (answers of a single word are). A word is also known by its parts at hyphens and apostrophes; numbers, and names (capitals inside a sentence),
 * are none of a lexicon, and names are shown apart.
 * @module
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import wordList from "word-list";
import { SijoError } from "../src/errors.ts";
import { parseCases } from "../src/evaluation/collie/index.ts";
import { foldWord, hasHangul, textView } from "../src/text/index.ts";
import { print } from "./options.ts";

/** One line of a file of answers; other fields are passed over. */
interface Answer {
  readonly id: string;
  /** Of a hand-off, null. */
  readonly text?: string | null;
  readonly family?: string;
  readonly request?: string;
  readonly prompt?: string;
}

interface Tally {
  texts: number;
  words: number;
  withUnknown: number;
}

/** What stands behind an apostrophe. */
const CLITICS = ["s", "t", "d", "m", "re", "ve", "ll"];
/** Words of one letter, which the list leaves out. */
const LETTERS = ["a", "i", "o"];

/** Prints every text with such words, and a table by family. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { answers: { type: "string", multiple: true }, cases: { type: "string" } },
  });
  if (values.answers === undefined) {
    throw new SijoError("bench.answers", "No answers were given.", {
      kind: "usage",
      hint: "Name files of JSON lines with id, text and request: --answers <file>; requests of COLLIE by --cases <file>.",
    });
  }
  const known = new Set([...readFileSync(wordList, "utf8").split("\n"), ...LETTERS]);
  const requests = new Map(
    (values.cases === undefined ? [] : parseCases(readFileSync(values.cases, "utf8"), values.cases)).map(
      ({ id, prompt }) => [id, prompt],
    ),
  );
  const read: (Strange & { readonly id: string; readonly family: string })[] = [];
  for (const { id, text, family = "", ...answer } of values.answers.flatMap(readAnswers)) {
    const request = answer.request ?? answer.prompt ?? requests.get(id);
    if (typeof text !== "string" || text === "" || hasHangul(text)) continue;
    if (request === undefined) {
      throw new SijoError("bench.answers", `The request of ${id} is not known.`, {
        kind: "usage",
        hint: "Give it as `request` in its line, or COLLIE's cases by --cases <file>.",
      });
    }
    read.push({ id, family, ...strangeWords({ text, request, known }) });
  }
  // A name of one text may stand at the front of a sentence in another.
  const names = new Set(read.flatMap((found) => found.names));
  const tallies = new Map<string, Tally>();
  for (const { id, family, words, strange } of read) {
    const tally = tallies.get(family) ?? { texts: 0, words: 0, withUnknown: 0 };
    tallies.set(family, tally);
    const unknown = strange.filter((word) => !names.has(nameOf(word)));
    tally.texts += 1;
    tally.words += words;
    tally.withUnknown += Number(unknown.length > 0);
    if (unknown.length > 0) print(`${id}: ${unknown.join(" ")}`);
  }
  print(`names, taken as such: ${[...names].sort().join(" ") || "none"}\n`);
  print("| family | texts | words | texts with words that nobody knows |\n|---|--:|--:|--:|");
  for (const [family, tally] of tallies) print(row(family || "–", tally));
  const all = { texts: 0, words: 0, withUnknown: 0 };
  for (const { texts, words, withUnknown } of tallies.values()) {
    all.texts += texts;
    all.words += words;
    all.withUnknown += withUnknown;
  }
  print(row("all", all));
}

const row = (family: string, { texts, words, withUnknown }: Tally): string =>
  `| ${family} | ${texts} | ${words} | ${withUnknown} (${((100 * withUnknown) / Math.max(1, texts)).toFixed(1)} %) |`;

interface Strange {
  /** How many words the text has. */
  readonly words: number;
  /** Those that are neither in the list nor in the request … */
  readonly strange: readonly string[];
  /** … and of them those that can be nothing but names. */
  readonly names: readonly string[];
}

function strangeWords({
  text,
  request,
  known,
}: {
  text: string;
  request: string;
  known: ReadonlySet<string>;
}): Strange {
  const view = textView(text);
  const asked = new Set(textView(request).folded);
  const isKnown = (word: string): boolean =>
    asked.has(word) || known.has(word) || !/\p{L}/u.test(word) || /^\d/.test(word);
  const isWord = (word: string): boolean =>
    isKnown(word) ||
    isKnown(word.replace(/n't$/, "")) ||
    word.split(/[-'.]/).every((part, index) => isKnown(part) || (index > 0 && CLITICS.includes(part)));
  const found = view.words
    .map((span) => ({ span, word: view.slice(span) }))
    .filter(({ word }) => !isWord(foldWord(word)));
  // A capital at the front of a sentence or a line says nothing.
  const fronts = new Set(
    [...view.parts("sentence", view.whole), ...view.parts("line", view.whole)].map(
      (part) => view.words[view.wordRange(part)[0]]?.start,
    ),
  );
  return {
    words: view.words.length,
    strange: found.map(({ word }) => word),
    names: found
      .filter(({ span, word }) => /^\p{Lu}/u.test(word) && !fronts.has(span.start))
      .map(({ word }) => nameOf(word)),
  };
}

/** Without the mark of possession. */
const nameOf = (word: string): string => word.replace(/[’']s?$/u, "");

const readAnswers = (file: string): Answer[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, index) => {
      try {
        return JSON.parse(line) as Answer;
      } catch (cause) {
        throw new SijoError("bench.answers", `Line ${index + 1} of ${file} is no JSON.`, {
          kind: "usage",
          hint: 'Each line is an answer: {"id": …, "text": …, "request": …}.',
          cause,
        });
      }
    });
