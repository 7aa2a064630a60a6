#!/usr/bin/env node
/**
 * Starts the command line on a Node that runs TypeScript as it is: the one that calls this where it is new enough,
 * otherwise the one that comes as a dependency.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // Before any TypeScript is loaded, so that all of it is stripped of its types once, and what strips them not loaded again.
  module.enableCompileCache(join(cacheFolder(), "code"));
  // A clone runs as it is; a package brings what is built of it.
  const inClone = existsSync(new URL("../src/", import.meta.url));
  await import(inClone ? "../src/cli/main.ts" : "../dist/cli/main.js");
} else {
  const folder = dirname(createRequire(import.meta.url).resolve("node/package.json"));
  // A terminal's interrupt reaches the child by itself; this process waits for how it ends.
  process.on("SIGINT", () => {});
  // Whoever started this process knows no other to tell.
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const child = spawn(
    join(folder, "bin", "node"),
    [fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    { stdio: "inherit" },
  );
  child.on("error", (error) => {
    throw error;
  });
  const ends = { SIGINT: 130, SIGTERM: 143 };
  child.on("exit", (code, signal) => process.exit(code ?? ends[signal] ?? 1));
}

/** The folder that src/model/catalogue/folders.ts keeps models in a part of, which is TypeScript itself. */
function cacheFolder() {
  const { SIJO_HOME, XDG_CACHE_HOME, HOME } = process.env;
  if (SIJO_HOME) return resolve(SIJO_HOME);
  const base =
    XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME || homedir(), ".cache");
  return join(base, "sijo");
}
