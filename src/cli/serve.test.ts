import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testWeights } from "../model/testing/weights.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
await testWeights();

const SMALL = ["--planner", "smollm2-135m", "--follower", "smollm2-135m", "--port", "0"];

/** Starts `sijo serve`; resolves when it listens or has ended. */
async function serve(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [MAIN, "serve", ...words], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  const errors = text(child.stderr);
  const ended = once(child, "close").then(async ([code]) => ({ code, errors: await errors }));
  let said = "";
  const listening = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      const url = /Listening on (\S+) with/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([listening, ended.then(() => "")]);
  return { child, url, ended, said: () => said };
}

const ask = (url: string, fields: object) =>
  fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "smollm2-135m",
      messages: [{ role: "user", content: "Count." }],
      ...fields,
    }),
  });

suite("sijo serve", () => {
  test("says where it listens, answers, and on SIGTERM finishes what runs and ends with 0", async () => {
    const { child, url, ended, said } = await serve(SMALL);
    assert.match(
      said(),
      /^Listening on http:\/\/127\.0\.0\.1:\d+\/v1 with the models sijo, smollm2-135m\.\n$/,
    );
    const stream = await ask(url, { stream: true, max_tokens: 20, temperature: 0 });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    child.kill("SIGTERM");
    let rest = "";
    for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value;
    assert.match(rest, /data: \[DONE\]\n\n$/);
    const { code, errors } = await ended;
    assert.equal(code, 0, errors);
    assert.doesNotMatch(said() + errors, /Count|aborted/);
  });

  test("told twice, ends at once", async () => {
    const { child, url, ended } = await serve(SMALL);
    const reader = (await ask(url, { stream: true, max_tokens: 900 })).body!.getReader();
    await reader.read();
    const isEnding = once(child.stderr, "data");
    child.kill("SIGINT");
    await isEnding;
    child.kill("SIGINT");
    assert.equal((await ended).code, 130);
    await reader.cancel().catch(() => undefined);
  });

  test("needs a key for other hosts, and says so before any model is loaded", async () => {
    const { ended } = await serve([...SMALL, "--host", "0.0.0.0"]);
    const { code, errors } = await ended;
    assert.equal(code, 2);
    assert.match(errors, /needs an API key.*\n.*--api-key/);
  });

  for (const [what, words, environment, errors] of [
    ["an empty key", ["--api-key", ""], {}, /--api-key holds no key/],
    ["an empty key beside another", ["--api-key", "k9one", " "], {}, /--api-key holds no key/],
    ["a list of keys without any", [], { SIJO_API_KEYS: "," }, /SIJO_API_KEYS holds no key/],
    ["a variable of keys that is empty", [], { SIJO_API_KEYS: "" }, /SIJO_API_KEYS holds no key/],
    ["a key that no client can send", ["--api-key", "k9one k9two"], {}, /white space/],
    ["such a key in the list", [], { SIJO_API_KEYS: "k9one,k9two k9three" }, /white space/],
  ] as const) {
    test(`lets nobody in by mistake: ${what} is refused, and not repeated`, async () => {
      const { child, ended } = await serve([...SMALL, ...words], environment);
      child.kill();
      const found = await ended;
      assert.equal(found.code, 2);
      assert.match(found.errors, errors);
      assert.doesNotMatch(found.errors, /k9/);
    });
  }

  test("refuses numbers that are none", async () => {
    const { ended } = await serve(["--port", "http"]);
    assert.equal((await ended).code, 2);
  });

  test("needs contexts for one text of the pipeline", async () => {
    const { ended } = await serve([...SMALL, "--contexts", "12"]);
    const { code, errors } = await ended;
    assert.equal(code, 2);
    assert.match(errors, /--contexts is "12"[\s\S]*from 13 to 252/);
  });
});
