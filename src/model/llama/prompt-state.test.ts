import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
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
import { SijoError } from "../../errors.ts";
import { testWeights } from "../testing/weights.ts";
import type { TokenId } from "../token-model.ts";
import { boundFolder } from "./kept-files.ts";
import { type LlamaModel, openLlama } from "./llama-model.ts";
import { warmPrompt } from "./prompt-state.ts";

const weights = await testWeights();
const options = { path: weights, contextLength: 512, maxContexts: 4 };
const models = [await openLlama(options), await openLlama(options)] as const;
const [model, other] = models;
const root = mkdtempSync(join(tmpdir(), "sijo-prompts-"));
after(async () => {
  for (const one of models) await one.close();
  rmSync(root, { recursive: true, force: true });
});

let folders = 0;
const newFolder = (): string => join(root, String(folders++));
const tokens = model.vocabulary.tokenize("The keeper wrote down all that he saw on the water that night.");
const stateIn = (folder: string): string => {
  const files = readdirSync(folder);
  assert.equal(files.length, 1, files.join());
  return join(folder, files[0]);
};

/** Scores after a prompt and one more token, and how many tokens were decoded for it. */
async function warm({
  model,
  folder,
  prompt = tokens,
}: {
  model: LlamaModel;
  folder: string;
  prompt?: readonly TokenId[];
}): Promise<{ scores: Float32Array[]; decoded: number }> {
  const before = model.evaluated;
  const context = await warmPrompt({ model, tokens: prompt, folder });
  assert.deepEqual(context.tokens(), prompt);
  const first = (await model.next([context]))[0].logits.slice();
  const decoded = model.evaluated - before;
  const fork = context.fork();
  fork.extend([40]);
  const second = (await model.next([fork]))[0].logits.slice();
  context.drop();
  fork.drop();
  return { scores: [first, second], decoded };
}

test("a prompt from disk has the scores it has when decoded, at the price of one token", async () => {
  const folder = newFolder();
  const cold = await warm({ model, folder });
  assert.equal(cold.decoded, tokens.length);
  const again = await warm({ model: other, folder });
  assert.equal(again.decoded, 1);
  assert.deepEqual(again.scores, cold.scores);
});

test("contexts that begin with a warm prompt share it", async () => {
  const context = await warmPrompt({ model, tokens, folder: newFolder() });
  const before = model.evaluated;
  const longer = model.context([...tokens, 40]);
  await model.next([longer]);
  assert.equal(model.evaluated - before, 1);
  for (const one of [context, longer]) one.drop();
});

test("a prompt longer than another's file is kept apart from it, and only its own cells", async () => {
  const folder = newFolder();
  const long = model.context([...tokens, 40, 41, 42]);
  await model.next([long]);
  await warm({ model, folder });
  long.drop();
  const found = await warm({ model: other, folder });
  assert.equal(found.decoded, 1, "cells of the longer text were not written");
  await warm({ model, folder, prompt: tokens.slice(0, 5) });
  assert.equal(readdirSync(folder).length, 2);
});

const damage: Readonly<Record<string, (bytes: Buffer) => Uint8Array>> = {
  "a cut file": (bytes) => bytes.subarray(0, bytes.length / 2),
  "an empty file": () => new Uint8Array(0),
  "a file with another bit": (bytes) => {
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    return bytes;
  },
  "a file with other positions": (bytes) => bytes.fill(255, 40, 400),
  "a file with more behind it": (bytes) => Buffer.concat([bytes, Buffer.from("more")]),
  "another file": () => Buffer.from("It was a dark and stormy night."),
};

for (const [what, change] of Object.entries(damage)) {
  test(`${what} is not read, and written anew`, async () => {
    const folder = newFolder();
    const { scores } = await warm({ model, folder });
    const path = stateIn(folder);
    const whole = readFileSync(path);
    writeFileSync(path, change(Buffer.from(whole)));
    assert.equal(await other.loadState(tokens, path), undefined);
    const rebuilt = await warm({ model: other, folder });
    assert.deepEqual(rebuilt, { scores, decoded: tokens.length });
    assert.deepEqual(readFileSync(stateIn(folder)), whole);
  });
}

