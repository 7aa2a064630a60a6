/**
 * A pip for tests: an executable on a PATH of its own that hands out wheels from a folder.
 * Run as a program, this file is that pip; as a module, it puts one up.
 * @module
 */
import { appendFile, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { PythonPackage } from "../entries.ts";
import { zipOf } from "./zip.ts";

/**
 * What one `pip download` does: hand out the wheel, say what pip says when there is none, fail at the first time, run
 * out of room, or never end.
 */
export type PipBehaviour = "serve" | "missing" | "fails-once" | "disk-full" | "hang";

export interface StandInPip {
  /** Variables that lead to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The command lines so far, one a download. */
  downloads(): Promise<string[]>;
}

/** Puts up a pip in `folder` that has these packages, each with its bytes. */
export async function standInPip({
  folder,
  packages,
  behaviour = "serve",
}: {
  folder: string;
  packages: readonly (PythonPackage & { readonly content: Uint8Array })[];
  behaviour?: PipBehaviour;
}): Promise<StandInPip> {
  await mkdir(folder, { recursive: true });
  const log = join(folder, "downloads.log");
  const script = `#!/bin/sh\nexec "${process.execPath}" "${fileURLToPath(import.meta.url)}" "$@"\n`;
  await writeFile(join(folder, "pip"), script, { mode: 0o755 });
  await writeFile(log, "");
  for (const { name, version, member, content } of packages)
    await writeFile(join(folder, wheelName({ name, version })), zipOf({ [member]: content }));
  return {
    environment: { PATH: folder, STAND_IN_PIP: folder, STAND_IN_PIP_BEHAVIOUR: behaviour },
    async downloads() {
      return (await readFile(log, "utf8")).split("\n").filter(Boolean);
    },
  };
}

const wheelName = ({ name, version }: { name: string; version: string }): string =>
  `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`;

async function actAsPip(parameters: readonly string[]): Promise<void> {
  const { STAND_IN_PIP: folder = "", STAND_IN_PIP_BEHAVIOUR: behaviour, TMPDIR = "" } = process.env;
  if (parameters.includes("--version")) return;
  const line = `${parameters.join(" ")}\n`;
  const log = join(folder, "downloads.log");
  const earlier = (await readFile(log, "utf8")).split("\n");
  await appendFile(log, line);
  const [name = "", version = ""] = parameters.at(-1)!.split("==");
  const wheel = join(folder, wheelName({ name, version }));
  const target = parameters[parameters.indexOf("--dest") + 1]!;
  if (behaviour === "hang") {
    await writeFile(join(TMPDIR, "half.whl"), "half");
    await appendFile(join(folder, "hanging.pids"), `${process.pid}\n`);
    await pause(600_000);
  }
  if (behaviour === "disk-full") fail("OSError: [Errno 28] No space left on device");
  if (behaviour === "missing") fail(`No matching distribution found for ${parameters.at(-1)}`);
  if (behaviour === "fails-once" && !earlier.includes(line.trim())) fail("Connection broken");
  // Later parts come first: the order in which they arrive must not matter.
  if (name.endsWith("1")) await pause(500);
  await copyFile(wheel, join(target, basename(wheel)));
}

function fail(words: string): never {
  process.stderr.write(`Looking in indexes\nERROR: ${words}\n`);
  process.exit(1);
}

if (import.meta.main) await actAsPip(process.argv.slice(2));
