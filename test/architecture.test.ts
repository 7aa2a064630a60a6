import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** Stages in their order: a folder imports only from itself and from those before it. */
const STAGES = [
  "text",
  "limits",
  "trace",
  "model",
  "inference",
  "program",
  "contract",
  "planner",
  "run",
  "evaluation",
  "server",
  "cli",
];
const LONGEST_FILE = 400;

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => join(SOURCE, path));

const stageOf = (file: string): string => relative(SOURCE, file).split(sep)[0];

const IMPORT = /(?:from|import\()\s*"(\.[^"]+)"/g;
/** Of what is loaded with the file: neither types nor what it imports later. */
const IMPORT_AT_ONCE = /^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gm;

/** Files that a file imports, by relative paths. */
function importsOf(file: string, kind = IMPORT): string[] {
  const code = readFileSync(file, "utf8");
  return [...code.matchAll(kind)].map(([, path]) => join(dirname(file), path));
}

test("imports run one way: from a stage to those before it", () => {
  const wrong: string[] = [];
  for (const file of files) {
    const from = STAGES.indexOf(stageOf(file));
    for (const imported of importsOf(file)) {
      const name = stageOf(imported);
      // Errors are everybody's; the library's entry imports all stages.
      if (name === "errors.ts" || stageOf(file) === "index.ts") continue;
      const to = STAGES.indexOf(name);
      if (to < 0 || to > from) wrong.push(`${relative(SOURCE, file)} imports ${relative(SOURCE, imported)}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every folder of src is a stage", () => {
  const folders = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) assert.ok(STAGES.includes(name), name);
});

test("no source file is too long to be read in one sitting", () => {
  const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > LONGEST_FILE + 1);
  assert.deepEqual(
    long.map((file) => relative(SOURCE, file)),
    [],
  );
});

test("`sijo ask` opens its models before it loads what works with them", () => {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const imported of importsOf(file, IMPORT_AT_ONCE)) load(imported);
  };
  load(join(SOURCE, "cli", "ask.ts"));
  const names = [...loaded].map((file) => relative(SOURCE, file).split(sep).join("/"));
  assert.ok(names.includes("model/llama/llama-model.ts"));
  for (const slow of ["contract/index.ts", "run/index.ts", "planner/index.ts"])
    assert.ok(!names.includes(slow), `${slow} is imported before a model is opened`);
});
