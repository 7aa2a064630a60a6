import assert from "node:assert/strict";
import { test } from "node:test";
import { compileContract } from "../contract/compile/compile.ts";
import type { Language } from "../contract/compile/language.ts";
import { wordList } from "../contract/compile/word-list.ts";
import { parseContract } from "../contract/index.ts";
import { CONTEXTS_EACH, type Effort } from "./effort.ts";
import { OTHER_CONTEXTS } from "./write.ts";
import { writingTask } from "./writing.ts";

const PLACED = 'form: sentence\ntext has exactly 6 words\nword 3 is "sea"';

function taskOf(
  notation: string,
  {
    language = "en",
    maxContexts = 64,
    remote = false,
    ...given
  }: {
    language?: Language;
    maxContexts?: number;
    remote?: boolean;
    particles?: number;
    effort?: Effort;
    width?: number;
    before?: readonly string[];
  } = {},
) {
  const contract = parseContract(notation);
  const compiled = compileContract({
    contract,
    list: wordList("sea we saw the it was late nobody slept".split(" ")),
  });
  assert.ok(compiled.kind === "compiled");
  return writingTask({
    contract,
    constraint: compiled.constraint,
    request: "Write a sentence.",
    language,
    model: { maxContexts, remote },
    particles: undefined,
    ...given,
  });
}

test("a word that decides much is tried by more, unless it was said how many there are", () => {
  const width = (given: Parameters<typeof taskOf>[1]) => taskOf(PLACED, given).width;
  assert.ok(width({}) > 1);
  assert.equal(width({ particles: 4 }), 1);
  assert.equal(width({ particles: 4, effort: "medium" }), width({}));
  assert.equal(width({ particles: 4, width: 3 }), 3);
});

test("where words have places somebody has a say who was told nothing of them", () => {
  const {
    told: { reader, messages },
    particles,
  } = taskOf(PLACED);
  assert.match(messages.at(-1)!.content, /_ _ sea _ _ _\./);
  assert.equal(reader?.messages.at(-1)?.content, "Write one sentence.");
  const contexts = CONTEXTS_EACH * particles + OTHER_CONTEXTS;
  assert.ok(taskOf(PLACED, { maxContexts: contexts }).told.reader);
  assert.equal(
    taskOf(PLACED, { maxContexts: contexts - 1 }).told.reader,
    undefined,
    "each text takes two contexts",
  );
  assert.equal(taskOf(PLACED, { remote: true }).told.reader, undefined, "elsewhere each token costs");
  assert.equal(taskOf(PLACED, { language: "ko" }).told.reader, undefined);
  for (const notation of ["form: sentence\ntext has exactly 6 words", 'form: sentence\nlast word is "sea"'])
    assert.equal(taskOf(notation).told.reader, undefined, notation);
});

test("a paragraph with last words is written sentence by sentence, but where all would be paid for again", () => {
  const notation =
    'form: paragraph\ntext has exactly 3 sentences\nlast word of sentence 1 is "sea"\nlast word of sentence 3 is "sea"';
  const orders = (given: Parameters<typeof taskOf>[1]) =>
    taskOf(notation, given)
      .told.messages.slice(-3)
      .map(({ content }) => content);
  const [first, second] = ["We saw the sea.", "It was late. Nobody slept."];
  assert.deepEqual(orders({ before: [first] }), [
    "Begin a story or an article with one sentence. Its last word is sea.",
    first,
    "Go on with one more sentence.",
  ]);
  const wholeAfter = (before: readonly string[], more: string) => {
    const { begun, isWhole } = taskOf(notation, { before });
    return [begun, isWhole(begun + more)];
  };
  assert.deepEqual(wholeAfter([], first), ["", false]);
  assert.deepEqual(wholeAfter([first], "It was late."), [`${first} `, false]);
  assert.deepEqual(wholeAfter([first], second), [`${first} `, true], "two could not be told apart");
  assert.deepEqual(wholeAfter([first, "It was late."], "Nobody slept."), [`${first} It was late. `, true]);
  const remote = taskOf(notation, { remote: true });
  assert.match(remote.told.messages.at(-1)?.content ?? "", /^Write a paragraph of 3 sentences/);
  assert.ok(remote.isWhole(first));
  const placed = taskOf(`${notation}\nword 3 of sentence 2 is "sea"`, { before: [first] });
  assert.deepEqual(
    placed.told.reader?.messages.slice(-2).map(({ content }) => content),
    [first, "Go on with one more sentence."],
    "who is told nothing of the rules knows what stands there",
  );
  const many = (count: number) =>
    [
      `form: paragraph\ntext has exactly ${count} sentences`,
      ...Array.from({ length: count }, (_, at) => `last word of sentence ${at + 1} is "sea"`),
    ].join("\n");
  const least = "each sentence has at least 100 words";
  const usual = taskOf(notation).particles;
  assert.ok(taskOf(`form: paragraph\ntext has exactly 9 sentences\n${least}`).particles < usual);
  assert.equal(taskOf(`${many(9)}\n${least}`).particles, usual, "it is long by its sentences");
  const more = (given: string, before: readonly string[]) => {
    const { tries, triesOfOdd } = taskOf(given, { before });
    return triesOfOdd - tries;
  };
  assert.ok(more(notation, []) > 0);
  assert.ok(more(many(12), []) > 0);
  assert.equal(more(notation, [first]), 0, "the second has no last word");
  assert.equal(more(many(14), []), 0, "many take long enough");
});
