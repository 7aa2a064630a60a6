/**
 * Where peers are kept, and how their programs are run: a folder beside the weights, a log of what set-up said.
 * @module
 */
import { type SpawnOptions, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SijoError } from "../../src/errors.ts";
import { cacheFolder } from "../../src/model/catalogue/index.ts";

/** `peers` beside the folder of the models. */
export function peersFolder(): string {
  const folder = join(dirname(cacheFolder()), "peers");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Does a step of the set-up unless it was done before. What was done is a file, so that a step broken off is done again. */
export async function once(name: string, work: () => Promise<void>): Promise<void> {
  const done = join(peersFolder(), `.done-${name}`);
  if (existsSync(done)) return;
  process.stderr.write(`set-up: ${name} …\n`);
  await work();
  writeFileSync(done, "");
}

/** Runs a program of the set-up to its end. @throws SijoError `bench.tool`, `bench.peer` */
export async function setUpWith(
  command: string,
  args: readonly string[],
  { cwd, how }: { cwd?: string; how: string },
): Promise<void> {
  await output(command, args, {
    ...(cwd !== undefined && { cwd }),
    how,
    log: join(peersFolder(), "set-up.log"),
  });
}

export interface OutputOptions {
  readonly cwd?: string;
  /** How to get the program, if it isn't there. */
  readonly how: string;
  /** A file that all it says goes to as well. */
  readonly log?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a program prints. @throws SijoError `bench.tool` when it isn't there, `bench.peer` when it fails. */
export async function output(
  command: string,
  args: readonly string[],
  { cwd, how, log, environment }: OutputOptions,
): Promise<string> {
  const options: SpawnOptions = {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
    ...(cwd !== undefined && { cwd }),
  };
  const child = spawn(command, args, options);
  let out = "";
  let said = "";
  const hear = (chunk: string): void => {
    said = (said + chunk).slice(-2000);
    if (log) appendFileSync(log, chunk);
  };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
    hear(chunk);
  });
  child.stderr?.setEncoding("utf8").on("data", hear);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new SijoError("bench.tool", `${command} could not be started.`, { cause, hint: how })),
    );
    child.on("close", resolve);
  });
  if (code === 0) return out;
  const words = said.trim().split("\n").slice(-6).join("\n      ");
  throw new SijoError("bench.peer", `${command} ${args[0] ?? ""} failed (${code}):\n      ${words}`, {
    hint: log ? `All that it said: ${log}` : how,
  });
}
