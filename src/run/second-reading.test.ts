import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { ask } from "./ask.ts";
import { replay } from "./replay/replay.ts";
import { type Reading, readByAll, readsOddly, readTexts, worthOfReading } from "./second-reading.ts";
import { eventsOf } from "./story.ts";
import { inMemoryTrace } from "./testing/in-memory-trace.ts";
import type { Candidate } from "./verdict.ts";
import { bestFirst, finalistsOf } from "./writing.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 2048, maxContexts: 24 });
after(() => model.close());
const messages = [{ role: "user", content: "Write a sentence." }] as const;
const SENTENCE = parseContract("form: sentence");

suite("a second reading", () => {
  test("is the score of each text behind the messages, whichever are read beside it", async () => {
    const texts = ["The sea was calm.", "The sea was calm that day.", "바다는 고요했다."];
    const readings = await readTexts(texts, { model, messages, contract: SENTENCE });
    for (const [at, text] of texts.entries()) {
      const context = model.context(model.chat(messages));
      const scores = await model.score(context, model.vocabulary.tokenize(text));
      context.drop();
      const total = scores.reduce((sum, score) => sum + score, 0);
      assert.equal(readings?.[at].perCharacter, total / [...text].length);
    }
  });

  test("counts tokens that nobody expects, but for words that are quoted", async () => {
    const text = "The sea was kumquat that day.";
    const quoting = parseContract('form: sentence\ntext contains "Kumquat"');
    const [strange] = (await readTexts([text], { model, messages, contract: SENTENCE })) ?? [];
    const [asked] = (await readTexts([text], { model, messages, contract: quoting })) ?? [];
    assert.ok(strange.strange > 0);
    assert.deepEqual(asked, { ...strange, strange: 0, abrupt: 0, oddAt: null });
    assert.ok(worthOfReading(strange) < worthOfReading(asked));
  });

  test("counts sentences that stop where nobody would, but for an end that is quoted", async () => {
    const text = "She opened the door to the.";
    const quoting = parseContract('form: sentence\nlast word is "the"');
    const quotingEnd = parseContract('form: sentence\ntext ends with "to the."');
    const whole = "She opened the door. The sea was calm.";
    const read = async (one: string, contract: typeof SENTENCE) =>
      (await readTexts([one], { model, messages, contract }))?.[0] ?? assert.fail();
    const cut = await read(text, SENTENCE);
    assert.equal(cut.abrupt, 1);
    assert.ok(worthOfReading(cut) < worthOfReading({ ...cut, abrupt: 0, strange: 0 }));
    assert.equal((await read(text, quoting)).abrupt, 1, "it is asked for, and reads no better for it");
    assert.equal((await read(text, quotingEnd)).abrupt, 0);
    assert.equal((await read(whole, SENTENCE)).abrupt, 0);
    assert.ok((await read(`${text} The sea was calm.`, SENTENCE)).abrupt >= 1);
  });

  test("counts last words that nobody expects where they stand", async () => {
    const ending = parseContract('form: sentence\nlast word is "sea"');
    const hungOn = "The gardener waited for the bus sea.";
    const read = async (text: string, contract: typeof SENTENCE, begun = "") =>
      (await readTexts([text], { model, messages, contract, begun }))?.[0] ?? assert.fail();
    const hung = await read(hungOn, ending);
    assert.equal(hung.hung, 1);
    assert.ok(worthOfReading(hung) < worthOfReading({ ...hung, hung: 0 }));
    assert.equal((await read("The ship sailed across the sea.", ending)).hung, 0);
    assert.equal((await read(hungOn, SENTENCE)).hung, 0, "nobody asked for it");
  });

  test("by several: as likely as to the first of them, and odd to whoever stumbles most", async () => {
    const text = "Kumquats ripen late. She opened the door to the.";
    const about = [{ role: "user", content: "Write a sentence about kumquats that ripen." }] as const;
    const options = { model, contract: SENTENCE };
    const [told] = (await readTexts([text], { ...options, messages: about })) ?? [];
    const [stranger] = (await readTexts([text], { ...options, messages })) ?? [];
    assert.ok(told.strange < stranger.strange);
    for (const readers of [
      [about, messages],
      [messages, about],
    ]) {
      const [reading] = (await readByAll([text], { ...options, readers })) ?? [];
      const { perCharacter } = readers[0] === about ? told : stranger;
      assert.deepEqual(reading, { ...stranger, perCharacter });
    }
    assert.equal(
      await readByAll([text], {
        ...options,
        readers: [about, messages],
        decoding: { shouldStop: () => true },
      }),
      undefined,
    );
  });

  test("reads on behind what has been read", async () => {
    const begun = "The old ship left the harbor. ";
    const text = `${begun}Gulls followed it out to sea.`;
    const [reading] = (await readTexts([text], { model, messages, contract: SENTENCE, begun })) ?? [];
    const tokens = (one: string) => model.vocabulary.tokenize(one);
    const context = model.context([...model.chat(messages), ...tokens(begun.trim())]);
    const scores = await model.score(context, tokens(text.slice(begun.length - 1)));
    context.drop();
    const { characters, perCharacter } = reading;
    assert.equal(characters, text.length - begun.length + 1);
    assert.equal(perCharacter, scores.reduce((sum, score) => sum + score, 0) / characters);
  });

  test("ends where it is told to stop, and leaves no context behind", async () => {
    const decoding = { shouldStop: () => true };
    const found = await readTexts(["Gulls cry."], { model, messages, contract: SENTENCE, decoding });
    assert.equal(found, undefined);
    const many = Array.from({ length: 22 }, (_, index) => `Gulls cry ${index}.`);
    assert.equal((await readTexts(many, { model, messages, contract: SENTENCE }))?.length, 22);
  });
});

