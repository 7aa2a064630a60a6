/** Programs written from nothing but the documentation have the types that it promises, and run. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { infer, openModel, type ProgramDefinition } from "sijo";
import { programFile } from "../src/cli/program-file.ts";
import { testWeights } from "../src/model/testing/weights.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sijo-docs-"));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');

const page = readFileSync(join(ROOT, "docs", "programs.md"), "utf8");
const examples = [...page.matchAll(/<!-- .* by a test\. -->\n```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
const files = examples.map((code, index) => {
  const path = join(folder, `example-${index + 1}.ts`);
  writeFileSync(path, code);
  return path;
});

test("programs in docs/programs.md type-check", () => {
  assert.ok(examples.length >= 3);
  // A wrong type must be found, or nothing is tested.
  const wrong = join(folder, "wrong.ts");
  writeFileSync(wrong, examples[0].replace("topic, words }", "topic, word }"));
  const project = join(folder, "tsconfig.json");
  const compilerOptions = {
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules", "@types")],
    paths: { sijo: [join(ROOT, "src/index.ts")], "sijo/*": [join(ROOT, "src/*/index.ts")] },
  };
  writeFileSync(
    project,
    JSON.stringify({ extends: join(ROOT, "tsconfig.json"), compilerOptions, include: ["*.ts"] }),
  );
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "--noEmit", "--pretty", "false", "-p", project], {
    encoding: "utf8",
  });
  const errors = stdout.split("\n").filter((line) => line.includes("error"));
  assert.ok(errors.length > 0 && errors.every((line) => line.includes("wrong.ts")), stdout);
});

test("the program of docs/programs.md runs on real weights, from where it was saved", async () => {
  const haiku = (await programFile(files[0])) as ProgramDefinition<Record<never, never>, string>;
  await using model = await openModel(await testWeights(), { maxContexts: 32 });
  const { outcomes } = await infer(haiku, { model, particles: 4, seed: 1 });
  assert.ok(outcomes.length > 0);
  for (const { result } of outcomes) {
    assert.deepEqual(
      result.split("\n").map((line) => line.split(" ").length),
      [5, 7, 5],
      result,
    );
  }
});
