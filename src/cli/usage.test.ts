import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sijo-usage-"));
after(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command line to its end; `reads: false` goes away before there is anything to read. */
async function sijo(
  words: readonly string[],
  { input = "", reads = true }: { input?: string | Uint8Array; reads?: boolean } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...words]);
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  if (!reads) child.stdout.destroy();
  const [output, errors, [code]] = await Promise.all([
    reads ? text(child.stdout) : "",
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, output, errors };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const SIX = file("six.txt", "form: sentence\ntext has exactly 6 words\n");
const MEGABYTE = "a ".repeat(2 ** 19);
/** No mistake below is found only after models were looked for. */
const NO_MODELS = ["--planner", "/no/planner.gguf", "--follower", "/no/follower.gguf"];

suite("what can't be meant ends with exit code 2, says what and what to do, and prints nothing else", () => {
  const rows: readonly (readonly [
    what: string,
    words: readonly string[],
    errors: RegExp,
    input?: string | Uint8Array,
  ])[] = [
    ["no command", [], /^Usage: sijo/],
    ["an unknown command", ["write"], /Unknown command 'write'[\s\S]*--help/],
    ["an unknown option", ["ask", "x", "--sed", "1"], /Unknown option '--sed'/],
    ["an option without its value", ["ask", "x", "--seed"], /argument missing/],
    ["a step that is none", ["replay", "x", "--from", "2:"], /--from is "2:"[\s\S]*2:8 for step 8/],
    ["a seed of a run that is done again", ["replay", "x", "--seed", "1"], /its own seed[\s\S]*--from/],
    ["an argument too many", ["ask", "a", "sentence"], /Too many arguments/],
    ["a command without its arguments", ["check"], /Missing required argument 'contract'/],
    ["no model to pull", ["models", "pull"], /^sijo: Missing required argument 'id'/],
    ["no trace to show", ["trace", "show"], /^sijo: Missing required argument 'id'/],
    [
      "an unknown option of a command in a group",
      ["trace", "list", "--nope"],
      /^sijo: Unknown option '--nope'/,
    ],
    ["an empty request", ["ask", "", ...NO_MODELS], /request is empty[\s\S]*sijo ask/],
    ["a request of white space on standard input", ["ask", ...NO_MODELS], /request is empty/, " \n"],
    ["the same where a hyphen asks for it", ["ask", "-", ...NO_MODELS], /request is empty/, " \n"],
    ["nothing to plan", ["plan", "", "--planner", "/no.gguf"], /request is empty/],
    ["a request of a megabyte", ["ask", ...NO_MODELS], /has 1,048,575 characters; at most 20,000/, MEGABYTE],
    ["a plan for a megabyte", ["plan", "--planner", "/no.gguf"], /at most 20,000/, MEGABYTE],
    ["bytes that are no text", ["ask", ...NO_MODELS], /not text[\s\S]*UTF-8/, Uint8Array.of(255, 254, 0, 1)],
    ["a request with NUL", ["ask", ...NO_MODELS], /not text/, "Write\u0000 it"],
    ["a request with control characters", ["ask", "Write\u0007 it", ...NO_MODELS], /control characters/],
    ["no particles", ["ask", "x", "--particles", "0"], /--particles is "0"[\s\S]*whole number from 1 to 250/],
    ["10,000 particles", ["ask", "x", "--particles", "10000"], /from 1 to 250/],
    ["half a particle", ["ask", "x", "--particles", "1.5"], /whole number/],
    ["a seed in words", ["ask", "x", "--seed", "seven"], /--seed is "seven"/],
    ["a negative seed", ["ask", "x", "--seed=-1"], /--seed is "-1"/],
    ["a language nobody speaks here", ["ask", "x", "--language", "tlh"], /--language is "tlh"[\s\S]*en, ko/],
    ["a temperature of nothing", ["ask", "x", "--temperature", ""], /--temperature is ""/],
    ["no tokens", ["ask", "x", "--max-tokens", "0"], /--max-tokens is "0"/],
    ["no seconds", ["ask", "x", "--max-seconds", "0"], /--max-seconds is "0"/],
    ["a model that isn't there", ["ask", "x", ...NO_MODELS], /no model file at \/no\//],
    [
      "a model that nobody knows",
      ["plan", "x", "--planner", "gpt"],
      /no model called “gpt”[\s\S]*models list/,
    ],
    [
      "a contract that isn't there",
      ["ask", "--contract", join(folder, "none.txt")],
      /none\.txt is not there/,
    ],
    ["a folder for a contract", ["check", folder, SIX], /is a folder/],
    ["a text that isn't there", ["check", SIX, join(folder, "none.txt")], /is not there/],
    [
      "a contract that is no text",
      ["check", file("binary", Uint8Array.of(200, 1)), SIX],
      /binary is not text/,
    ],
  ];
  for (const [what, words, errors, input] of rows) {
    test(what, async () => {
      const found = await sijo(words, input === undefined ? {} : { input });
      assert.match(found.errors, errors);
      assert.deepEqual([found.code, found.output], [2, ""]);
      assert.doesNotMatch(found.errors, /^\s+at /m, "no stack trace");
    });
  }
});

suite("a contract that can't be read", () => {
  test("says line, column, what was expected, and the nearest clause", async () => {
    const path = file("wrong.txt", "form: sentence\n\n  text must have 6 words\n");
    for (const words of [
      ["check", path, SIX],
      ["ask", "--contract", path, "--follower", "/no.gguf"],
    ]) {
      const { code, errors } = await sijo(words);
      assert.equal(code, 2);
      assert.match(errors, /Line 3, column 8: Expected `has` or .*, found `must`\./);
      assert.match(errors, /Nearest that is valid: text has exactly 6 words/);
    }
  });

  test("says in JSON the path of what is wrong", async () => {
    const clause = { relation: "exactly", scope: [], subject: "word", value: -2 };
    const path = file("wrong.json", JSON.stringify({ clauses: [clause] }));
    const { code, errors } = await sijo(["check", path, SIX]);
    assert.equal(code, 2);
    assert.match(errors, /At clauses\[0\]\.value: /);
    const cut = await sijo(["check", file("cut.json", '{"clauses": ['), SIX]);
    assert.equal(cut.code, 2);
    assert.match(cut.errors, /not JSON/);
  });
});

suite("help", () => {
  for (const words of [
    ["--help"],
    ["help"],
    ["help", "ask"],
    ["ask", "--help"],
    ["models", "--help"],
    ["--version"],
  ]) {
    test(`\`sijo ${words.join(" ")}\` is on standard output, exit code 0`, async () => {
      const { code, output, errors } = await sijo(words);
      assert.deepEqual([code, errors], [0, ""]);
      assert.match(output, /Usage: sijo|^\d+\.\d+\.\d+/);
    });
  }
});

suite("sijo check", () => {
  const six = file("text.txt", "The old sea sings at night.\n");

  test("ends with 0 where all checks pass, and shows each", async () => {
    const { code, output, errors } = await sijo(["check", SIX, six]);
    assert.deepEqual([code, errors], [0, ""]);
    assert.match(output, /^✓ form: sentence .*\n✓ text has exactly 6 words/);
  });

  test("ends with 3 where one fails, and says what was found", async () => {
    const { code, output } = await sijo(["check", SIX, "-"], { input: "Only four words here." });
    assert.equal(code, 3);
    assert.match(output, /✗ text has exactly 6 words .*4 words/);
  });

  test("prints one JSON document with --json, whether checks pass or fail", async () => {
    for (const [input, passed] of [
      ["The old sea sings at night.", true],
      ["The sea.", false],
    ] as const) {
      const { code, output } = await sijo(["check", SIX, "-", "--json"], { input });
      const report = JSON.parse(output) as { passed: boolean; checks: { clause: string; passed: boolean }[] };
      assert.deepEqual([report.passed, code], [passed, passed ? 0 : 3]);
      assert.deepEqual(
        report.checks.map(({ clause }) => clause),
        ["form: sentence", "text has exactly 6 words"],
      );
    }
  });

  test("takes a contract in JSON, and either from standard input", async () => {
    const contract = JSON.stringify({
      clauses: [{ relation: "exactly", scope: [], subject: "word", value: 6 }],
    });
    assert.equal((await sijo(["check", "-", six], { input: contract })).code, 0);
  });

  test("reads a megabyte of text", async () => {
    const { code, output } = await sijo(["check", SIX, "-"], { input: MEGABYTE });
    assert.equal(code, 3);
    assert.match(output, /524,?288 words/);
  });

  test("says in a sentence that there is no space for its output", { skip: !existsSync("/dev/full") }, () => {
    const full = openSync("/dev/full", "w");
    const words = ["check", file("full.sijo", "text has at most 2 words"), file("full.txt", "It rains.")];
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    assert.equal(status, 1);
    assert.match(stderr, /^sijo: The output can't be written: there is no space left on the device\.\n/);
  });

  test("keeps its exit code when nobody reads what it prints", async () => {
    for (const [input, wanted] of [
      ["The old sea sings at night.", 0],
      ["The sea.", 3],
    ] as const) {
      const { code, errors } = await sijo(["check", SIX, "-"], { input, reads: false });
      assert.deepEqual([code, errors], [wanted, ""]);
    }
  });
});

test("an error keeps its exit code when nobody reads it", async () => {
  const child = spawn(process.execPath, [MAIN, "nonsense"], { stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.destroy();
  const [code] = await once(child, "close");
  assert.equal(code, 2);
});
