/** `sijo repair` as processes: exit codes, output, bad input, Ctrl-C. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, parseContract } from "../contract/index.ts";
import { testWeights } from "../model/testing/weights.ts";
import type { Repair } from "../run/index.ts";
import { readTrace } from "../trace/index.ts";
import { renderDifference } from "./render-repair.ts";

await testWeights();
const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sijo-repairs-"));
/** Of these runs alone. */
const TRACES = join(folder, "traces");
process.env.SIJO_TRACES = TRACES;
const SEED = "9";
after(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const TEXT = "The sea is cold. Gulls cry above the boats. Nobody stays for long.";
const NOTATION = 'form: paragraph\ntext has exactly 3 sentences\ntext avoids "cold"\n';
const SEA = file("sea.txt", `${TEXT}\n`);
const CONTRACT = file("sea.sijo", NOTATION);
const KEPT = file("kept.sijo", "text has exactly 3 sentences\n");
const OPTIONS = ["--follower", "smollm2-135m", "--particles", "2", "--seed", SEED];

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

async function start(
  words: readonly string[],
  { at = () => {}, input }: { at?: (errors: string, child: ChildProcess) => void; input?: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, "repair", ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
    at(errors, child);
  });
  child.stdin.end(input);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code, output, errors };
}

suite("sijo repair", () => {
  const ofPeople = start([CONTRACT, SEA, ...OPTIONS]);

  test("prints the text, what was kept of it, and the checks before and after: exit code 0", async () => {
    const { code, output, errors } = await ofPeople;
    assert.deepEqual([code, errors], [0, ""]);
    const [repaired] = output.split("\n\n");
    assert.ok(check(parseContract(NOTATION), repaired).passed, repaired);
    assert.ok(repaired.endsWith("Gulls cry above the boats. Nobody stays for long."), repaired);
    assert.match(output, /Kept: \d+ of 13 words \(\d+ % of the characters\)\.\n {2}\S/);
    assert.match(output, /✓ text avoids "cold" +the text: no "cold" \(before: the text: has "cold"/);
  });

  test("names no trace where none is kept", async () => {
    const { code, output } = await start([KEPT, SEA, ...OPTIONS, "--trace", "off"]);
    assert.equal(code, 0);
    assert.match(output, /\nseed \d+, 2 particles\n$/);
  });

  test("prints one document with --json, and the same with the same seed", async () => {
    const [first] = (await ofPeople).output.split("\n\n");
    const again = await start([CONTRACT, "-", ...OPTIONS, "--json"], { input: TEXT });
    const found = JSON.parse(again.output) as Repair;
    assert.equal(again.code, 0);
    assert.equal(found.status, "repaired");
    assert.equal(found.answer, first);
    assert.equal(found.before.length, found.after.length);
  });

  test("hands a text back that needs no repair, without loading a model", async () => {
    const { code, output } = await start([KEPT, SEA, "--follower", join(folder, "missing.gguf")]);
    assert.equal(code, 0);
    assert.ok(output.startsWith(`${TEXT}\n\nNothing to repair`), output);
    assert.match(output, /no tokens/);
  });

  test("hands a contradiction off with exit code 3, and the text as it is", async () => {
    const clash = file("clash.sijo", "text has exactly 3 words\ntext has at least 5 words\n");
    const { code, output } = await start([clash, SEA, "--follower", join(folder, "missing.gguf")]);
    assert.equal(code, 3);
    assert.match(output, /^Handed off: .*\n {2}text has exactly 3 words\n {2}text has at least 5 words\n/);
    assert.ok(output.includes(`The text as it is:\n\n${TEXT}\n`), output);
  });

  test("hands off with exit code 3 where a limit binds", async () => {
    const { code, output } = await start([
      ...[CONTRACT, SEA, ...OPTIONS, "--max-tokens", "5", "--json"],
      ...["--request", "Write about the sea."],
    ]);
    const found = JSON.parse(output) as Repair;
    assert.deepEqual([code, found.handOff?.reason, found.limits.bound], [3, "limit", "tokens"]);
  });
});

suite("sijo repair refuses with exit code 2", () => {
  const rows: readonly (readonly [what: string, words: readonly string[], said: RegExp])[] = [
    ["an empty text", [CONTRACT, file("empty.txt", " \n")], /The text is empty/],
    ["a file that is no text", [CONTRACT, file("binary", new Uint8Array([0, 255, 1, 2]))], /is not text/],
    ["a file that is not there", [CONTRACT, join(folder, "nowhere")], /is not there/],
    ["a contract that is none", [SEA, SEA], /Line 1/],
    [
      "a text of a million characters",
      [CONTRACT, file("long.txt", "so cold ".repeat(125_000))],
      /at most 20,000/,
    ],
    ["a seed that is none", [CONTRACT, SEA, "--seed", "x"], /--seed/],
    ["a language that nobody writes", [CONTRACT, SEA, "--language", "la"], /--language/],
    ["a missing argument", [CONTRACT], /missing required argument/i],
  ];
  for (const [what, words, said] of rows) {
    test(what, async () => {
      const { code, output, errors } = await start(words);
      assert.deepEqual([code, output], [2, ""]);
      assert.match(errors, said);
      assert.doesNotMatch(errors, /\n\s+at /, "no stack trace");
    });
  }
});

suite("Ctrl-C ends a repair with exit code 130", () => {
  const words = [CONTRACT, SEA, ...OPTIONS, "--verbose", "--json"];

  test("while it writes: with what there is, and a whole trace", async () => {
    let sent = false;
    const { code, output } = await start(words, {
      at: (errors, child) => {
        if (sent || !errors.includes("] writing")) return;
        sent = true;
        child.kill("SIGINT");
      },
    });
    assert.equal(code, 130);
    const found = JSON.parse(output) as Repair;
    assert.deepEqual([found.status, found.handOff?.reason], ["handed_off", "cancelled"]);
    const { events, cut } = readTrace(join(TRACES, `${found.traceId}.jsonl`));
    assert.deepEqual([cut, events.at(-2)?.kind], [false, "repair"]);
  });

  test("while the model is loaded: with a word", async () => {
    let sent = false;
    const { code, output, errors } = await start(words, {
      at: (said, child) => {
        if (sent || !said.includes("] loading models")) return;
        sent = true;
        child.kill("SIGINT");
      },
    });
    assert.deepEqual([code, output], [130, ""]);
    assert.match(errors, /Cancelled\./);
  });
});

test("what is kept between changes is cut short, and marks leave white space outside", () => {
  const long =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";
  const shown = renderDifference([
    { kind: "kept", text: `${long} ` },
    { kind: "removed", text: "cold" },
    { kind: "added", text: "mild" },
    { kind: "kept", text: ` ${long} ` },
    { kind: "removed", text: "end. " },
    { kind: "kept", text: "So." },
  ]);
  assert.equal(
    shown,
    "  … eleven twelve thirteen fourteen fifteen sixteen [-cold-]{+mild+} one two three four five six … eleven twelve thirteen fourteen fifteen sixteen [-end.-] So.",
  );
});
