/** What is packed for npm, installed below `node_modules`, where Node.js strips no types: the library and the command line. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testWeights } from "../src/model/testing/weights.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const HERE = mkdtempSync(join(tmpdir(), "sijo-package-"));
const INSTALLED = join(HERE, "node_modules", "sijo");

/** Packs, and lays out what an installation would. */
function install(): void {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["pack", "--silent", "--pack-destination", HERE], { cwd: ROOT, encoding: "utf8" });
  const archive = readdirSync(HERE).find((name) => name.endsWith(".tgz"));
  mkdirSync(INSTALLED, { recursive: true });
  execFileSync("tar", ["-xzf", join(HERE, archive as string), "-C", INSTALLED, "--strip-components=1"]);
  // What it depends on is what is installed here.
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name.startsWith(".")) continue;
    symlinkSync(join(ROOT, "node_modules", name), join(HERE, "node_modules", name), "junction");
  }
  writeFileSync(join(HERE, "package.json"), JSON.stringify({ type: "module" }));
}

/** What a program prints that uses the package. */
function run(code: string, ...words: readonly string[]): string {
  const file = join(HERE, "program.ts");
  writeFileSync(file, code);
  return execFileSync(process.execPath, [file, ...words], { cwd: HERE, encoding: "utf8" });
}

suite("the package, installed", () => {
  after(() => rmSync(HERE, { recursive: true, force: true }));
  install();

  test("brings what is built, and no source", () => {
    const brought = readdirSync(INSTALLED).sort();
    assert.deepEqual(brought, ["CHANGELOG.md", "LICENSE", "README.md", "bin", "dist", "package.json"]);
    const files = readdirSync(join(INSTALLED, "dist"), { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      files.filter((name) => /(?<!\.d)\.ts$|\btesting\b|\.test\./.test(name)),
      [],
    );
  });

  test("answers a program that imports it", async () => {
    const path = await testWeights();
    const printed = run(
      `import { ask, openLlama, parseContract, type Verdict } from "sijo";
import { smc } from "sijo/inference";
await using follower = await openLlama({ path: process.argv[2] });
const contract = parseContract("form: sentence\\ntext has exactly 6 words");
const verdict: Verdict = await ask({ request: "A sentence about the sea.", contract, follower, seed: 1 });
console.log(JSON.stringify([typeof smc, verdict.answer, verdict.checks.map(({ passed }) => passed)]));`,
      path,
    );
    const [kind, answer, passed] = JSON.parse(printed) as [string, string, boolean[]];
    assert.equal(kind, "function");
    assert.equal(answer.split(" ").length, 6);
    assert.deepEqual(passed, [true, true]);
  });

  test("runs a check in its sandbox, on a thread of its own", () => {
    const printed = run(
      `import { runCheck } from "sijo/program";
const check = "function check(text) { return { passed: text.length > 2, reason: text }; }";
console.log(JSON.stringify(await runCheck(check, "sun")));`,
    );
    assert.deepEqual(JSON.parse(printed), { passed: true, reason: "sun" });
  });

  test("declares its types for a strict compiler", () => {
    const file = join(HERE, "typed.ts");
    writeFileSync(
      file,
      `import { type Contract, parseContract } from "sijo";
import type { Constraint } from "sijo/inference";
export const contract: Contract = parseContract("text has exactly 6 words");
export const none: Constraint<number> | undefined = undefined;
// @ts-expect-error a contract is no number
export const wrong: number = contract;
`,
    );
    const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "esnext", "--types", "node"];
    execFileSync(process.execPath, [compiler, ...options, file], { cwd: HERE, encoding: "utf8" });
  });

  test("has a command line", async () => {
    const bin = join(INSTALLED, "bin", "sijo.js");
    const sijo = (...words: readonly string[]): string =>
      execFileSync(process.execPath, [bin, ...words], { cwd: HERE, encoding: "utf8" });
    assert.match(sijo("--version"), /^\d+\.\d+\.\d+\n$/);
    const path = await testWeights();
    const file = join(HERE, "word.ts");
    writeFileSync(
      file,
      `import { context, oneOf, program, write } from "sijo";
export default program({
  *run() {
    return (yield* write(yield* context("Say a or b."), { constraint: oneOf(["a", "b"]) })).text;
  },
});`,
    );
    assert.match(sijo("run", file, "--follower", path, "--particles", "2", "--seed", "1"), /^[ab]\n/);
  });
});
