#!/usr/bin/env node
/**
 * Starts the command line on a Node that runs TypeScript as it is: the one that calls this where it is new enough,
 * otherwise the one that comes as a dependency.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 24) {
  await import(main);
} else {
  const folder = dirname(createRequire(import.meta.url).resolve("node/package.json"));
  // An interrupt reaches the child by itself; this process waits for how it ends.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
  const { status, signal, error } = spawnSync(join(folder, "bin", "node"), [main, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  if (error) throw error;
  process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
}
