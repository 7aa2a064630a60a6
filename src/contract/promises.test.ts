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
  return infer(program, { model, algorithm: "importance", particles: 6000, seed });
}

suite("words that are looked for", () => {
  test("begin where they may, at what they are worth, until the text has them", () => {
    const { ahead } = englishTaste(
      parseContract('text contains "gull"\ntext contains "salt", "sea" in this order'),
    );
    const bias = (text: string) =>
      [...(new Promises(ahead!, (word) => [...word].map((one) => one.charCodeAt(0))).bias(text) ?? [])].map(
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
    const effective = (weights: readonly { logWeight: number }[]): number => {
      const all = weights.map(({ logWeight }) => Math.exp(logWeight));
      return all.reduce((sum, one) => sum + one, 0) ** 2 / all.reduce((sum, one) => sum + one * one, 0);
    };
    assert.ok(effective(looking.samples) > 2 * effective(waiting.samples));
  });
});
