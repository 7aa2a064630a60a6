/**
 * Builds `dist`, which is what the package brings: JavaScript and its declarations, since Node.js strips no types below
 * `node_modules`. npm runs it by itself (`prepare`): where the package is packed, and behind `npm ci` in a clone.
 * @module
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [SOURCE, TARGET, SETTINGS, COMPILER] = [
  "../src",
  "../dist",
  "./tsconfig.json",
  "../node_modules/typescript/bin/tsc",
].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** What a thread runs is named by its address, which the compiler leaves as it is. */
const THREAD = /(new URL\("\.[^"]*)\.ts(", import\.meta\.url\))/g;

function build(): number {
  rmSync(TARGET, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [COMPILER, "-p", SETTINGS], { stdio: "inherit" });
  if (status !== 0) return status ?? 1;
  for (const file of filesOf(TARGET, ".js")) {
    const path = join(TARGET, file);
    const code = readFileSync(path, "utf8");
    const changed = code.replace(THREAD, "$1.js$2");
    if (changed !== code) writeFileSync(path, changed);
  }
  // What is read beside the code.
  for (const file of [...filesOf(SOURCE, ".js"), ...filesOf(SOURCE, ".gz"), ...filesOf(SOURCE, ".md")])
    cpSync(join(SOURCE, file), join(TARGET, file));
  return 0;
}

const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(ending));

// Without the tools of development a clone runs as it is.
if (existsSync(COMPILER)) process.exitCode = build();
