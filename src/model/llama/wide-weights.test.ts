import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { testWeights } from "../testing/weights.ts";
import { weigh } from "../weigh.ts";
import { type GgufHead, readGgufHead } from "./gguf.ts";
import { packingOf } from "./kernels.ts";
import { loadLibrary } from "./library.ts";
import { type LlamaModel, openLlama } from "./llama-model.ts";
import { writeRounded } from "./testing/rounded-weights.ts";
import { makeWide, wideWeights } from "./wide-weights.ts";
import { wideningOf } from "./widen.ts";

const root = mkdtempSync(join(tmpdir(), "sijo-wide-"));
after(() => rmSync(root, { recursive: true, force: true }));
const path = join(root, "five-bits.gguf");
const plain = await testWeights();
await writeRounded({ from: plain, to: path, form: "Q5_0" });
// Images of these weights are nobody's but this test's.
process.env.SIJO_HOME = root;
const head = readGgufHead(path);
const wideIn = async (folder: string, more: { most?: number; sha256?: string } = {}) => {
  const wide = wideWeights({ path, head, folder: join(root, folder), ...more });
  if (!wide) return undefined;
  return (await makeWide({ path, head, wide })) ? wide : undefined;
};

const bytesOf = (file: Buffer, { infos, dataAt }: GgufHead, name: string): Buffer => {
  const from = dataAt + infos.find((info) => info.name === name)!.offset;
  const next = Math.min(...infos.map(({ offset }) => dataAt + offset).filter((at) => at > from), file.length);
  return file.subarray(from, next);
};

/** Numbers of blocks of Q5_0 and Q8_0, as `dequantize_row_…` of ggml makes them. */
const numbers = (blocks: Buffer, blockBytes: number, whole: (block: DataView, at: number) => number) => {
  const count = Math.floor(blocks.length / blockBytes);
  return Array.from({ length: count * 32 }, (_, at) => {
    const from = blocks.byteOffset + Math.floor(at / 32) * blockBytes;
    const block = new DataView(blocks.buffer, from, blockBytes);
    return block.getFloat16(0, true) * whole(block, at % 32);
  });
};
const five = (block: DataView, at: number): number => {
  const four = block.getUint8(6 + (at % 16));
  const fifth = (block.getUint32(2, true) >>> at) & 1;
  return ((at < 16 ? four & 15 : four >> 4) | (fifth << 4)) - 16;
};
const eight = (block: DataView, at: number): number => block.getInt8(2 + at);

test("every number of widened weights is what it was, and what is not widened stays byte for byte", async () => {
  const wide = await wideIn("numbers");
  assert.ok(wide);
  assert.equal(statSync(wide.path).size, wide.bytes);
  const wideHead = readGgufHead(wide.path);
  assert.deepEqual([...wideHead.metadata], [...head.metadata]);
  const [before, now] = [readFileSync(path), readFileSync(wide.path)];
  let widened = 0;
  for (const [index, info] of head.infos.entries()) {
    const [from, to] = [bytesOf(before, head, info.name), bytesOf(now, wideHead, info.name)];
    assert.deepEqual({ ...wideHead.infos[index], type: 0, offset: 0 }, { ...info, type: 0, offset: 0 });
    if (info.type !== 6) assert.ok(from.equals(to), info.name);
    else if (widened++ % 70 === 0)
      assert.deepEqual(numbers(to, 34, eight), numbers(from, 22, five), info.name);
  }
  assert.equal(widened, 210);
});

async function scores(model: LlamaModel, texts: readonly string[]): Promise<Float32Array[]> {
  const contexts = texts.map((text) => model.context(model.vocabulary.tokenize(text)));
  const found = (await model.next(contexts)).map(({ logits }) => logits.slice());
  for (const context of contexts) context.drop();
  return found;
}

const TEXT = "The keeper of the light wrote down what he saw each night, and the sea";

test("widened weights answer as the others do, and the same in any company", async () => {
  const wide = await wideIn("scores");
  assert.ok(wide);
  const options = { contextLength: 1024, maxContexts: 48 };
  await using other = await openLlama({ path: wide.path, ...options });
  const [found] = await scores(other, [TEXT]);
  for (const company of [1, 4, 15, 16, 32]) {
    const texts = Array.from({ length: company }, (_, at) => `${at + 20} gulls`);
    const [beside] = await scores(other, [TEXT, ...texts]);
    assert.ok(
      beside.every((score, token) => score === found[token]),
      `beside ${company}`,
    );
  }
  await using model = await openLlama({ path, ...options });
  const [expected] = await scores(model, [TEXT]);
  const [p, q] = [expected, found].map(probabilities);
  const divergence = p.reduce((sum, each, at) => (each > 0 ? sum + each * Math.log(each / q[at]) : sum), 0);
  // Keys in bfloat16 move scores as much (docs/performance.md).
  assert.ok(divergence < 0.02, `${divergence} nats`);
});

function probabilities(logits: Float32Array): Float64Array {
  const { weights, sum } = weigh(logits)!;
  return Float64Array.from(weights.subarray(0, logits.length), (weight) => weight / sum);
}

test("they are made once, again where they are damaged, and by two at a time without harm", async () => {
  const [one, two] = await Promise.all([wideIn("once"), wideIn("once")]);
  assert.ok(one);
  assert.deepEqual(one, two);
  const { ino } = statSync(one.path);
  await wideIn("once");
  assert.equal(statSync(one.path).ino, ino);
  truncateSync(one.path, 1000);
  await wideIn("once");
  assert.equal(statSync(one.path).size, one.bytes);
  const other = await wideIn("once", { sha256: "of others by the same name" });
  assert.deepEqual(
    readdirSync(join(root, "once")).sort(),
    [one.path, other!.path].map((each) => each.split("/").at(-1)).sort(),
  );
});

test("without room, without a folder to write to and without weights of five bits there are none", async () => {
  assert.equal(await wideIn("small", { most: head.bytes }), undefined);
  writeFileSync(join(root, "a-file"), "x");
  assert.equal(await wideIn("a-file"), undefined);
  assert.equal(wideningOf(readGgufHead(plain)), undefined);
  const cut = { ...head, bytes: head.bytes - 2 ** 20 };
  assert.equal(wideningOf(cut), undefined, "a file that is cut");
});

test("a model of five bits is opened with widened weights where there are tiles, and elsewhere as it is", async () => {
  const isTiled = packingOf(loadLibrary(), head.infos) === "tiles";
  const home = join(root, "home");
  mkdirSync(home);
  const before = process.env.SIJO_HOME;
  process.env.SIJO_HOME = home;
  try {
    const options = { path, contextLength: 256, maxContexts: 2 };
    let key: string;
    {
      await using model = await openLlama(options);
      key = model.stateKey;
      assert.equal(/ tiles wide /.test(key), isTiled, key);
    }
    assert.equal(existsSync(join(home, "wide")), isTiled);
    if (!isTiled) return;
    const name = readdirSync(join(home, "wide")).find((each) => each.endsWith(".gguf"))!;
    // As long as it ought to be, and not a model: it is left out, and made anew the next time.
    writeFileSync(join(home, "wide", name), Buffer.alloc(statSync(join(home, "wide", name)).size));
    {
      await using model = await openLlama(options);
      assert.doesNotMatch(model.stateKey, /tiles wide/);
    }
    await using model = await openLlama(options);
    assert.equal(model.stateKey, key);
  } finally {
    if (before === undefined) delete process.env.SIJO_HOME;
    else process.env.SIJO_HOME = before;
  }
});
