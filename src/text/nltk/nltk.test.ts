import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nltkTokens, punktSentences } from "./index.ts";

/** Computed by NLTK 3.8.1. */
const TOKENS: [text: string, tokens: string][] = [
  ["They don't know.", "They do n't know ."],
  ["I cannot, I'm gonna.", "I can not , I 'm gon na ."],
  ["'Tis late -- we wanna go", "'T is late -- we wan na go"],
  ['"Stop!" she said.', "`` Stop ! '' she said ."],
  ["the dogs' bowl and Ann's cup", "the dogs ' bowl and Ann 's cup"],
  ["It cost $3.88 (or 3,36 euros): 50%!", "It cost $ 3.88 ( or 3,36 euros ) : 50 % !"],
  ["Mr. Kim met Dr. Lee at 5 p.m.", "Mr. Kim met Dr. Lee at 5 p.m ."],
  ["He lives in the U.S. We don’t.", "He lives in the U.S. We don ’ t ."],
  ["well-known, o'clock... and/or", "well-known , o'clock ... and/or"],
  ["“Go,” he said; 'yes' was all.", "“ Go , ” he said ; 'yes ' was all ."],
  ["'a' b 'c", "' a ' b ' c"],
  ["one\n\ntwo\x85three", "one two three"],
  ["", ""],
];

const SENTENCES: [text: string, sentences: string[]][] = [
  ["Dr. Lee left. So did I.", ["Dr. Lee left.", "So did I."]],
  ["He came at 5 p.m. The door was shut.", ["He came at 5 p.m.", "The door was shut."]],
  ["He came at 5 p.m. and left.", ["He came at 5 p.m. and left."]],
  ["J. Bach wrote. E. coli grew.", ["J. Bach wrote.", "E. coli grew."]],
  ["(One.) Two! (Three?) four", ["(One.)", "Two!", "(Three?)", "four"]],
  ['"Stop!" she said.', ['"Stop!"', "she said."]],
  ["1. Milk. 2. Eggs.", ["1.", "Milk.", "2.", "Eggs."]],
  ["No end", ["No end"]],
  ["Wait... What? Yes... no.", ["Wait... What?", "Yes... no."]],
  ["One.Two. Three.", ["One.Two.", "Three."]],
  [" \n lead. end \n ", [" \n lead.", "end"]],
  ["", []],
];

describe("NLTK's words", () => {
  for (const [text, tokens] of TOKENS) {
    it(`of ${JSON.stringify(text)}`, () => assert.equal(nltkTokens(text).join(" "), tokens));
  }

  it("take a time that grows with the text, whatever it is", () => {
    for (const piece of [". ", ".  ", "' ", "a!", "!?", ".)", ". . ", "``", "\n", "word. Word "]) {
      nltkTokens(piece.repeat(60_000 / piece.length));
      nltkTokens(`a.${piece[0].repeat(60_000)}b`);
    }
    nltkTokens(`.${" ".repeat(60_000)}x`);
  });
});

describe("NLTK's sentences", () => {
  for (const [text, sentences] of SENTENCES) {
    it(`of ${JSON.stringify(text)}`, () =>
      assert.deepEqual(
        punktSentences(text).map(({ start, end }) => text.slice(start, end)),
        sentences,
      ));
  }
});
