import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  foldWord,
  lineSpans,
  normalise,
  paragraphSpans,
  runAtEnd,
  sentenceSpans,
  textView,
  wordsOf,
} from "./index.ts";

const sentencesOf = (text: string): string[] =>
  sentenceSpans(text).finished.map(({ start, end }) => text.slice(start, end));

const unfinishedOf = (text: string): string => {
  const { unfinished } = sentenceSpans(text);
  return unfinished ? text.slice(unfinished.start, unfinished.end) : "";
};

describe("words", () => {
  const cases: [text: string, words: string[]][] = [
    ["", []],
    ["It rains.", ["It", "rains"]],
    ["don’t well-known", ["don’t", "well-known"]],
    ["$12, #sale (maybe) -", ["12", "sale", "maybe"]],
    ["sun 😀 “moon”", ["sun", "moon"]],
    ["3.5 e.g. U.S.", ["3.5", "e.g", "U.S"]],
    ["가을,\n하늘이\u3000높다", ["가을", "하늘이", "높다"]],
    ["a\u00a0b\u2028c\x85d", ["a", "b", "c", "d"]],
    ["𝒜1😀𝒜", ["𝒜1😀𝒜"]],
    ["…🎈𝒜🎈…", ["𝒜"]],
    ["❤️ love ❤️, 👩‍👩‍👧 🇰🇷 👍🏽!", ["love"]],
    ["cafe\u0301! (e\u0301)", ["cafe\u0301", "e\u0301"]],
    ["\u200fשלום\u200f, \u2067مرحبا\u2069!", ["שלום", "مرحبا"]],
  ];
  for (const [text, words] of cases) {
    it(`of ${JSON.stringify(text)} are ${words.length}`, () => assert.deepEqual(wordsOf(text), words));
  }

  it("are compared without regard to case and to the shape of the apostrophe", () => {
    for (const [one, other] of [
      ["DON’T", "don't"],
      ["Straße", "STRASSE"],
      ["ΟΔΟΣ", "οδος"],
      ["École", "école"],
      ["cafe\u0301", "Café"],
    ]) {
      assert.equal(foldWord(one), foldWord(other));
    }
    assert.notEqual(foldWord("ılık"), foldWord("ilik"));
  });
});

describe("sentences", () => {
  const cases: [text: string, finished: string[], unfinished?: string][] = [
    ["It rains. We stay in!", ["It rains.", "We stay in!"]],
    ["It rains. We stay", ["It rains."], "We stay"],
    ['"Stop!" she said.', ['"Stop!" she said.']],
    ['"Stop!" She ran.', ['"Stop!"', "She ran."]],
    ["Mr. Kim met Dr. Lee at 3.5 km.", ["Mr. Kim met Dr. Lee at 3.5 km."]],
    ["J.R.R. Tolkien met Sen. A.G. Bell.", ["J.R.R. Tolkien met Sen. A.G. Bell."]],
    ["We left at 5 p.m. and ate.", ["We left at 5 p.m. and ate."]],
    ["We left at 5 p.m. Then we ate.", ["We left at 5 p.m.", "Then we ate."]],
    ["No. No. 5 it is.", ["No.", "No. 5 it is."]],
    ["1. Milk is white.\n2. Coal is not.", ["1. Milk is white.", "2. Coal is not."]],
    ["Really?! Yes...", ["Really?!", "Yes..."]],
    ["가을이다. 하늘이 높다。", ["가을이다.", "하늘이 높다。"]],
    ["... Wait.", ["Wait."]],
    ["a line\nanother line", [], "a line\nanother line"],
    ["It rains. 😀", ["It rains."]],
    ["", []],
  ];
  for (const [text, finished, unfinished = ""] of cases) {
    it(`of ${JSON.stringify(text)} are ${finished.length}`, () => {
      assert.deepEqual(sentencesOf(text), finished);
      assert.equal(unfinishedOf(text), unfinished);
    });
  }
});

describe("lines and paragraphs", () => {
  it("leave out blank lines, and blank lines part paragraphs", () => {
    const text = normalise("  one\r\n two \r\n \t\r\n\r\nthree\rfour\n");
    const cut = (spans: readonly { start: number; end: number }[]): string[] =>
      spans.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(cut(lineSpans(text)), ["one", "two", "three", "four"]);
    assert.deepEqual(cut(paragraphSpans(text)), ["one\n two", "three\nfour"]);
  });
});

const prose = fc
  .array(
    fc.constantFrom(
      ...'a It Mr. e.g. 1. 3.5 . ! ? ” ) " - 😀 가을 don’t \n \n\n \r\n \t'.split(" "),
      " ",
      "  ",
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(""));

describe("a text view", () => {
  it("has parts that lie in order, apart, inside their whole, and begin and end in no white space", () => {
    fc.assert(
      fc.property(prose, (source) => {
        const view = textView(source);
        for (const unit of ["paragraph", "line", "sentence", "word"] as const) {
          let end = 0;
          for (const span of view.parts(unit, view.whole)) {
            assert.ok(span.start >= end && span.end > span.start && span.end <= view.text.length);
            assert.equal(view.slice(span), view.slice(span).trim());
            end = span.end;
          }
        }
      }),
    );
  });

  it("counts in every part what the part has as a text of its own", () => {
    fc.assert(
      fc.property(prose, (source) => {
        const view = textView(source);
        for (const unit of ["paragraph", "line", "sentence"] as const) {
          for (const span of view.parts(unit, view.whole)) {
            const alone = textView(view.slice(span));
            for (const counted of ["line", "sentence", "word", "syllable", "character"] as const) {
              if (unit === "sentence" && (counted === "line" || counted === "sentence")) continue;
              assert.equal(
                view.count(counted, span),
                alone.count(counted, alone.whole),
                `${counted} of ${unit}`,
              );
            }
          }
        }
      }),
    );
  });

  it("counts characters as code points, line breaks included", () => {
    const view = textView(" a😀\r\n가 ");
    assert.equal(view.count("character", view.whole), 4);
    assert.equal(view.count("syllable", view.whole), 1);
  });

  it("ends with a run of characters of a kind, or with none", () => {
    assert.equal(runAtEnd("He said “😀!”", /[\p{P}\p{S}]/u), "“😀!”");
    assert.equal(runAtEnd("He said", /\p{P}/u), "");
    assert.equal(runAtEnd("...", /\p{P}/u), "...");
  });

  it("knows where each word occurs", () => {
    const view = textView("The cat saw the other cat. THE end");
    assert.deepEqual(view.occurrences("the"), [0, 3, 6]);
    assert.deepEqual(view.occurrences("dog"), []);
    assert.deepEqual(view.words[6], { start: 27, end: 30 });
  });

  it("is made of a million characters without trouble, whatever they are", () => {
    for (const piece of ["word ", "a.", ". ", "\n", "  ", "!?", "( ", "a. b "]) {
      const view = textView(piece.repeat(1_000_000 / piece.length));
      for (const unit of ["paragraph", "line", "sentence", "word", "character"] as const) {
        view.count(unit, view.whole);
      }
    }
  });
});
