import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { BarrierEvent } from "../inference/index.ts";
import { tableModel } from "../model/table/table-model.ts";
import { infer } from "../program/index.ts";
import { wordsOf } from "../text/index.ts";
import { compileContract } from "./compile/compile.ts";
import { wordList } from "./compile/word-list.ts";
import { parseContract } from "./notation.ts";
import { contractProgram } from "./program.ts";

const WORDS = [" dog", " cat", " ran", " saw", " sea"];
/** Behind “cat”, “sea” is fifty times as likely as elsewhere. */
const afterWord = (last: string): number[] =>
  last === " cat" ? [0.4, 0.1, 0.2, 0.1, 0.15, 0.05] : [0.4, 0.1, 0.2, 0.1, 0.003, 0.197];
const PIECES = ["The", ...WORDS, "."];
const model = tableModel({
  vocabulary: ["?", ...PIECES],
  next: (tokens) => {
    const last = PIECES[tokens.at(-1)! - 1];
    if (last === undefined) return [0, 1, 0, 0, 0, 0, 0, 0, 0];
    return last === "." ? [0, 0, 0, 0, 0, 0, 0, 0, 1] : [0, 0, ...afterWord(last), 0];
  },
});
/** Words beside which a single one is little choice. */
const OTHERS = Array.from(
  { length: 60 },
  (_, at) => `x${"y".repeat(at % 8)}${"z".repeat(Math.floor(at / 8))}`,
);

const compiled = compileContract({
  contract: parseContract('form: sentence\ntext has exactly 6 words\nword 3 is "sea"'),
  list: wordList(["the", ...WORDS.map((word) => word.trim()), ...OTHERS]),
});

async function written({ width, seed }: { width: number; seed: number }) {
  assert.ok(compiled.kind === "compiled");
  const events: BarrierEvent[] = [];
  const { samples, logZ } = await infer(
    contractProgram({
      messages: [{ role: "user", content: "?" }],
      constraint: compiled.constraint,
      width,
    }),
    {
      model,
      algorithm: "smc",
      particles: 4,
      mostParticles: 4 * width,
      seed,
      onBarrier: (event) => events.push(event),
    },
  );
  return { samples, logZ, events };
}

test("who writes and who reads make a product, as their powers say", async () => {
  const pieces = ["?", "!", "The", " dog", " cat", "."];
  const dog = { "?": 0.9, "!": 0.2 };
  const both = tableModel({
    vocabulary: pieces,
    next: (tokens) => {
      const [prompt, ...written] = tokens.map((token) => pieces[token]);
      if (written.length === 0) return [0, 0, 1, 0, 0, 0, 0];
      if (written.length > 1) return written.length === 2 ? [0, 0, 0, 0, 0, 1, 0] : [0, 0, 0, 0, 0, 0, 1];
      const likely = dog[prompt as keyof typeof dog];
      return [0, 0, 0, likely, 1 - likely, 0, 0];
    },
  });
  const short = compileContract({
    contract: parseContract("form: sentence\ntext has exactly 2 words"),
    list: wordList(["the", "dog", "cat"]),
  });
  assert.ok(short.kind === "compiled");
  const powers = [1, 0.5] as const;
  const weight = (writer: number, reader: number): number => writer ** powers[0] * reader ** powers[1];
  const exact = { dog: weight(dog["?"], dog["!"]), cat: weight(1 - dog["?"], 1 - dog["!"]) };
  const { samples, logZ } = await infer(
    contractProgram({
      messages: [{ role: "user", content: "?" }],
      reader: { messages: [{ role: "user", content: "!" }], powers },
      constraint: short.constraint,
    }),
    { model: both, algorithm: "smc", particles: 500, mostParticles: 500, seed: 1 },
  );
  assert.ok(Math.abs(logZ - Math.log(exact.dog + exact.cat)) < 1e-6, "every weight is the same");
  const dogs = samples.filter(({ result }) => result.text === "The dog.");
  assert.ok(Math.abs(dogs.length / 500 - exact.dog / (exact.dog + exact.cat)) < 0.06, `${dogs.length}`);
  assert.ok(Math.abs(dogs[0].result.logProbability - Math.log(exact.dog)) < 1e-6);
});

test("what is written behind a beginning is worth what it is worth in a text written as a whole", async () => {
  assert.ok(compiled.kind === "compiled");
  const options = { messages: [{ role: "user", content: "?" }], constraint: compiled.constraint } as const;
  const text = "The dog sea";
  const beginning = { text, logProbability: Math.log(0.4 * 0.003), logRepetition: 0 };
  const given = { model, algorithm: "smc", particles: 400, mostParticles: 400, seed: 1 } as const;
  const whole = await infer(contractProgram(options), given);
  const behind = await infer(contractProgram({ ...options, beginning }), given);
  const known = new Map(whole.samples.map(({ result }) => [result.text, result]));
  const alike = behind.samples.filter(({ result }) => known.has(result.text));
  assert.ok(alike.length > 10);
  for (const { result } of alike) {
    const { logProbability } = known.get(result.text)!;
    assert.ok(Math.abs(result.logProbability - logProbability) < 1e-6);
    assert.deepEqual(
      result.stops?.map((stop) => stop.text),
      [result.text],
    );
  }
  assert.ok(behind.samples.every(({ result }) => result.text.startsWith(text)));
});

