import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { tableModel } from "../model/table/table-model.ts";
import { infer } from "../program/index.ts";
import { compileContract } from "./compile/compile.ts";
import { wordList } from "./compile/word-list.ts";
import { englishTaste } from "./english-taste.ts";
import { parseContract } from "./notation.ts";
import { contractProgram } from "./program.ts";
import { Promises } from "./promises.ts";

const PIECES = ["The", " dog", " cat", " ran", " saw", " gull", ".", " sea"];
const words = wordList("the dog cat ran saw gull sea seal".split(" "));

/** Likes dogs that run; ends behind a full stop. */
const model = tableModel({
  vocabulary: ["?", ...PIECES],
  next: (tokens) => {
    const written = tokens.slice(1);
    if (written.length === 0) return [0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    if (written.at(-1) === PIECES.indexOf(".") + 1) return [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    return [0, 0, 0.4, 0.1, 0.2, 0.1, 0.04, written.length > 2 ? 0.3 : 0.05, 0.04, 0];
  },
});

const contract = parseContract(
  'form: sentence\ntext has at most 6 words\ntext contains "gull"\ntext contains "sea"\nword 2 is "dog"',
);

function written({ looksFor, seed }: { looksFor: boolean; seed: number }) {
  const compiled = compileContract({ contract, list: words });
  assert.equal(compiled.kind, "compiled");
  if (compiled.kind !== "compiled") throw new Error("unreachable");
  const program = contractProgram({
    messages: [{ role: "user", content: "?" }],
    constraint: compiled.constraint,
    taste: englishTaste(contract),
    tokenize: looksFor ? (text) => [PIECES.indexOf(text) + 1].filter((token) => token > 0) : undefined,
  });
  return infer(program, { model, algorithm: "importance", particles: 3000, seed });
}

/** How many samples of equal weight they are worth. */
function effective(weights: readonly { logWeight: number }[]): number {
  const all = weights.map(({ logWeight }) => Math.exp(logWeight));
  return all.reduce((sum, one) => sum + one, 0) ** 2 / all.reduce((sum, one) => sum + one * one, 0);
}

suite("words that are looked for", () => {
  test("begin where they may, at what they are worth, until the text has them", () => {
    const { ahead } = englishTaste(
      parseContract('text contains "gull"\ntext contains "salt", "sea" in this order'),
    );
    const bias = (text: string) =>
      [...new Promises(ahead!, (word) => [...word].map((one) => one.charCodeAt(0))).bias(text)].map(
        ([token]) => String.fromCharCode(token),
      );
    assert.deepEqual(bias(""), ["g", "G", "s", "S"]);
    assert.deepEqual(bias("A gull"), [" "]);
    assert.deepEqual(bias("A gull in salt of the sea"), []);
  });

  test("leave the posterior as it is, and bring more particles to it", async () => {
    const [waiting, looking] = [
      await written({ looksFor: false, seed: 1 }),
      await written({ looksFor: true, seed: 2 }),
    ];
    assert.ok(Math.abs(looking.logZ - waiting.logZ) < 0.3, `${looking.logZ} and ${waiting.logZ}`);
    // γ(x) of a text is known, and its share of the weights must be γ(x) / Z.
    for (const { result, probability } of looking.outcomes.slice(0, 8)) {
      const exact = Math.exp(result.logProbability + result.logTaste - looking.logZ);
      assert.ok(Math.abs(probability - exact) < 0.02, `${result.text}: ${probability}, exactly ${exact}`);
    }
    assert.ok(effective(looking.samples) > 2 * effective(waiting.samples));
  });
});

suite("words that must not stand", () => {
  const pieces = ["A", " dog", " sea", "l", "."];
  const token = (piece: string): number => pieces.indexOf(piece) + 1;
  /** Wants “A sea.”; behind “ sea”, “l” is rare. */
  const sailor = tableModel({
    vocabulary: ["?", ...pieces],
    next: (tokens) => {
      const last = pieces[tokens.at(-1)! - 1];
      if (tokens.length === 1) return [0, 1, 0, 0, 0, 0, 0];
      if (last === "A") return [0, 0, 0.1, 0.9, 0, 0, 0];
      if (last === " sea") return [0, 0, 0, 0, 0.01, 0.99, 0];
      return last === "." ? [0, 0, 0, 0, 0, 0, 1] : [0, 0, 0, 0, 0, 1, 0];
    },
  });
  const avoiding = parseContract('form: sentence\ntext has exactly 2 words\ntext avoids "sea"');

  async function sail(tokenize: ((text: string) => number[]) | undefined) {
    const compiled = compileContract({ contract: avoiding, list: wordList(["a", "dog", "sea", "seal"]) });
    assert.ok(compiled.kind === "compiled");
    const program = contractProgram({
      messages: [{ role: "user", content: "?" }],
      constraint: compiled.constraint,
      taste: englishTaste(avoiding),
      tokenize,
    });
    return infer(program, { model: sailor, algorithm: "importance", particles: 2000, seed: 1 });
  }

  test("are seldom begun, which changes nothing of what others are worth", async () => {
    const waiting = await sail(undefined);
    const leaving = await sail((text) => [token(text)].filter((found) => found > 0));
    for (const { logZ, outcomes } of [waiting, leaving]) {
      const seals = outcomes.find(({ result }) => result.text === "A seal.")!.probability;
      assert.ok(Math.abs(seals - 0.009 / 0.109) < 0.02, `${seals}`);
      assert.ok(Math.abs(logZ - waiting.logZ) < 0.15);
    }
    assert.ok(effective(leaving.samples) > 4 * effective(waiting.samples));
  });

  test("are single words, and not too many", () => {
    const words = Array.from({ length: 100 }, (_, index) => `text avoids "w${"x".repeat(index)}"`);
    const { ahead } = englishTaste(parseContract(['text avoids "so that"', ...words].join("\n")));
    const found = ahead!("A").map(([word]) => word);
    assert.equal(found.length, 64);
    assert.ok(!found.includes("so"));
  });
});
