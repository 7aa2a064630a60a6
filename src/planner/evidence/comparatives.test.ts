import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { evidenceOf } from "./evidence.ts";

/** `≤9`, `≥12`: a number with the bound that the words around it make of it. */
const shown = (request: string): string =>
  evidenceOf(request)
    .numbers.map(
      ({ value, bound }) => `${bound === "at most" ? "≤" : bound === "at least" ? "≥" : ""}${value}`,
    )
    .join(" ");

const comparatives: Readonly<Record<string, readonly (readonly [request: string, found: string])[]>> = {
  "beside a negation of something else": [
    ["Describe a city that doesn't sleep in fewer than 12 words.", "≤11"],
    ["Write about a dog who never barks in under 30 words.", "≤29"],
    ["Write a sentence with no commas that has more than 12 words.", "≥13"],
    ["a man who is not happy, with more than 12 words", "≥13"],
    ["a man who is not happy with more than 12 words", "≥13"],
    ["Explain why cats don't bark using fewer than 20 words", "≤19"],
    ["Tell why the sky isn't green in less than 20 words", "≤19"],
    ["an author who never writes in under 30 words", "≤29"],
    ["A poem with no rhymes over 50 words", "≥51"],
    ["a house without windows that is under 50 words", "≤49"],
    ["a haiku without the letter e longer than 10 words", "3 ≥11"],
    ["a text without 'rain' that is longer than 8 words", "≥9"],
    ["a text without the word 'moon' longer than 20 words", "≥21"],
    ["a land with no king in more than 40 words", "≥41"],
    ["a poem with no title of more than 20 words", "≥21"],
    ["Describe a town where nobody sleeps under 100 words", "≤99"],
    ["Avoid the letter e in under 20 words", "≤19"],
    ["Write without rhyme, or use more than 20 words", "≥21"],
    ["Don't use adjectives in a text of over 30 words", "≥31"],
    ["a story with no names in it over 100 words", "≥101"],
    ["Why don't you write a poem of more than 20 words?", "≥21"],
    ["Can't you do it in under 20 words?", "≤19"],
    ["Don't forget to keep it under 20 words", "≤19"],
  ],
  "that a negation governs": [
    ["with not a single line longer than 8 words", "1 ≤8"],
    ["no line has more than 8 words", "≤8"],
    ["No sentence in the paragraph should have more than 10 words", "≤10"],
    ["Don't let any sentence go over 10 words", "≤10"],
    ["Please don't answer in more than 20 words", "≤20"],
    ["it must not be written in more than 20 words", "≤20"],
    ["a title that doesn't have more than 10 words", "≤10"],
    ["no word that is longer than 7 letters", "≤7"],
    ["no lines that have more than 8 words", "≤8"],
    ["don't use words with more than 7 letters", "≤7"],
    ["no line with more than 8 words", "≤8"],
    ["no line of the poem with more than 8 words", "≤8"],
    ["no word in it over 7 letters", "≤7"],
    ["prices, none of which is above $30", "≤30"],
    ["without using more than 5 words", "≤5"],
    ["without any word over five letters", "≤5"],
    ["I don't want it to be longer than 5 lines", "≤5"],
    ["it shouldn't be longer than 6 words", "≤6"],
    ["the poem mustn't stretch over 20 words", "≤20"],
    ["no caption longer than 9 words", "≤9"],
    ["don't use the letter e more than 3 times", "≤3"],
    ["It's not all right if it's longer than 20 words", "≤20"],
    ["they must not add up to more than 15", "≤15"],
    ["no sentence should have fewer than 3 words or more than 9 words", "≥3 ≤9"],
    ["It should not be less than 5, or more than 10 words.", "≥5 ≤10"],
    ["neither more than 10 nor less than 5 words", "≤10 ≥5"],
    ["Neither sentence may have more than 6 words.", "≤6"],
    ["Write a slogan, avoid exceeding 8 words.", "≤8"],
    ["avoid sentences longer than 12 words", "≤12"],
    ["avoid words of more than 7 letters", "≤7"],
    ["8 words or less, avoid exceeding 40 characters", "≤8 ≤40"],
    ["adverbs are to be avoided, under 50 words", "≤49"],
  ],
  "written as a sign": [
    ["< 10 words", "≤9"],
    ["> 10 words", "≥11"],
    ["Write a poem in <10 words.", "≤9"],
    ["a text of >10 words", "≥11"],
    ["word count > 5, price < $20", "≥6 ≤19"],
    ["3 < words < 10", "≥4 ≤9"],
    ["3 <= words <= 10", "≥3 ≤10"],
    ["3<words<10", "≥4 ≤9"],
    ["3 <words> and 2 <p>", "3 2"],
    ["no line > 8 words", "≤8"],
    ["20자 글, 문장 < 5", "20 ≤4"],
    ["With love <3", "3"],
    ["Tell why 5 > 3 in 20 words", "5 3 20"],
    ["-> 10 words", "10"],
    ["put <b>10 words</b> and <p class='a'> 3 lines", "10 3"],
    ["Summarise this:\n> 10 people came", "10"],
  ],
  "in Korean, denied": [
    ["봄에 대해 30자를 초과하지 않게 써줘.", "≤30"],
    ["30자를 초과하면 안 돼", "≤30"],
    ["30자를 초과해서는 안 된다", "≤30"],
    ["30자 초과는 안 됨", "≤30"],
    ["30자 초과 금지", "≤30"],
    ["30자를 넘어서는 안 됩니다", "≤30"],
    ["30자를 넘기지 말고", "≤30"],
    ["30자 넘게 쓰지 마", "≤30"],
    ["30자를 넘으면 안 돼", "≤30"],
    ["30자는 넘지 마", "≤30"],
    ["열 단어가 넘는 문장은 쓰지 마", "≤10"],
    ["10단어 넘는 문장이 없게", "≤10"],
    ["10단어보다 적지 않게", "≥10"],
    ["10단어보다 많지 않게", "≤10"],
    ["10단어보다 길면 안 됩니다", "≤10"],
    ["10자보다 긴 문장", "≥11"],
    ["10단어 미만이면 안 돼", "≥10"],
    ["10단어 미만으로 쓰지 마세요", "≥10"],
    ["30자 이상 쓰지 마", "≤29"],
    ["30자 이상 넘지 않게", "≤30"],
    ["10단어 이하로 쓰면 안 돼", "≥11"],
    ["30자 넘게 쓰고 '봄'은 쓰지 마", "≥31"],
    ["30자 이상 쓰되 쉼표는 쓰지 마", "≥30"],
    ["30자 넘게 쉼표 없이 써줘", "≥31"],
    ["10자 넘는 글을 오타 없이 써줘", "≥11"],
  ],
};

for (const [kind, rows] of Object.entries(comparatives)) {
  suite(`comparatives ${kind}`, () => {
    for (const [request, found] of rows) {
      test(`“${request}” says ${found}`, () => assert.equal(shown(request), found));
    }
  });
}
