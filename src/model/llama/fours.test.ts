/**
 * Weights packed in fours, as on processors without AMX: where there is AMX, the library is loaded without what uses it.
 * Other tests must not have loaded it, so that this one has a process of its own.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { testWeights } from "../testing/weights.ts";
import { libraryFolder, load } from "./library.ts";
import { openLlama } from "./llama-model.ts";
import { writeRounded } from "./testing/rounded-weights.ts";

const folder = mkdtempSync(join(tmpdir(), "sijo-fours-"));
after(() => rmSync(folder, { recursive: true, force: true }));
for (const name of readdirSync(libraryFolder())) {
  if (!/sapphirerapids/.test(name)) symlinkSync(join(libraryFolder(), name), join(folder, name));
}
const { layouts } = load(folder);
const path = join(folder, "four-bits.gguf");
// What Q4_K has blocks for, and the rest as Q4_0.
const half = join(folder, "half.gguf");
await writeRounded({ from: await testWeights(), to: half, form: "Q4_K" });
await writeRounded({ from: half, to: path, form: "Q4_0" });
// Images of these weights are nobody's but this test's.
process.env.SIJO_HOME = folder;
/** Elsewhere the same holds without packing. */
const isFours = process.arch === "x64" && layouts.includes("CPU_REPACK");

const TEXT = "The keeper of the light wrote down what he saw each night, and the sea was as calm as a lake. ";

test("texts have the same scores in any company, however they are cut and on any number of threads", async () => {
  const found: Float32Array[] = [];
  for (const threads of [1, 2, 3]) {
    await using model = await openLlama({ path, contextLength: 2048, maxContexts: 48, threads });
    assert.equal(/ fours /.test(model.stateKey), isFours, model.stateKey);
    const tokens = model.vocabulary.tokenize(TEXT);
    for (const [cut, company] of [
      [0, 0],
      [0, 1],
      [1, 2],
      [2, 6],
      [7, 15],
      [9, 21],
      [tokens.length - 1, 40],
    ]) {
      const text = model.context(tokens.slice(0, tokens.length - cut));
      const others = Array.from({ length: company }, (_, at) => model.context([500 + at, 40 + (at % 3)]));
      await model.next([text, ...others]);
      for (const token of tokens.slice(tokens.length - cut)) {
        text.extend([token]);
        for (const [at, other] of others.entries()) if (at % 2 === 0) other.extend([token]);
        await model.next([...others, text]);
      }
      const [{ logits }] = await model.next([text]);
      found.push(logits.slice());
      for (const context of [text, ...others]) context.drop();
    }
  }
  for (const [at, scores] of found.entries())
    assert.ok(
      scores.every((score, token) => score === found[0][token]),
      `the ${at + 1}th differs`,
    );
});

test("a full cache has room for the rows that fill up a batch", async () => {
  await using model = await openLlama({ path, contextLength: 256, maxContexts: 4 });
  const context = model.context(Array.from({ length: 250 }, (_, at) => 1000 + at));
  for (let token = 0; token < 6; token += 1) {
    const [{ logits }] = await model.next([context]);
    assert.equal(logits.length, model.vocabulary.size);
    context.extend([2000 + token]);
  }
  await model.next([context]);
  context.drop();
});
