import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { CollieRecord } from "../evaluation/collie/index.ts";
import { EXAMPLES } from "../evaluation/collie/testing/cases.ts";
import { testWeights } from "../model/testing/weights.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
await testWeights();
const folder = mkdtempSync(join(tmpdir(), "sijo-bench-"));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const file = (name: string, content: string): string => {
  writeFileSync(path(name), content);
  return path(name);
};

const CASES = file("cases.jsonl", EXAMPLES.map((example) => JSON.stringify(example)).join("\n"));
const SMALL = ["--follower", "smollm2-135m", "--planner", "smollm2-135m", "--particles", "2"];
/** No mistake below is found only after models were looked for. */
const NO_MODELS = ["--follower", "/no/follower.gguf", "--planner", "/no/planner.gguf"];

async function sijo(
  words: readonly string[],
  at: (errors: string, child: ChildProcess) => void = () => {},
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [MAIN, "bench", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
    at(errors, child);
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code, output, errors };
}

const recordsOf = (name: string): CollieRecord[] =>
  readFileSync(path(name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as CollieRecord);

suite("sijo bench collie", () => {
  test("runs given contracts, goes on where Ctrl-C stopped it, and runs nothing twice", async () => {
    const words = [
      ...["collie", "--cases", CASES, "--given", "--families", "sent02,para05,word03", ...SMALL],
      ...["--baselines", "--out", path("given.jsonl"), "--answers", path("answers.jsonl")],
    ];
    let sent = false;
    const stopped = await sijo(words, (errors, child) => {
      if (sent || !errors.includes("1/3 ")) return;
      sent = true;
      child.kill("SIGINT");
    });
    assert.equal(stopped.code, 130);
    assert.match(stopped.errors, /of 3 cases are still open/);
    const before = readFileSync(path("given.jsonl"), "utf8");
    assert.ok(before.endsWith("\n") && recordsOf("given.jsonl").length < 3);
    const { code, output, errors } = await sijo(words);
    assert.equal(code, 0, errors);
    assert.ok(readFileSync(path("given.jsonl"), "utf8").startsWith(before));
    const records = recordsOf("given.jsonl");
    assert.deepEqual(
      records.map(({ id }) => id),
      ["word03", "sent02", "para05"],
    );
    for (const { pass, check, answered, contractRight, settings, baselines, tokens } of records) {
      assert.deepEqual([answered, pass, check, contractRight], [true, true, true, null]);
      assert.ok(settings.given && settings.planner === null && settings.follower.startsWith("smollm2-135m "));
      assert.ok(baselines && baselines.greedy.samples === 1 && baselines.bestOfN.samples >= 1);
      assert.ok(tokens.follower > 0 && tokens.planner === 0);
    }
    const answers = readFileSync(path("answers.jsonl"), "utf8").trimEnd().split("\n");
    assert.deepEqual(
      answers.map((line) => JSON.parse(line) as object),
      records.map(({ id, text }) => ({ id, text })),
    );
    assert.match(output, /^\| family +\| cases \| +Pass@1 \|.*greedy.*\n(.*\n)+\| all +\| +3 \| 100\.0 % \|/);
    const again = await sijo(words);
    assert.deepEqual([again.code, again.errors, again.output], [0, "", output]);
  });

  test("plans where no contract is given, and says whether the plan is right", async () => {
    const words = [
      "collie",
      "--cases",
      CASES,
      "--families",
      "sent04",
      ...SMALL,
      "--out",
      path("planned.jsonl"),
    ];
    const { code, output } = await sijo(words);
    assert.equal(code, 0);
    const [record] = recordsOf("planned.jsonl");
    assert.equal(typeof record.contractRight, "boolean");
    assert.equal(record.contractRight, record.missing.length + record.extra.length === 0);
    assert.ok(record.tokens.planner > 0 && record.seconds.plan > 0 && record.contract.startsWith("form: "));
    assert.match(output, /contract right/);
  });
});

suite("sijo bench conformance", () => {
  const texts = EXAMPLES.flatMap(({ id, passing, failing }) => [
    ...passing.map((each) => JSON.stringify({ id, text: each, expected: true })),
    ...failing.map((each) => JSON.stringify({ id, text: each, expected: false })),
  ]);

  test("finds agreement", async () => {
    const agreeing = file("texts.jsonl", texts.join("\n"));
    const { code, output } = await sijo(["conformance", "--cases", CASES, "--texts", agreeing]);
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`definition.*: ${texts.length} of ${texts.length} \\(100\\.00 %\\)\n`));
    assert.match(output, new RegExp(`conventions.*: +${texts.length} of ${texts.length} \\(100\\.00 %\\)\n`));
  });

  test("prints every disagreement, and ends with 3", async () => {
    const wrong = JSON.stringify({ id: "sent01", text: "It rains.", expected: false });
    const { code, output } = await sijo([
      "conformance",
      "--cases",
      CASES,
      "--texts",
      file("wrong.jsonl", wrong),
    ]);
    assert.equal(code, 3);
    const [one, other] = output
      .split("\n")
      .map((line) => (line.startsWith("{") ? JSON.parse(line) : undefined));
    assert.deepEqual([one.by, other.by, one.text], ["definition", "check", "It rains."]);
  });
});

suite("what can't be meant ends with exit code 2, and says what and what to do", () => {
  const collie = (...words: readonly string[]): readonly string[] => [
    "collie",
    ...(words.includes("--cases") ? [] : ["--cases", CASES]),
    ...words,
    ...NO_MODELS,
  ];
  for (const [what, words, errors] of [
    ["no bench", [], /collie[\s\S]*conformance/],
    ["an unknown bench", ["colly"], /Unknown command 'colly'/],
    ["no cases", ["collie"], /--cases/],
    ["cases that aren't there", collie("--cases", path("no.jsonl")), /no\.jsonl is not there/],
    ["cases that are something else", collie("--cases", MAIN), /Line 1 of .*main\.ts is not a COLLIE case/],
    ["an unknown family", collie("--families", "sent02,sent09"), /no family sent09[\s\S]*There are: word02/],
    ["a limit of nothing", collie("--limit", "0"), /--limit/],
    ["no place for results", collie("--out", path("no/results.jsonl")), /can't be kept in .*ENOENT/],
    ["results that are none", collie("--out", CASES), /Line 1 of .*cases\.jsonl is no result/],
    ["no place for answers", collie("--answers", folder), /can't be written to .*EISDIR/],
    ["a model that isn't there", collie(), /follower\.gguf|planner\.gguf/],
    [
      "texts of no case",
      [
        "conformance",
        "--cases",
        CASES,
        "--texts",
        file("stray.jsonl", '{"id":"x","text":"","expected":true}'),
      ],
      /no case x/,
    ],
  ] as const) {
    test(what, async () => {
      const outcome = await sijo(words);
      assert.deepEqual([outcome.code, outcome.output], [2, ""], outcome.errors);
      assert.match(outcome.errors, errors);
    });
  }
});
