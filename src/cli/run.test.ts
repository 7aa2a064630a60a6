/** `sijo run`: a person's program, its mistakes, its limits and Ctrl-C. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { SijoError } from "../errors.ts";
import { ALGORITHM_NAMES } from "../inference/index.ts";
import { testWeights } from "../model/testing/weights.ts";
import { runCommand } from "./run.ts";
import type { RunProgramOptions } from "./run-program.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
await testWeights();
const folder = mkdtempSync(join(tmpdir(), "sijo-run-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function sijo(words: readonly string[], interruptAfter?: RegExp) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, SIJO_TRACES: join(folder, "traces") },
    timeout: 150_000,
  });
  let errors = "";
  let interrupted = false;
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
    if (interrupted || !interruptAfter?.test(errors)) return;
    // The second would end it at once.
    interrupted = true;
    child.kill("SIGINT");
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code: code as number | null, output, errors };
}

/** Far from any package: "sijo" is what runs it. */
const WORD = file(
  "word.ts",
  `import { context, oneOf, program, write } from "sijo";
import { type ParamSpecs } from "sijo/program";
const params = { words: { type: "array", items: { type: "string" }, default: ["red", "blue"] } } as const satisfies ParamSpecs;
export default program({
  params,
  particles: 4,
  *run({ words }) {
    const follower = yield* context("Name a color.");
    return (yield* write(follower, { constraint: oneOf(words) })).text;
  },
});
`,
);
const ENDLESS = file(
  "endless.ts",
  `import { context, write } from "sijo";
export default function* () {
  const follower = yield* context("Count.");
  process.stderr.write("begun\\n");
  let text = "";
  while (true) text += (yield* write(follower, { maxTokens: 5 })).text;
}
`,
);
const FOLLOWER = ["--follower", "smollm2-135m", "--seed", "1"];

