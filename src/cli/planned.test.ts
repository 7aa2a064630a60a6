/** The command line with planners and followers behind engines; recorded answers stand in for a strong planner. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fails, says, standInServer } from "../model/remote/testing/stand-in-server.ts";
import { testWeights } from "../model/testing/weights.ts";
import type { Verdict } from "../run/index.ts";
import * as recorded from "../run/planned/testing/recordings.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sijo-planned-"));
after(() => rmSync(folder, { recursive: true }));
await testWeights();

const KEY = "sk-very-secret";
const { REQUEST } = recorded;
const FOLLOWER = ["--follower", "smollm2-135m", "--particles", "2", "--seed", "3"];

async function sijo(...words: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, SIJO_API_KEY: KEY, SIJO_TRACES: join(folder, "traces") },
    timeout: 100_000,
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  assert.ok(!output.includes(KEY) && !errors.includes(KEY), "the key was shown");
  return { code: code as number, output, errors };
}

test("a planned program is shown, carried out on real weights, and judged; the key is sent and shown nowhere", async () => {
  await using server = await standInServer(says(recorded.TYPE_ERROR), says(recorded.GOOD));
  const planner = ["--planner", `openai:${server.url}/v1/strong`];
  const { code, output, errors } = await sijo(
    "ask",
    REQUEST,
    "--plan",
    "program",
    ...planner,
    ...FOLLOWER,
    "--yes",
    "--json",
  );
  const verdict = JSON.parse(output) as Verdict;
  assert.ok(code === 0 || code === 3, errors);
  assert.match(errors, /The planner's program \(after 2 tries\):\n {2}function\* program/);
  assert.match(verdict.program?.check ?? "", /function check/);
  assert.match(verdict.best ?? "", /^S.*\nE.*\nA/);
  assert.equal(verdict.checks.find(({ clause }) => clause === "the planner's own check")?.how, "judged");
  assert.equal(server.requests.length, 2);
  for (const { headers } of server.requests) assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.ok(!readFileSync(join(folder, "traces", `${verdict.traceId}.jsonl`), "utf8").includes(KEY));
  const replayed = await sijo("replay", verdict.traceId);
  assert.deepEqual([replayed.code, replayed.errors], [0, ""]);
  assert.match(replayed.output, /✓ the same/);
  assert.equal(server.requests.length, 2, "no planner was asked again");
});

test("where nobody can be asked, nothing is planned without --yes", async () => {
  await using server = await standInServer(says(recorded.GOOD));
  const planner = ["--planner", `openai:${server.url}/v1/strong`];
  const { code, errors } = await sijo("ask", REQUEST, "--plan", "program", ...planner, ...FOLLOWER);
  assert.equal(code, 2);
  assert.match(errors, /only when somebody says so[\s\S]*--yes/);
  assert.equal(server.requests.length, 0);
});

test("a contract is planned by an engine, for sijo plan and sijo ask", async () => {
  const contract = "form: sentence\ntopic: the sea\ntext has exactly 5 words\n";
  await using server = await standInServer(says(`Here it is:\n\n\`\`\`\n${contract}\`\`\``));
  const request = "A sentence about the sea of exactly 5 words.";
  const planner = ["--planner", `openai:${server.url}/v1/strong`];
  const plan = await sijo("plan", request, ...planner);
  assert.deepEqual(plan, { code: 0, output: contract, errors: "" });
  const asked = await sijo("ask", request, ...planner, ...FOLLOWER);
  assert.equal(asked.code, 0, asked.errors);
  assert.match(asked.output, /✓ text has exactly 5 words/);
  assert.match(asked.output, /money unknown\nseed 3, 2 particles; planner strong, follower smollm2-135m/);
});

test("what can't be meant, and what an engine refuses, are said in a sentence", async () => {
  await using server = await standInServer(fails(401, `Incorrect API key provided: ${KEY}`));
  const rows: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
    [
      ["plan", "x", "--planner", `openai:${server.url}/v1/m`],
      2,
      /refuses the key.*Incorrect API key provided: …/,
    ],
    [["plan", "x", "--planner", "openai:http://127.0.0.1:9/v1/m"], 1, /Nobody answers at 127\.0\.0\.1:9/],
    [["ask", "x", "--planner", "openai:nonsense"], 2, /no web address/],
    [["ask", "x", "--plan", "poem"], 2, /contract, program/],
    [
      ["ask", "x", "--follower", `openai:${server.url}/v1/m`, "--planner", `openai:${server.url}/v1/m`],
      2,
      /--vocabulary/,
    ],
  ];
  for (const [words, code, pattern] of rows) {
    const outcome = await sijo(...words);
    assert.equal(outcome.code, code, outcome.errors);
    assert.match(outcome.errors, pattern);
    assert.equal(outcome.output, "");
  }
});