const plainly = (perCharacter: number): Reading => ({
  characters: 40,
  perCharacter,
  strange: 0,
  abrupt: 0,
  hung: 0,
  oddAt: null,
});

test("a long text is worth no more for the characters that its beginning is spread over", () => {
  const short = "The gardener waits for spring.";
  const long = `${short.repeat(3)}`;
  // The same beginning, and then as likely a character.
  const worth = ({ length }: string) =>
    worthOfReading({ ...plainly(-20 / length - 0.3), characters: length });
  assert.ok(Math.abs(worth(short) - worth(long)) < 1e-9);
});

test("what everybody has by heart is worth less than what was written for the occasion", () => {
  const { length } = "The quick brown fox jumps over the lazy dog.";
  const worth = (perCharacter: number) => worthOfReading({ ...plainly(perCharacter), characters: length });
  assert.ok(worth(-0.12) < worth(-0.6));
  assert.ok(worth(-0.24) > worth(-0.6));
});

const candidate = (text: string, worth: number, more: Partial<Candidate> = {}): Candidate => ({
  text,
  share: 0.5,
  logProbabilityPerCharacter: worth,
  logTastePerCharacter: 0,
  passed: true,
  ...more,
});

test("finalists are the best of each round in turn, each text once, and only those that pass", () => {
  const rounds = [
    [candidate("a", -1), candidate("b", -2), candidate("c", -0.5, { passed: false })],
    [candidate("d", -5), candidate("a", -9), candidate("e", -9.5)],
  ];
  assert.deepEqual(finalistsOf(rounds), ["a", "d", "b", "e"]);
  assert.deepEqual(finalistsOf([]), []);
});

test("those that were read come first, in the order of how they were written and read", () => {
  const reading = (perCharacter: number) => ({ reading: plainly(perCharacter) });
  const found = bestFirst([
    candidate("likely", -0.1),
    candidate("read badly", -2.5, reading(-2)),
    candidate("fails", -0.1, { passed: false }),
    candidate("read well", -3, reading(-1)),
  ]);
  assert.deepEqual(
    found.map(({ text }) => text),
    ["read well", "read badly", "likely", "fails"],
  );
});

