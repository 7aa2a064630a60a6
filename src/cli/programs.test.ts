/** `sijo programs`: saved once, run for every next request of the same shape. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseContract } from "../contract/index.ts";
import type { SijoError } from "../errors.ts";
import { testWeights } from "../model/testing/weights.ts";
import { programsFolder } from "../program/index.ts";
import { startTrace } from "../trace/index.ts";
import { programsCommand } from "./programs.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const weights = await testWeights();
const home = mkdtempSync(join(tmpdir(), "sijo-programs-"));
symlinkSync(dirname(weights), join(home, "models"));
after(() => rmSync(home, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

async function programs(...words: string[]) {
  const child = spawn(process.execPath, [MAIN, "programs", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 150_000,
    env: { ...process.env, SIJO_HOME: home, SIJO_TRACES: join(home, "traces") },
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code as number | null, output, errors };
}

const SANDBOXED = (most: number): string => `/* sijo {
  "description": "One of some words",
  "params": { "words": { "type": "array", "items": { "type": "string" }, "default": ["red", "blue"] } },
  "particles": 3
} */
function* program({ words }) {
  const follower = yield* context("Name a color.");
  let said = "";
  let position;
  while (said.length < ${most}) {
    const step = yield* sample(follower, { constraint: { oneOf: words }, position });
    if (step.ended) break;
    said += step.text;
    position = step.position;
  }
  return said;
}
function check(text) {
  return { passed: text !== "blue", reason: "not blue" };
}
`;
/** The same with examples. */
const head = (tests: string): string =>
  SANDBOXED(20).replace('"particles": 3', `"particles": 3, "tests": ${tests}`);
const RUN = ["--follower", "smollm2-135m", "--seed", "1"];

suite("sijo programs", () => {
  test("says that there are none, and where they would be", async () => {
    const { code, output } = await programs("list");
    assert.deepEqual(
      [code, output],
      [0, `None. \`sijo programs save <file>\` keeps one.\n\nKept in ${home}/programs\n`],
    );
  });

  test("keeps versions of a sandboxed program, runs it with parameters, and checks what it wrote", async () => {
    const path = file("color.js", SANDBOXED(20));
    assert.match((await programs("save", path)).output, /^color@1 is kept/);
    assert.match((await programs("save", path)).output, /^color@1 is the same already/);
    writeFileSync(path, SANDBOXED(30));
    assert.match((await programs("save", path)).output, /^color@2 is kept/);
    const found = await programs("run", "color@1", ...RUN, "--param", "words=green,greener", "--json");
    const { best, check, particles } = JSON.parse(found.output);
    assert.match(best, /^greene?r?$/);
    assert.deepEqual([found.code, check, particles], [0, { passed: true, reason: "not blue" }, 3]);
    const failed = await programs("run", "color", ...RUN, "--param", "words=blue");
    assert.equal(failed.code, 3);
    assert.match(failed.output, /^blue\n\n✗ not blue\n/);
    const shown = await programs("show", "color@1");
    assert.equal(shown.output, SANDBOXED(20));
    const listed = await programs("list");
    assert.match(
      listed.output,
      /^color@2 {2}One of some words \(sandboxed\)\n {2}Parameters: words \(list of strings/,
    );
  });

  test("tests a kept program by the examples that it states; the exit code says", async () => {
    const rows = [
      '{ "name": "one word", "params": { "words": ["green"] }, "matches": "^green$" }',
      '{ "params": { "words": ["blue"] }, "contract": "text has exactly 2 words" }',
    ];
    await programs("save", file("tested.js", head(`[${rows.join(", ")}]`)));
    const { code, output } = await programs("test", "tested", ...RUN);
    assert.equal(code, 3);
    assert.match(
      output,
      /^✓ one word {2}[\d.]+ s\n {4}green\n✗ \{"words":\["blue"\]\} {2}[\d.]+ s\n {4}blue\n/,
    );
    assert.match(
      output,
      /\n {2}the program's own check: not blue\n {2}text has exactly 2 words: .*\n\n1 of 2 failed\.\n$/,
    );
    const [first] = rows;
    writeFileSync(join(home, "tested.js"), head(`[${first}]`));
    await programs("save", join(home, "tested.js"));
    const passed = await programs("test", "tested", ...RUN, "--json");
    assert.equal(passed.code, 0);
    assert.deepEqual(
      JSON.parse(passed.output).map((one: { name: string; passed: boolean }) => [one.name, one.passed]),
      [["one word", true]],
    );
    assert.match(
      (await programs("test", "tested", "--param", "words=a")).errors,
      /bring their own parameters/,
    );
  });

  test("keeps a person's own file, which runs as it is", async () => {
    const path = file(
      "mine.ts",
      `import { context, oneOf, program, write } from "sijo";
export default program({
  name: "my-word",
  params: { word: { type: "string" } },
  particles: 2,
  *run({ word }) {
    return (yield* write(yield* context("Say it."), { constraint: oneOf([word]) })).text;
  },
});
`,
    );
    assert.match((await programs("save", path)).output, /^my-word@1 is kept/);
    rmSync(path);
    const { code, output } = await programs("run", "my-word", ...RUN, "--param", "word=here");
    assert.equal(code, 0);
    assert.match(output, /^here\n/);
    assert.match((await programs("run", "my-word", ...RUN)).errors, /parameter word is missing/i);
    assert.match((await programs("remove", "my-word")).output, /removed/);
    assert.match((await programs("show", "my-word")).errors, /no program my-word/);
  });

  test("keeps what a planner wrote in a run, with its check and its clauses", async () => {
    const trace = startTrace({ folder: join(home, "traces") });
    trace.add("request", { request: "Name a color.\nOnly its name.", seed: 1 });
    trace.add("program", {
      source:
        'function* program() { return (yield* writeText(yield* context("A color."), { constraint: { oneOf: ["red"] } })).text; }',
      check: 'function check(text) { return { passed: text === "red", reason: "it is red" }; }',
      contract: parseContract("text has at most 1 words"),
    });
    trace.end("done");
    assert.match(
      (await programs("save", "--from", trace.id, "--name", "planned")).output,
      /^planned@1 is kept/,
    );
    assert.match(
      (await programs("save", "--from", trace.id, "--name", "planned")).output,
      /is the same already/,
    );
    const { code, output } = await programs("run", "planned", ...RUN, "--particles", "2");
    assert.match(output, /^red\n\n✓ it is red\n/);
    assert.equal(code, 0);
    assert.match(
      (await programs("list")).output,
      /^color@2[\s\S]*planned@1 {2}Name a color\. Only its name\. \(sandboxed\)/,
    );
    const shown = (await programs("show", "planned")).output;
    assert.match((await programs("save", file("planned.js", shown))).output, /^planned@2 is kept/);
    const again = JSON.parse((await programs("show", "planned", "--json")).output);
    assert.equal(again.contract, "text has at most 1 word\n");
    assert.match(again.source, /^\/\* sijo \{[\s\S]*function\* writeText[\s\S]*function check/);
    await programs("remove", "planned");
  });

  test("runs nothing that was changed behind its back", async () => {
    const before = readdirSync(join(home, "programs"));
    await programs("save", file("kept.js", SANDBOXED(5)));
    const folder = join(home, "programs", "kept");
    writeFileSync(join(folder, "v1.js"), SANDBOXED(6));
    const { code, errors } = await programs("run", "kept", ...RUN);
    assert.equal(code, 1);
    assert.match(errors, /kept@1 is not what was saved/);
    writeFileSync(join(folder, "v2.json"), "{");
    writeFileSync(join(folder, "v3.json.part"), "");
    assert.match((await programs("list")).output, /^color@2[\s\S]*kept@1/);
    assert.deepEqual(readdirSync(join(home, "programs")).sort(), [...before, "kept"].sort());
    assert.match(readFileSync(join(folder, "v1.json"), "utf8"), /"sha256"/);
  });

  test("prints a mistake without a stack trace, and ends with 2", async () => {
    const { code, output, errors } = await programs("run");
    assert.deepEqual([code, output], [2, ""]);
    assert.match(errors, /^sijo: Missing required argument 'name'\.\n/);
  });

  const mistakes: readonly (readonly [what: string, words: readonly string[], expected: RegExp])[] = [
    ["neither file nor trace", ["save"], /One thing can be kept/],
    ["both file and trace", ["save", "x.js", "--from", "y"], /One thing can be kept/],
    ["a trace without a name", ["save", "--from", "y"], /has no name/],
    ["a trace that isn't there", ["save", "--from", "y", "--name", "z"], /trace/],
    ["an unknown program", ["run", "nothing"], /no program nothing[\s\S]*kept here/],
    ["an unknown version", ["run", "color@9"], /no program color@9[\s\S]*versions 2, 1/],
    ["a name that is a path", ["show", "../models"], /can't be called "\.\.\/models"/],
    ["a file that isn't there", ["save", "/no/file.js"], /is not there/],
    ["a source that doesn't parse", ["save", file("bad.js", "function* program( {")], /line 1/],
    ["a source without a program", ["save", file("none.js", "const x = 1;")], /program/],
    ["TypeScript for the sandbox", ["save", file("typed.ts", "function* program() {}")], /JavaScript only/],
    [
      "a head that is no JSON",
      ["save", file("head.js", `/* sijo { */\nfunction* program() {}`)],
      /head of the program is no JSON/,
    ],
    [
      "a parameter of no type",
      ["save", file("type.js", `/* sijo {"params":{"x":{"type":"word"}}} */\nfunction* program() {}`)],
      /x has the type word/,
    ],
    [
      "what leans on its neighbours",
      ["save", file("leans.ts", 'import "./mine-too.ts";\nexport default function* () {}')],
      /can't be loaded/,
    ],
    ["an unknown parameter", ["run", "color", "--param", "colour=red"], /no parameter colour/],
    [
      "an example of unknown parameters",
      ["save", file("tests-1.js", head('[{ "params": { "word": "x" } }]'))],
      /There is no parameter word/,
    ],
    [
      "an example that no text matches",
      ["save", file("tests-2.js", head('[{ "matches": "(" }]'))],
      /no regular expression/,
    ],
    [
      "an example with a contract that can't be read",
      ["save", file("tests-3.js", head('[{ "contract": "text has 3 flavours" }]'))],
      /Line 1, column 10/,
    ],
    ["examples that are no list", ["save", file("tests-4.js", head('{ "name": "x" }'))], /tests: .*array/],
  ];
  for (const [what, words, expected] of mistakes) {
    test(`refuses ${what}`, async () => {
      process.env.SIJO_HOME = home;
      const command = programsCommand({
        runOptions: (run) => run.option("--param <p>", "", (word) => [word]),
      });
      await assert.rejects(command.parseAsync(words, { from: "user" }), (error: SijoError) => {
        assert.equal(error.kind, "usage");
        assert.match(`${error.message} ${error.hint}`, expected);
        return true;
      });
    });
  }
});

const folders: readonly [Record<string, string>, string][] = [
  [{ SIJO_HOME: "/data/sijo", XDG_DATA_HOME: "/share", HOME: "/home/a" }, "/data/sijo/programs"],
  [{ XDG_DATA_HOME: "/share", HOME: "/home/a" }, "/share/sijo/programs"],
  [{ XDG_DATA_HOME: "share", HOME: "/home/a" }, "/home/a/.local/share/sijo/programs"],
];
for (const [environment, expected] of folders) {
  test(`programs are kept in ${expected} for ${JSON.stringify(environment)}`, {
    skip: process.platform === "win32",
  }, () => {
    assert.equal(programsFolder({ environment }), expected);
  });
}
