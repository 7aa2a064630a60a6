import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { testWeights } from "../testing/weights.ts";
import { type LlamaModel, openLlama } from "./llama-model.ts";
import { CHECKSUM_BYTES, sampledChecksum } from "./packed-image.ts";
import { writeRounded } from "./testing/rounded-weights.ts";

const root = mkdtempSync(join(tmpdir(), "sijo-packed-"));
after(() => rmSync(root, { recursive: true, force: true }));
const path = join(root, "four-bits.gguf");
await writeRounded({ from: await testWeights(), to: path, form: "Q4_0" });

const OPTIONS = { path, contextLength: 256, maxContexts: 2 };
const TEXT = "The keeper of the light wrote down what he saw each night, and the sea";

async function scores(model: LlamaModel): Promise<Float32Array> {
  const context = model.context(model.vocabulary.tokenize(TEXT));
  const [{ logits }] = await model.next([context]);
  context.drop();
  return logits.slice();
}

async function scoresWhenOpened(): Promise<Float32Array> {
  await using model = await openLlama(OPTIONS);
  return await scores(model);
}

const areSame = (one: Float32Array, other: Float32Array): boolean =>
  one.length === other.length && one.every((score, token) => score === other[token]);

/** A home of its own for what is kept, and the scores of a model that is opened there for the first time. */
async function home(name: string) {
  process.env.SIJO_HOME = join(root, name);
  mkdirSync(process.env.SIJO_HOME);
  const packed = await scoresWhenOpened();
  const folder = join(process.env.SIJO_HOME, "wide");
  const files = () => readdirSync(folder).map((file) => join(folder, file));
  return { packed, files };
}

process.env.SIJO_HOME = root;
const isPacked = await (async () => {
  await using model = await openLlama(OPTIONS);
  return process.platform === "linux" && / (fours|tiles) /.test(model.stateKey);
})();
const where = { skip: isPacked ? false : "weights are not packed here" };

test(
  "packed weights are kept when a model is opened first, and answer as they did from then on",
  where,
  async () => {
    const { packed, files } = await home("kept");
    const [image, ...others] = files();
    assert.equal(others.length, 0);
    const { ino } = statSync(image);
    utimesSync(image, 0, 0);
    assert.ok(areSame(await scoresWhenOpened(), packed));
    assert.equal(statSync(image).ino, ino);
    assert.ok(statSync(image).mtimeMs > 0, "marked as used");
  },
);

test("what is computed with is the image", where, async () => {
  const { packed, files } = await home("used");
  const [image] = files();
  const weights = Buffer.alloc(statSync(image).size - CHECKSUM_BYTES, 0x11);
  writeFileSync(image, Buffer.concat([weights, sampledChecksum(weights)]));
  assert.ok(!areSame(await scoresWhenOpened(), packed));
});

test("an image that is damaged is made anew", where, async () => {
  const { packed, files } = await home("damaged");
  const [image] = files();
  const whole = readFileSync(image);
  const half = whole.length >> 1;
  const harms: [string, Buffer][] = [
    ["cut", whole.subarray(0, half)],
    ["empty", Buffer.alloc(0)],
    ["a page too long", Buffer.concat([whole, Buffer.alloc(4096)])],
    ["half of it never written", Buffer.concat([whole.subarray(0, half), Buffer.alloc(whole.length - half)])],
    ["only its end", Buffer.concat([Buffer.alloc(half), whole.subarray(half)])],
  ];
  for (const [harm, bytes] of harms) {
    writeFileSync(image, bytes);
    assert.ok(areSame(await scoresWhenOpened(), packed), harm);
    assert.ok(readFileSync(image).equals(whole), harm);
    assert.deepEqual(files(), [image], harm);
  }
});

test("models may be opened at the same time, and closed in any order", where, async () => {
  const { packed, files } = await home("together");
  for (const without of [true, false]) {
    if (without) for (const image of files()) rmSync(image);
    const models = await Promise.all([1, 2, 3].map(() => openLlama(OPTIONS)));
    const [one, two, three] = models;
    await one.close();
    assert.ok(areSame(await scores(two), packed));
    await two.close();
    assert.ok(areSame(await scores(three), packed));
    await three.close();
    assert.equal(files().length, 1);
  }
});

test("an image that goes while it is used stays until the model is closed", where, async () => {
  const { packed, files } = await home("removed");
  await using model = await openLlama(OPTIONS);
  for (const image of files()) rmSync(image);
  assert.ok(areSame(await scores(model), packed));
});

test("where nothing can be kept, models are opened as ever", where, async () => {
  const { packed } = await home("elsewhere");
  process.env.SIJO_HOME = join(root, "a-file");
  writeFileSync(process.env.SIJO_HOME, "");
  assert.ok(areSame(await scoresWhenOpened(), packed));
  // What should be a file is a folder.
  const { files } = await home("a-folder");
  const [image] = files();
  rmSync(image);
  mkdirSync(image);
  assert.ok(areSame(await scoresWhenOpened(), packed));
});
