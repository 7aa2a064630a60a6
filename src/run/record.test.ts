import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { listTraces, readTrace } from "../trace/index.ts";
import { ask } from "./ask.ts";
import type { RunEvent } from "./events.ts";
import type { AskOptions } from "./options.ts";
import type { Verdict } from "./verdict.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 2048, maxContexts: 24 });
const folder = mkdtempSync(join(tmpdir(), "sijo-record-"));
after(async () => {
  await model.close();
  rmSync(folder, { recursive: true });
});

const run = (options: Partial<AskOptions>): Promise<Verdict> =>
  ask({ follower: model, particles: 4, seed: 7, ...options });
const contractOf = (...lines: string[]) => parseContract(lines.join("\n"));
const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u);
const NINE = contractOf("form: sentence", "text has exactly 9 words");

suite("the trace of a run", () => {
  test("reads back whole, from the request to the very verdict", async () => {
    const traceFolder = join(folder, "traces");
    const verdict = await run({ contract: NINE, request: "Write about the sea.", traceFolder });
    assert.deepEqual(
      readdirSync(traceFolder).filter((name) => name.endsWith(".jsonl")),
      [`${verdict.traceId}.jsonl`],
    );
    const { events, cut } = readTrace(join(traceFolder, `${verdict.traceId}.jsonl`));
    assert.equal(cut, false);
    const kinds = events.map(({ kind }) => kind);
    assert.deepEqual(
      [...new Set(kinds)],
      ["request", "contract", "stage", "compiled", "round", "barrier", "written", "checks", "verdict", "end"],
    );
    assert.equal((events[0].data as { request: string }).request, "Write about the sea.");
    assert.deepEqual((events[1].data as { notation: string }).notation, verdict.notation);
    assert.deepEqual(events.at(-2)?.data, verdict);
  });

  test("is whole when the run was cancelled", async () => {
    const traceFolder = join(folder, "cancelled");
    const abort = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "progress") abort.abort();
    };
    const { traceId } = await run({ contract: NINE, traceFolder, signal: abort.signal, onEvent });
    const { events, cut } = readTrace(join(traceFolder, `${traceId}.jsonl`));
    assert.deepEqual([cut, events.at(-2)?.kind], [false, "verdict"]);
  });

  test("says what error ended the run", async () => {
    const traceFolder = join(folder, "failed");
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "progress") throw new SijoError("test.error", "On purpose.");
    };
    await assert.rejects(run({ contract: NINE, traceFolder, onEvent }), /On purpose/);
    const [trace] = listTraces(traceFolder);
    const { events, cut } = readTrace(trace.path);
    assert.deepEqual([cut, trace.row?.status], [false, "error"]);
    assert.deepEqual(events.at(-2)?.data, { code: "test.error", message: "On purpose." });
  });

  test("without texts says nothing that was asked or written, and all that was computed", async () => {
    const traceFolder = join(folder, "hashes");
    const contract = contractOf("text has exactly 4 words", 'text contains "lantern"');
    const secret = "Write about my secret lantern.";
    const verdict = await run({ contract, request: secret, traceFolder, traceMode: "hashes" });
    const path = join(traceFolder, `${verdict.traceId}.jsonl`);
    const text = readFileSync(path, "utf8");
    for (const word of [
      "lantern",
      "secret",
      ...wordsOf(verdict.best ?? "").filter((word) => word.length > 4),
    ])
      assert.ok(!text.includes(word), word);
    const { events } = readTrace(path);
    const barriers = events.filter(({ kind }) => kind === "barrier");
    assert.ok(barriers.every(({ data }) => (data as { logWeights: number[] }).logWeights.length === 4));
    const { status, models, bill } = events.at(-2)!.data as Verdict;
    assert.deepEqual(
      { status, models, bill },
      { status: verdict.status, models: verdict.models, bill: verdict.bill },
    );
    const hash = createHash("sha256").update(secret).digest("hex");
    assert.equal((events[0].data as { request: string }).request, `sha256:${hash}`);
  });

  test("never costs an answer where it can't be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const verdict = await run({ contract: NINE, traceFolder: join(file, "traces") });
    assert.equal(verdict.status, "answered");
    assert.match(verdict.traceFailure ?? "", /ENOTDIR|EEXIST/);
  });
});
