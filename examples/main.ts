/**
 * `npm run example -- <name>`: runs a program of this folder as `sijo run examples/<name>.ts` does, with the same options.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && file !== "main.ts")
  .map((file) => file.replace(/\.ts$/, ""));
const [name, ...options] = process.argv.slice(2);

if (name === undefined || !names.includes(name) || !existsSync(new URL(`${name}.ts`, folder))) {
  process.stderr.write(`Usage: npm run example -- <name> [options of sijo run]\n\n  ${names.join("\n  ")}\n`);
  process.exitCode = 2;
} else {
  const main = fileURLToPath(new URL("../src/cli/main.ts", folder));
  const path = fileURLToPath(new URL(`${name}.ts`, folder));
  // An interrupt reaches the child by itself; this process waits for how it ends.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
  const child = spawn(process.execPath, [main, "run", path, ...options], { stdio: "inherit" });
  child.on("close", (code) => {
    process.exitCode = code ?? 130;
  });
}
