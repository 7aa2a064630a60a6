import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { alignedTokens } from "./align.ts";
import { collieParagraphs, colliePlain, collieSentences, collieWords } from "./collie.ts";
import { collieView } from "./view.ts";

const slices = (text: string, spans: readonly { start: number; end: number }[]): string[] =>
  spans.map(({ start, end }) => text.slice(start, end));

describe("COLLIE's conventions", () => {
  const words: [text: string, words: string[]][] = [
    ["I don't know, Mr. Lee.", ["I", "do", "n't", "know", "Mr", "Lee"]],
    ['She said: "No -- wait..."', ["She", "said", "``", "No", "--", "wait", "", "''"]],
    ["the U.S. (1,000)", ["the", "U.S", "1,000"]],
    ["", []],
  ];
  for (const [text, wanted] of words) {
    it(`have the words ${wanted.join(" ")} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        collieWords(text).map((word) => word.text),
        wanted,
      );
    });
  }

  it("cut blanks and full stops off the ends of parts", () => {
    const text = " One. \n\nTwo. Three!\n\n\n\n";
    assert.deepEqual(slices(text, collieParagraphs(text)), ["One", "Two. Three!", "", ""]);
    assert.deepEqual(slices(text, collieSentences(text)), ["One", "Two", "Three!"]);
  });

  it("compare without case, and without punctuation at the ends", () => {
    assert.equal(colliePlain("'Tis  so!\"."), "tis  so");
    assert.equal(colliePlain("..."), "...");
  });

  it("count the words of a part in its own text", () => {
    const view = collieView("Wait... No.");
    const [first] = view.parts("sentence", view.whole);
    assert.equal(view.slice(first), "Wait... No");
    const other = collieView("No. Wait ...");
    assert.equal(other.count("word", other.whole), 3);
    const [, second] = other.parts("sentence", other.whole);
    assert.equal(other.count("word", second), 1);
    assert.deepEqual(other.occurrences("wait"), [1, 3]);
  });

  it("take a text as it stands", () => {
    const view = collieView(" a\r\n");
    assert.equal(view.count("character", view.whole), 4);
    assert.deepEqual(view.parts("word", view.whole), [{ start: 1, end: 2 }]);
  });

  it("know where tokens stand", () => {
    const text = '"It\'s ``fine\'\'," he said. Then: "Go"!';
    for (const token of alignedTokens(text)) {
      assert.ok(
        ["``", "''"].includes(token.text) || text.slice(token.start, token.end) === token.text,
        token.text,
      );
    }
  });

  it("give every part a place in the text, in order", () => {
    const pieces = [
      "a ",
      "it's ",
      "...",
      '"',
      "``",
      "''",
      "'",
      ". ",
      "! ",
      "\n",
      "\n\n",
      "-- ",
      "Mr. ",
      "(",
      "😀",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (some) => {
        const view = collieView(some.join(""));
        for (const unit of ["paragraph", "line", "sentence", "word"] as const) {
          let last = 0;
          for (const { start, end } of view.parts(unit, view.whole)) {
            assert.ok(start >= last && end >= start && end <= view.text.length);
            last = end;
          }
        }
      }),
    );
  });
});