test("the answer of a run is the best of its finalists, its trace says so, and a replay finds the same", async () => {
  const contract = parseContract('form: sentence\ntext has exactly 7 words\nword 4 is "sea"');
  const { trace, events } = inMemoryTrace();
  const { answer, candidates } = await ask({ contract, follower: model, seed: 2, trace });
  const read = eventsOf(events, "read").map(({ data }) => data);
  const [texts, readings] = [read.flatMap(({ texts }) => texts), read.flatMap(({ readings }) => readings)];
  assert.ok(new Set(texts).size >= 2);
  const worth = texts.map((text, at) => {
    const found = candidates.find((one) => one.text === text) as Candidate;
    const written = found.logProbabilityPerCharacter + 2 * found.logTastePerCharacter;
    return written + worthOfReading(readings[at]);
  });
  assert.equal(answer, texts[worth.indexOf(Math.max(...worth))]);
  assert.deepEqual(candidates[0].reading, readings[texts.indexOf(answer as string)]);
  const again = await replay({ events, open: async () => model });
  assert.deepEqual([again.same, again.differences], [true, []]);
});

test("a sentence that reads oddly is tried up to twice more, and no other is", async () => {
  const easy = 'form: sentence\ntext has exactly 6 words\nword 3 is "sea"';
  const hard = "form: sentence\ntext has exactly 6 words\neach word has at least 8 characters";
  const found: (readonly boolean[])[] = [];
  for (const [notation, seed] of [
    [easy, 1],
    [easy, 2],
    [hard, 1],
    [hard, 2],
    [hard, 3],
  ] as const) {
    const contract = parseContract(notation);
    const { trace, events } = inMemoryTrace();
    const { candidates } = await ask({ contract, follower: model, seed, trace });
    // The best that there was behind each round, by what had been read by then.
    const written = events.flatMap(({ kind }, at) => (kind === "written" ? [at] : []));
    const odd = written.map((_, round) => {
      const before = events.slice(0, written[round + 1]);
      const readingOf = new Map(
        eventsOf(before, "read").flatMap(({ data: { texts, readings } }) =>
          texts.map((text, at) => [text, readings[at]] as const),
        ),
      );
      const all = eventsOf(before, "written").flatMap(({ data }) => data.candidates);
      const known = all.map((one) => {
        const reading = readingOf.get(one.text);
        return reading ? { ...one, reading } : one;
      });
      return readsOddly(bestFirst(known)[0].reading);
    });
    found.push(odd);
    assert.ok(candidates[0].reading !== undefined);
  }
  assert.deepEqual([...new Set(found.map(([first]) => first))].sort(), [false, true], "seeds of both kinds");
  for (const odd of found) {
    assert.ok(odd.slice(0, -1).every((was) => was));
    assert.ok(odd.length === 3 || !odd.at(-1), `${odd}`);
  }
});

test("of a paragraph, what comes before the first odd sentence stands, and the rest is written anew", async () => {
  const contract = parseContract(
    "form: paragraph\ntext has exactly 3 sentences\neach sentence has between 6 and 8 words",
  );
  let kept = "";
  for (let seed = 1; kept === "" && seed <= 20; seed += 1) {
    const { trace, events } = inMemoryTrace();
    const { candidates } = await ask({ contract, follower: model, seed, trace });
    const rounds = eventsOf(events, "round");
    const at = rounds.findIndex(({ data }) => data.beginning !== undefined);
    kept = rounds[at]?.data.beginning ?? "";
    if (kept === "") continue;
    const read = eventsOf(events, "read");
    const before = read
      .slice(0, at)
      .flatMap(({ data }) => data.texts.map((text, n) => ({ text, ...data.readings[n] })));
    const odd = before.find(
      ({ text, oddAt }) => oddAt !== null && text.startsWith(kept) && oddAt >= kept.length,
    );
    assert.ok(odd, "a text that was odd behind it");
    assert.match(kept, /[.!?]["”)]*$/);
    const texts = eventsOf(events, "written")[at].data.candidates.map(({ text }) => text);
    assert.ok(texts.length > 0 && texts.every((text) => text.startsWith(kept)));
    assert.ok(candidates[0].passed && candidates[0].reading);
    const again = await replay({ events, open: async () => model });
    assert.deepEqual([again.same, again.differences], [true, []]);
  }
  assert.notEqual(kept, "", "a seed whose first sentence reads well and a later one doesn't");
});
