/** Texts that nearly keep a contract: what the check fails is never written, and what it passes beside that is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../check/check.ts";
import { parseContract } from "../notation.ts";
import { compileContract } from "./compile.ts";
import type { Language } from "./language.ts";
import { generator } from "./testing.ts";
import { randomText } from "./walk.ts";
import { wordList } from "./word-list.ts";

const TOY = wordList("a be sea well known well-known cat p.m i e etc no ph d".split(" "));

interface Case {
  readonly contract: string;
  readonly kept: readonly string[];
  readonly missed: readonly string[];
  readonly language?: Language;
}

const CASES: Readonly<Record<string, Case>> = {
  "a word that is avoided, made of pieces": {
    contract: 'text matches /[a-z]+-[a-z]+/\ntext avoids "well-known"',
    kept: ["well-be", "be-known"],
    missed: ["well-known"],
  },
  "letters that are avoided, on both sides of a mark": {
    contract: 'text matches /[a-z]+-[a-z]+-[a-z]+/\neach word avoids "l-k"\neach word avoids "a-be-c"',
    kept: ["sea-be-known", "be-be-cat"],
    missed: ["well-known-be", "be-well-known", "sea-be-cat"],
  },
  "a word of pieces that is counted": {
    contract:
      'text matches /[a-z]+-[a-z]+ [a-z]+-[a-z]+/\ntext contains "well-known" exactly 1 time\ntext has exactly 2 words',
    kept: ["be-be well-known"],
    missed: ["well-known well-known"],
  },
  "marks between pieces that are counted": {
    contract:
      'text has exactly 2 lines\neach line matches /[a-z]+(-[a-z]+)+/\ntext contains "-" at most 2 times',
    kept: ["be-be\nsea-sea"],
    missed: ["be-be-be\nsea-sea"],
  },
  "a number in two pieces": {
    contract:
      "form: list\ntext has exactly 1 line\neach line matches /[a-z]+ [0-9][.,][0-9a-z]{3}/\nnumbers of each line add up to at most 3",
    kept: ["sea 2,cat"],
    missed: ["sea 9.250", "sea 2,250"],
  },
  "an amount at the front of a line, which numbers no item": {
    contract:
      'form: list\ntext has exactly 1 line\ntext contains "$25"\nnumbers of each line add up to at most 30',
    kept: ["$25. 4."],
    missed: ["$25. 10."],
  },
  "initials in pieces": {
    contract: "text matches /[a-z]\\.[a-z]\\. [A-Z].*/\ntext has exactly 2 sentences",
    kept: ["e.e. Sea. Cat."],
    missed: ["e.e. Sea."],
  },
  "abbreviations in pieces": {
    contract: "text matches /[a-z]{1,2}\\.[a-z]\\. [A-Z].*/\ntext has exactly 2 sentences",
    kept: ["be.e. Sea."],
    missed: ["ph.d. Sea.", "be.e. Sea. No."],
  },
  "an abbreviation that ends a sentence before a capital": {
    contract: "form: sentence\ntext matches /[A-Za-z]+\\. .*/",
    kept: [],
    missed: ["Etc. Sea."],
  },
  "a quoted stop before a small letter": {
    contract: "text matches /[A-Za-z]+!\\) .*/\ntext has exactly 2 sentences",
    kept: ["Sea!) Cat.", "Sea!) No cat."],
    missed: ["Sea!) cat."],
  },
  "names in small letters as sentences of their own": {
    contract:
      'text has exactly 2 sentences\ntext has exactly 2 words\ntext contains "iPhone"\neach sentence ends with ".”"',
    language: "ko",
    kept: ["iPhone.” 나무.”"],
    missed: ["나무.” iPhone.”"],
  },
  "a full stop behind other marks": {
    contract: "form: sentence\ntext matches /[A-Za-z]+(-\\.|,) [a-z]+[.]/",
    kept: ["Sea, cat."],
    missed: ["Sea-. cat."],
  },
  "lines that are the same, in pieces or not": {
    contract: "text has exactly 2 lines\neach line matches /[a-z]+-[a-z]+/\ntext repeats no line",
    kept: ["well-known\nsea-cat"],
    missed: ["well-known\nwell-known"],
  },
  "quoted lines that are the same, in pieces or not": {
    contract:
      'text has exactly 2 lines\neach line matches /[a-z]+-[a-z]+/\ntext repeats no line\ntext contains "cat-sea"',
    kept: ["cat-sea\nwell-cat"],
    missed: ["cat-sea\ncat-sea"],
  },
  "words that grow, and marks behind them": {
    contract: "form: sentence\neach word has more characters than the one before\ntext has exactly 3 words",
    kept: ["I no, cat.", "I, no cat."],
    missed: ["No sea, cat."],
  },
  "codes and words in the order of the alphabet": {
    contract: "text matches /[A-Za-z0-9]{3} [A-Za-z0-9]{3}/\ntext has its words in alphabetical order",
    kept: ["cat sea", "4b2 cat"],
    missed: ["J8a cat", "sea cat"],
  },
};

for (const [name, { contract: notation, kept, missed, language }] of Object.entries(CASES)) {
  test(`what nearly keeps a contract is not written: ${name}`, () => {
    const contract = parseContract(notation);
    const compiled = compileContract(
      language === "ko" ? { contract, language, lexicon: "open" } : { contract, list: TOY },
    );
    assert.equal(compiled.kind, "compiled", JSON.stringify(compiled));
    if (compiled.kind !== "compiled") return;
    const { constraint, unenforced } = compiled;
    assert.deepEqual(unenforced, []);
    const admits = (text: string): boolean => {
      let state: typeof constraint.start | undefined = constraint.start;
      for (const character of text) {
        state = constraint.next(state, character.codePointAt(0)!);
        if (state === undefined) return false;
      }
      return constraint.mayEnd(state);
    };
    for (const text of kept)
      assert.deepEqual([check(contract, text).passed, admits(text)], [true, true], text);
    for (const text of missed) {
      assert.deepEqual([check(contract, text).passed, admits(text)], [false, false], text);
    }
    if (language === "ko") return;
    const random = generator(1);
    for (let count = 0; count < 20; count += 1) {
      const text = randomText(constraint, { random, longest: 300 });
      if (text !== undefined) assert.ok(check(contract, text).passed, JSON.stringify(text));
    }
  });
}