suite("sijo run", () => {
  test("prints the likeliest result, its probability, log Z and the bill", async () => {
    const { code, output, errors } = await sijo(["run", WORD, ...FOLLOWER, "--all"]);
    assert.deepEqual([code, errors], [0, ""]);
    assert.match(output, /^(red|blue)\n\n/);
    assert.match(output, /probability [01]\.\d\d.*; log Z −\d/);
    assert.match(
      output,
      /4 particles, smc; \d+ tokens, [\d.]+ s; seed 1; follower smollm2-135m; trace [-\da-f]{36}\n$/,
    );
  });

  test("takes parameters and settings, and prints one JSON document", async () => {
    const { code, output } = await sijo([
      ...["run", WORD, ...FOLLOWER, "--json", "--particles", "3", "--algorithm", "importance"],
      ...["--param", "words=green"],
    ]);
    const found = JSON.parse(output);
    assert.deepEqual([code, found.best, found.algorithm, found.particles], [0, "green", "importance", 3]);
    assert.deepEqual(
      found.outcomes.map(({ result }: { result: string }) => result),
      ["green"],
    );
    assert.ok(Math.abs(found.outcomes[0].probability - 1) < 1e-9);
    assert.ok(found.logZ < 0);
  });

  test("leaves a trace that can be shown, verified and done again, with the very file", async () => {
    const mine = file("traced.ts", readFileSync(WORD, "utf8"));
    const run = await sijo(["run", mine, ...FOLLOWER, "--param", "words=green,grey"]);
    const [, id] = /trace ([-\da-f]{36})/.exec(run.output) ?? [];
    const shown = await sijo(["trace", "show", id]);
    assert.match(
      shown.output,
      /Program\n {2}.*traced\.ts; \{"words":\["green","grey"\]\}\n {2}\d+ lines, SHA-256 [\da-f]{64}/,
    );
    assert.match(
      shown.output,
      /4 particles, smc; follower smollm2-135m[\s\S]*ESS[\s\S]*gre[\s\S]*probability/,
    );
    assert.match((await sijo(["trace", "verify", id])).output, /whole/);
    assert.match((await sijo(["trace", "export", id])).output, /<span class="status">finished<\/span>/);
    const again = await sijo(["replay", id]);
    assert.deepEqual([again.code, again.errors], [0, ""]);
    assert.match(again.output, /✓ the same[\s\S]*largest difference of two numbers 0/);
    const onward = await sijo(["replay", id, "--from", "1", "--seed", "5"]);
    assert.deepEqual([onward.code, onward.errors], [0, ""]);
    const [, its] =
      /^✓ the same up to step 1\n\ngre[\s\S]*behind barrier 1 seed 5, from trace .{36}; trace (.{36})\n$/.exec(
        onward.output,
      ) ?? [];
    assert.match(
      (await sijo(["trace", "show", its])).output,
      new RegExp(`behind barrier 1 seed 5, from trace ${id}`),
    );
    assert.equal((await sijo(["replay", its])).code, 0);
    const beyond = await sijo(["replay", id, "--from", "99"]);
    assert.deepEqual([beyond.code, beyond.output], [2, ""]);
    assert.match(beyond.errors, /no step 99[\s\S]*steps 1 to \d/);
    writeFileSync(mine, `${readFileSync(mine, "utf8")}// changed\n`);
    const changed = await sijo(["replay", id]);
    assert.equal(changed.code, 2);
    assert.match(changed.errors, /not the one of the run/);
    assert.equal((await sijo(["replay", id, "--program", WORD])).code, 0);
  });

  test("ends at a limit with what there is, and hands off", async () => {
    const { code, output, errors } = await sijo([
      "run",
      ENDLESS,
      ...FOLLOWER,
      "--max-tokens",
      "90",
      "--particles",
      "2",
    ]);
    assert.equal(code, 3, errors);
    assert.match(
      output,
      /^Nothing was finished: the limit on tokens was reached \(--max-tokens\)\.\nSo far:\n\S/,
    );
  });

  test("ends on Ctrl-C with what there is", { skip: process.platform === "win32" }, async () => {
    const { code, output } = await sijo(["run", ENDLESS, ...FOLLOWER, "--particles", "2"], /begun/);
    assert.equal(code, 130);
    assert.match(output, /^Nothing was finished: it was interrupted\./);
  });

  const mistakes: readonly (readonly [
    what: string,
    path: string,
    error: RegExp,
    options?: RunProgramOptions,
  ])[] = [
    ["a file that isn't there", join(folder, "none.ts"), /none\.ts is not there/],
    ["a folder", folder, /no program: its name/],
    ["another kind of file", file("notes.txt", ""), /doesn't end in \.ts or \.js/],
    ["an empty file", file("empty.ts", ""), /no default export/],
    ["a default that is no program", file("number.ts", "export default 3;"), /something else/],
    ["a plain function", file("plain.ts", "export default () => 3;"), /something else/],
    [
      "a mistake in the source",
      file("broken.ts", "export default function* () {\n  let 3;\n}"),
      /can't be loaded/,
    ],
    [
      "an import of nothing",
      file("lost.ts", 'import x from "nowhere-at-all";\nexport default x;'),
      /nowhere-at-all/,
    ],
    [
      "what isn't exported",
      file("wrong.ts", 'import { tokens } from "sijo";\nexport default tokens;'),
      /tokens/,
    ],
    ["an error while loading", file("throws.ts", '\nthrow new Error("not today");'), /not today \(line 2\)/],
    ["a parameter without value", WORD, /gives no parameter its value/, { param: ["words"] }],
    ["an unknown parameter", WORD, /no parameter colors/, { param: ["colors=red"] }],
    ["no algorithm", WORD, /--algorithm is "magic"/, { algorithm: "magic" }],
    ["no particles", WORD, /--particles is "0"/, { particles: "0" }],
    ["no tokens", WORD, /--max-tokens is "none"/, { maxTokens: ["none"] }],
    [
      "a follower that isn't there",
      WORD,
      /no model file at \/no\/follower/,
      { follower: ["/no/follower.gguf"] },
    ],
  ];
  for (const [what, path, expected, options = {}] of mistakes) {
    test(`refuses ${what}`, async () => {
      await assert.rejects(runCommand(path, options), (error: SijoError) => {
        assert.equal(error.kind, "usage");
        assert.match(error.message, expected);
        return true;
      });
    });
  }

  test("prints a mistake without a stack trace, and ends with 2", async () => {
    const found = await sijo(["run", file("throws-too.ts", 'throw new Error("not today");')]);
    assert.match(found.errors, /^sijo: .*throws-too\.ts can't be loaded: Error: not today \(line 1\)\.\n$/);
    assert.deepEqual([found.code, found.output], [2, ""]);
  });

  test("says what a program did wrong, and ends with a fault", async () => {
    const path = file(
      "fails.ts",
      'import { context } from "sijo";\nexport default function* () { yield* context("a"); throw new Error("so it is"); }',
    );
    const { code, errors } = await sijo(["run", path, ...FOLLOWER]);
    assert.equal(code, 1);
    assert.match(errors, /so it is/);
  });

  test("--help names every algorithm", async () => {
    const { output } = await sijo(["run", "--help"]);
    for (const name of ALGORITHM_NAMES) assert.ok(output.replace(/\s+/g, " ").includes(name), name);
  });
});
