import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { BOAT, clientServer, FOLLOWER, KEY, TIDE } from "./cases.ts";
import { pythonPackages } from "./install.ts";

const installed = await pythonPackages("openai-python", ["openai==3.57.0"]);
const PROGRAM = fileURLToPath(new URL("./openai_client.py", import.meta.url));

suite("OpenAI's client for Python", { skip: installed.skip }, async () => {
  if (installed.skip !== false) return;
  const { baseURL, idle } = await clientServer();
  const words = [PROGRAM, baseURL, KEY, FOLLOWER, JSON.stringify(BOAT), JSON.stringify(TIDE)];

  test("makes its ordinary calls", async (context) => {
    const child = spawn(installed.client, words, { stdio: ["ignore", "pipe", "pipe"] });
    const errors = text(child.stderr);
    const ended = once(child, "close");
    let count = 0;
    for await (const line of createInterface(child.stdout)) {
      const { name, failed } = JSON.parse(line) as { name: string; failed: string | null };
      count += 1;
      await context.test(name, () => assert.equal(failed, null, failed ?? ""));
    }
    const [code] = await ended;
    assert.equal(code, 0, await errors);
    assert.equal(count, 9);
    await idle();
  });
});
