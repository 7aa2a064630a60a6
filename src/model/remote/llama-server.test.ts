/**
 * The follower against a real llama-server, where there is one: SIJO_LLAMA_SERVER is the path of its binary.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openLlama } from "../llama/llama-model.ts";
import { testWeights } from "../testing/weights.ts";
import { openRemoteChat } from "./chat.ts";
import { openRemoteFollower } from "./follower.ts";

const BINARY = process.env.SIJO_LLAMA_SERVER;
const skip = BINARY === undefined ? "SIJO_LLAMA_SERVER names no llama-server binary" : false;
/** As in `llama/kernels.ts`: under the server's own settings 4-bit weights give log-probabilities that differ by more than 0.1. */
const KERNELS = ["--no-repack", "-fa", "on", process.arch === "arm64" ? "-ctv" : "-ctk", "bf16"];
/** A machine with other work reads weights slowly. */
const START_SECONDS = 300;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function started(weights: string): Promise<{ url: string; server: ChildProcess }> {
  const port = await freePort();
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const given = ["-m", weights, ...address, ...KERNELS, "-c", "4096", "-np", "4", "--no-warmup"];
  const server = spawn(BINARY!, given, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (let second = 0; second < START_SECONDS; second += 1) {
    if (
      await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { url, server };
    await sleep(1000);
  }
  server.kill();
  throw new Error(`llama-server was not ready after ${START_SECONDS} s.`);
}

test("a real llama-server tells the distributions that its weights have in process", { skip }, async () => {
  const path = await testWeights();
  const { url, server } = await started(path);
  try {
    await using like = await openLlama({ path });
    const address = `openai:${url}/v1/smollm2`;
    await using follower = await openRemoteFollower({ address, like, top: "all" });
    for (const text of ["The capital of France is", "시조 한 수", "I have 3 apples and"]) {
      const tokens = like.vocabulary.tokenize(text);
      const [there] = await follower.next([follower.context(tokens)]);
      const one = there.logits.slice();
      const [here] = await like.next([like.context(tokens)]);
      const total = Math.log(here.logits.reduce((sum, value) => sum + Math.exp(value), 0));
      for (const [token, value] of one.entries()) {
        const expected = here.logits[token] - total;
        // Another build may sum in another order.
        if (Math.max(value, expected) > Math.log(1e-3)) assert.ok(Math.abs(value - expected) < 0.01, text);
      }
    }
    assert.ok(follower.cut.most < 1e-3);
    const { text } = await openRemoteChat({ address }).complete([{ role: "user", content: "Say hello." }], {
      maxTokens: 20,
    });
    assert.ok(text.length > 0);
  } finally {
    server.kill();
    await once(server, "exit");
  }
});