test("a state of other tokens or another model is not taken for this one's", async () => {
  const folder = newFolder();
  await warm({ model, folder });
  const path = stateIn(folder);
  assert.equal(await other.loadState([...tokens].reverse(), path), undefined);
  assert.equal(await other.loadState(tokens.slice(1), path), undefined);
  assert.equal(await other.loadState([...tokens, 40], path), undefined);
  await using stranger = await openLlama({ ...options, sha256: "0".repeat(64) });
  assert.equal(await stranger.loadState(tokens, path), undefined);
  const { decoded } = await warm({ model: stranger, folder });
  assert.equal(decoded, tokens.length);
  assert.equal(readdirSync(folder).length, 2);
});

test("a context that is not decoded has no state to write", async () => {
  const context = model.context([50, 51, 52]);
  assert.equal(await model.saveState(context, join(root, "none.state")), false);
  context.drop();
});

test("without a folder that can be written to the prompt is decoded, and that is all", async () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  const places = [join(file, "folder"), "\0"];
  // Superusers write where they like.
  if (process.getuid?.() !== 0) {
    const locked = newFolder();
    await warm({ model, folder: locked, prompt: [40, 41] });
    chmodSync(locked, 0o500);
    places.push(locked);
  }
  for (const folder of places) {
    const { decoded } = await warm({ model, folder });
    assert.equal(decoded, tokens.length);
  }
});

test("models that warm the same prompt at the same time leave one whole file", async () => {
  const folder = newFolder();
  const contexts = await Promise.all(
    [model, other, model, other].map((one) =>
      warmPrompt({ model: one, tokens, folder, name: "the keeper/1" }),
    ),
  );
  for (const context of contexts) context.drop();
  const path = stateIn(folder);
  assert.match(path, /the-keeper-1-[0-9a-f]{32}\.state$/);
  const loaded = await model.loadState(tokens, path);
  assert.ok(loaded);
  loaded.drop();
});

test("a prompt that can't be decoded is the model's error, and leaves nothing", async () => {
  const folder = newFolder();
  await assert.rejects(
    warmPrompt({ model, tokens: new Array(600).fill(40), folder }),
    (error) => error instanceof SijoError && error.code === "model.context-full",
  );
  const { decoded } = await warm({ model, folder });
  assert.equal(decoded, tokens.length);
});

test("where the folder is full, the states used longest ago go", async () => {
  const folder = newFolder();
  const prompts = [1, 2, 3].map((first) => [40 + first, 50, 51]);
  for (const prompt of prompts.slice(0, 2)) (await warmPrompt({ model, tokens: prompt, folder })).drop();
  const [bytes] = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
  // Used again, the first is no longer the oldest.
  (await warmPrompt({ model, tokens: prompts[0], folder })).drop();
  (await warmPrompt({ model, tokens: prompts[2], folder, maxBytes: 2 * bytes })).drop();
  const decoded: number[] = [];
  for (const prompt of prompts) decoded.push((await warm({ model: other, folder, prompt })).decoded);
  assert.deepEqual(decoded, [1, 3, 1]);
});

test("what was left unfinished an hour ago or by a process that is gone goes, what is being written stays", async () => {
  const folder = mkdtempSync(join(root, "unfinished-"));
  const ended = spawnSync(process.execPath, ["--version"]).pid;
  const [mine, theirs] = [process.pid, ended].map((pid) => `a.state.${pid}-0123abcd.unfinished`);
  for (const name of ["old.unfinished", "new.unfinished", mine, theirs, "notes.txt"])
    writeFileSync(join(folder, name), "x");
  utimesSync(join(folder, "old.unfinished"), 1, 1);
  utimesSync(join(folder, "notes.txt"), 1, 1);
  await boundFolder({ folder, ending: ".state", maxBytes: 0 });
  assert.deepEqual(readdirSync(folder).sort(), [mine, "new.unfinished", "notes.txt"].sort());
});