suite("words that decide much", () => {
  test("are drawn by more particles, until what stands behind has shown what they are worth", async () => {
    const { events, samples } = await written({ width: 5, seed: 1 });
    assert.deepEqual(
      events.map(({ texts }) => [wordsOf(texts[0]).length, texts.length]),
      // Then the one behind the full stop, and the end of all.
      [
        [1, 4],
        [2, 20],
        [3, 20],
        [4, 4],
        [5, 4],
        [6, 20],
        [6, 20],
        [6, 4],
      ],
    );
    assert.equal(samples.length, 4);
  });

  test("leave Z as it is, and known better", async () => {
    const exact = (last: string, place: number): number => {
      const next = afterWord(last);
      if (place > 6) return next[WORDS.length];
      return WORDS.reduce(
        (sum, word, at) => (place === 3 && word !== " sea" ? sum : sum + next[at] * exact(word, place + 1)),
        0,
      );
    };
    const spread = async (width: number): Promise<{ mean: number; deviation: number }> => {
      const found: number[] = [];
      for (let seed = 0; seed < 150; seed += 1)
        found.push(Math.exp((await written({ width, seed })).logZ) / exact("The", 2));
      const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
      const squares = found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (found.length - 1);
      return { mean, deviation: Math.sqrt(squares) };
    };
    const [narrow, wide] = [await spread(1), await spread(5)];
    for (const { mean, deviation } of [narrow, wide])
      assert.ok(Math.abs(mean - 1) < (4 * deviation) / Math.sqrt(150), `${mean}, ${deviation}`);
    assert.ok(wide.deviation < 0.7 * narrow.deviation, `${wide.deviation}, ${narrow.deviation}`);
  });
});

suite("a text that is written sentence by sentence", () => {
  const pieces = ["?", "!", "Dogs", "Cats", " ran", ".", " Dogs"];
  /** Dogs behind an order, cats behind what it is told next; a sentence more in the same turn has dogs again. */
  const told = tableModel({
    vocabulary: pieces,
    next: (tokens) => {
      const last = pieces[tokens.at(-1) ?? 0];
      if (last === "?") return [0, 0, 1, 0, 0, 0, 0, 0];
      if (last === "!") return [0, 0, 0.25, 0.75, 0, 0, 0, 0];
      if (last === " ran") return [0, 0, 0, 0, 0, 1, 0, 0];
      return last === "." ? [0, 0, 0, 0, 0, 0, 0.5, 0.5] : [0, 0, 0, 0, 1, 0, 0, 0];
    },
  });
  const two = compileContract({
    contract: parseContract(
      "form: paragraph\ntext has exactly 2 sentences\neach sentence has exactly 2 words",
    ),
    list: wordList(["dogs", "cats", "ran"]),
  });
  const texts = async (content: string, part: { before?: readonly string[]; oneSentence?: boolean }) => {
    assert.ok(two.kind === "compiled");
    const program = contractProgram({
      messages: [{ role: "user", content }],
      constraint: two.constraint,
      ...part,
    });
    const { outcomes, logZ } = await infer(program, {
      model: told,
      algorithm: "smc",
      particles: 400,
      seed: 1,
    });
    return { logZ, shares: Object.fromEntries(outcomes.map((one) => [one.result.text, one.probability])) };
  };

  test("is taken as it stands where one more has ended", async () => {
    const { logZ, shares } = await texts("?", { oneSentence: true });
    assert.deepEqual(Object.keys(shares), ["Dogs ran."]);
    assert.ok(Math.abs(logZ) < 1e-6, "nothing is uncertain");
  });

  test("goes on behind what stands there, and obeys as one text", async () => {
    const { logZ, shares } = await texts("!", { before: ["Dogs ran."] });
    assert.deepEqual(Object.keys(shares).sort(), ["Dogs ran. Cats ran.", "Dogs ran. Dogs ran."]);
    assert.ok(Math.abs(shares["Dogs ran. Cats ran."] - 0.75) < 0.06, `${shares["Dogs ran. Cats ran."]}`);
    assert.ok(Math.abs(logZ - Math.log(0.5)) < 1e-6, "the end of the text alone is uncertain");
  });

  test("is written as one where it isn't said that it is", async () => {
    const { logZ, shares } = await texts("?", {});
    assert.deepEqual(Object.keys(shares), ["Dogs ran. Dogs ran."]);
    assert.ok(Math.abs(logZ - Math.log(0.25)) < 1e-6);
  });
});
