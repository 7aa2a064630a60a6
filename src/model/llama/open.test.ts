import assert from "node:assert/strict";
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { SijoError } from "../../errors.ts";
import { testWeights } from "../testing/weights.ts";
import { assertMemory, dimensionsOf } from "./dimensions.ts";
import { readGgufHead, type TensorShape } from "./gguf.ts";
import { type Packing, packedNames, packingOf } from "./kernels.ts";
import { openLlama } from "./llama-model.ts";
import { type GgufContent, type GgufEntry, ggufFile } from "./testing/gguf-file.ts";

const weights = await testWeights();
const folder = mkdtempSync(join(tmpdir(), "sijo-open-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, "model.gguf");
const write = (bytes: Uint8Array): string => {
  writeFileSync(path, bytes);
  return path;
};
const head = (bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  readSync(openSync(weights, "r"), buffer, 0, bytes, 0);
  return buffer;
};
/** The first megabytes of the weights with a name replaced by another of the same length. */
const renamed = (from: string, to: string): Buffer => {
  assert.equal(from.length, to.length);
  const bytes = readFileSync(weights);
  const text = bytes.toString("latin1", 0, 4096).replaceAll(from, to);
  bytes.write(text, 0, "latin1");
  return bytes;
};

const uint32 = (value: number): GgufEntry => ({ type: "uint32", value });
const sound: Readonly<Record<string, GgufEntry>> = {
  "general.architecture": { type: "string", value: "llama" },
  "llama.block_count": uint32(2),
  "llama.context_length": uint32(64),
  "llama.embedding_length": uint32(64),
  "llama.feed_forward_length": uint32(64),
  "llama.attention.head_count": uint32(4),
  "llama.attention.head_count_kv": uint32(2),
  "tokenizer.ggml.tokens": { type: "strings", value: ["a", "b"] },
};
const absurd = (entries: Readonly<Record<string, GgufEntry>>, rest: Partial<GgufContent> = {}): string =>
  write(ggufFile({ entries: { ...sound, ...entries }, ...rest }));
const huge = Buffer.from("0900000008000000ffffffffffffff7f", "hex");

const files: readonly (readonly [what: string, code: string, make: () => string])[] = [
  ["no file", "model.missing", () => join(folder, "none.gguf")],
  ["a folder", "model.not-gguf", () => folder],
  ["an empty file", "model.not-gguf", () => write(new Uint8Array(0))],
  ["a text", "model.not-gguf", () => write(Buffer.from("It was a dark and stormy night."))],
  ["three bytes of a head", "model.not-gguf", () => write(Buffer.from("GGU"))],
  ["a version of the future", "model.version", () => absurd({}, { version: 77 })],
  ["nothing but the magic", "model.truncated", () => write(Buffer.from("GGUF"))],
  ["half a head", "model.truncated", () => write(head(20))],
  ["half the metadata", "model.truncated", () => write(head(100_000))],
  ["no tensors behind the metadata", "model.truncated", () => absurd({})],
  [
    "half the tensors",
    "model.truncated",
    () => {
      write(readFileSync(weights));
      truncateSync(path, 60_000_000);
      return path;
    },
  ],
  ["an unknown architecture", "model.architecture", () => write(renamed("llama", "lhama"))],
  ["no architecture", "model.damaged", () => absurd({ "general.architecture": uint32(3) })],
  ["more keys than bytes", "model.damaged", () => absurd({}, { keys: 2 ** 52 })],
  ["more tensors than bytes", "model.damaged", () => absurd({}, { tensors: 2 ** 52 })],
  ["no tensor", "model.damaged", () => absurd({}, { tensors: 0 })],
  ["an endless list", "model.truncated", () => absurd({ list: { type: "bytes", value: huge } })],
  [
    "an endless text",
    "model.truncated",
    () => absurd({ text: { type: "bytes", value: Buffer.from("08000000ffffffffffffff7f", "hex") } }),
  ],
  [
    "a kind of value that isn't",
    "model.damaged",
    () => absurd({ what: { type: "bytes", value: Buffer.from("63000000", "hex") } }),
  ],
  ["four billion layers", "model.damaged", () => absurd({ "llama.block_count": uint32(0xffffffff) })],
  ["no layers", "model.damaged", () => absurd({ "llama.block_count": uint32(0) })],
  ["more heads than numbers", "model.damaged", () => absurd({ "llama.attention.head_count": uint32(65) })],
  ["more keys than heads", "model.damaged", () => absurd({ "llama.attention.head_count_kv": uint32(5) })],
  [
    "a norm's epsilon that is no number",
    "model.damaged",
    () =>
      absurd({
        "llama.attention.layer_norm_rms_epsilon": {
          type: "bytes",
          value: Buffer.from("06000000ffffffff", "hex"),
        },
      }),
  ],
  ["no context", "model.damaged", () => absurd({ "llama.context_length": uint32(0) })],
  [
    "no vocabulary",
    "model.damaged",
    () => absurd({ "tokenizer.ggml.tokens": { type: "strings", value: [] } }),
  ],
  [
    "kinds for other tokens",
    "model.damaged",
    () => absurd({ "tokenizer.ggml.token_type": { type: "strings", value: ["a"] } }),
  ],
];

for (const [what, code, make] of files) {
  test(`${what}: ${code}, with something to do about it`, async () => {
    await assert.rejects(openLlama({ path: make(), contextLength: 256, maxContexts: 2 }), (error) => {
      assert.ok(error instanceof SijoError, String(error));
      assert.equal(error.code, code, error.message);
      assert.equal(error.kind, "usage");
      assert.ok(error.hint && error.hint.length > 10);
      return true;
    });
  });
}

test("tensors of other sizes than announced: libllama's own words are passed on", async () => {
  const bytes = readFileSync(weights);
  const key = bytes.indexOf("llama.feed_forward_length");
  bytes.writeUInt32LE(7, key + "llama.feed_forward_length".length + 4);
  await assert.rejects(openLlama({ path: write(bytes), contextLength: 256 }), (error) => {
    assert.ok(error instanceof SijoError && error.code === "model.load", String(error));
    assert.match(error.message, /wrong shape|expected/);
    assert.ok(error.hint);
    return true;
  });
});

test("contexts that no memory holds are refused before anything is loaded", async () => {
  await assert.rejects(
    openLlama({ path: weights, contextLength: 2_000_000_000 }),
    (error) => error instanceof SijoError && error.code === "model.memory" && error.hint !== undefined,
  );
});

test("options out of range are refused by name", async () => {
  for (const options of [
    { contextLength: 0 },
    { contextLength: 2.5 },
    { maxContexts: 253 },
    { maxContexts: -1 },
    { threads: 0 },
    { threads: Number.NaN },
  ]) {
    await assert.rejects(
      openLlama({ path: weights, ...options }),
      (error) => error instanceof SijoError && error.code === "model.options" && error.kind === "usage",
      JSON.stringify(options),
    );
  }
});

const [q2k, q4k, q6k, f32] = [10, 12, 14, 0];

test("weights are packed for tiles where a processor has them and nothing would be packed otherwise", () => {
  const { infos, tensors } = readGgufHead(weights);
  assert.equal(infos.length, tensors);
  const tiles = { layouts: ["AMX", "CPU_REPACK"] };
  assert.equal(packingOf(tiles, infos), "tiles");
  assert.equal(packingOf({ layouts: ["CPU_REPACK"] }, infos), "none");
  assert.equal(packingOf(tiles, []), "none");
  assert.equal(packingOf(tiles, [{ type: q4k, lengths: [512, 64] }]), "tiles");
  for (const other of [
    { type: q2k, lengths: [512, 64] },
    { type: q4k, lengths: [512, 72] },
    { type: q4k, lengths: [160, 64] },
    { type: q4k, lengths: [512, 64, 8] },
  ])
    assert.equal(packingOf(tiles, [...infos, other]), "none", JSON.stringify(other));
});

test("elsewhere they are packed in fours where most are of kinds for which it is exact, and none is of another", () => {
  const packed = { type: q4k, lengths: [512, 64] };
  const packing = (shapes: readonly TensorShape[], layouts = ["CPU_REPACK"], architecture = "x64") =>
    packingOf({ layouts }, shapes, architecture);
  const others = [
    { type: q6k, lengths: [512, 60] },
    { type: f32, lengths: [512] },
  ];
  assert.equal(packing([packed, ...others]), "fours");
  assert.equal(packing([packed, ...others], ["CPU_REPACK"], "arm64"), "none");
  assert.equal(packing([packed, ...others], []), "none");
  assert.equal(packing([]), "none");
  for (const other of [
    { type: q6k, lengths: [512, 65] },
    { type: q2k, lengths: [512, 8] },
    { type: q4k, lengths: [512, 4] },
    { type: q4k, lengths: [512, 8, 2] },
  ])
    assert.equal(packing([packed, other]), "none", JSON.stringify(other));
});

test("of packed weights those are named that models multiply by, those of the same layers together", () => {
  const infos = [
    ["token_embd.weight", q4k],
    ["blk.0.attn_q.weight", q4k],
    ["blk.1.attn_q.weight", q4k],
    ["blk.0.ffn_up.weight", q4k],
    ["blk.1.ffn_up.weight", q4k],
    ["blk.0.ffn_down.weight", q6k],
    ["blk.11.ffn_down.weight", q4k],
    ["blk.0.attn_norm.weight", f32],
    ["blk.0.ffn_up_exps.weight", q4k],
    ["blk.0.attn_q.bias", f32],
  ].map(([name, type]) => ({ name: String(name), type: Number(type), lengths: [512, 64], offset: 0 }));
  const named = (packing: Packing): string[] => {
    const names = packedNames(packing, infos).map((name) => new RegExp(name));
    return infos.map(({ name }) => name).filter((name) => names.some((each) => each.test(name)));
  };
  const fours = [1, 2, 3, 4, 6].map((at) => infos[at].name);
  assert.deepEqual(named("fours"), fours);
  assert.deepEqual(named("tiles"), fours.toSpliced(4, 0, "blk.0.ffn_down.weight"));
  assert.deepEqual(named("none"), []);
  assert.equal(packedNames("fours", infos).length, 2);
});

test("the head of real weights tells their dimensions and what a context takes", () => {
  const found = readGgufHead(weights);
  assert.equal(found.metadata.get("general.architecture"), "llama");
  assert.deepEqual(found.metadata.get("tokenizer.ggml.tokens"), { length: 49152 });
  const dimensions = dimensionsOf(weights, found);
  // 30 layers, 3 groups of heads of 64 numbers, keys and values, two bytes each.
  assert.deepEqual(dimensions, {
    architecture: "llama",
    layers: 30,
    trainedLength: 8192,
    cellBytes: 30 * 3 * 64 * 2 * 2,
    vocabulary: 49152,
  });
  const needed = 1000 * dimensions.cellBytes + 2 * 49152 * 4;
  const memory = (available: number) =>
    assertMemory({ path: weights, dimensions, cells: 1000, contexts: 2, available });
  assert.equal(memory(needed), 0);
  assert.equal(memory(needed + 7), 7);
  assert.throws(() => memory(needed - 1), /1000 tokens of context .* GiB are free/);
});
