/**
 * Clients of others, installed when their tests run: they are no dependencies of Sijo, and stay in the user's cache.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { cacheFolder } from "../../src/model/catalogue/index.ts";

/** What is there to test with, or why there is nothing. */
export type Installed<Client> = { readonly client: Client; readonly skip: false } | { readonly skip: string };

/** Loads a module of an installed package. */
// biome-ignore lint/suspicious/noExplicitAny: the types of packages that may not be there can't be known.
export type Load = (name: string) => any;

const MOST_MILLISECONDS = 300_000;

/** The packages of npm, each with its exact version, in a folder of their own. */
export async function npmPackages(name: string, packages: readonly string[]): Promise<Installed<Load>> {
  const folder = folderOf(name, packages);
  const load = createRequire(join(folder, "package.json"));
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
  const failed = await filled(folder, async () => {
    writeFileSync(join(folder, "package.json"), "{}");
    return run(command, [...before, "install", ...options, ...packages]);
  });
  return failed === undefined ? { client: load, skip: false } : skipped("npm", packages, failed);
}

/** The packages of PyPI, in an environment of their own; the client is its interpreter. */
export async function pythonPackages(name: string, packages: readonly string[]): Promise<Installed<string>> {
  const folder = folderOf(name, packages);
  const windows = process.platform === "win32";
  const python = join(folder, "venv", ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const failed = await filled(
    folder,
    async () =>
      (await run(windows ? "python" : "python3", ["-m", "venv", join(folder, "venv")])) ??
      (await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages])),
  );
  return failed === undefined ? { client: python, skip: false } : skipped("pip", packages, failed);
}

const skipped = (by: string, packages: readonly string[], why: string): Installed<never> => ({
  skip: `${packages.join(" and ")} could not be installed by ${by}: ${why}`,
});

/** Another version is another folder. */
const folderOf = (name: string, packages: readonly string[]): string =>
  join(dirname(cacheFolder()), "clients", `${name} ${packages.join(" ")}`.replace(/[^\w.-]+/g, "_"));

/** Fills a folder unless it was filled before; one that was left half full is begun anew. */
async function filled(folder: string, fill: () => Promise<string | undefined>): Promise<string | undefined> {
  const whole = join(folder, ".whole");
  if (existsSync(whole)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failed = await fill();
  if (failed === undefined) writeFileSync(whole, "");
  return failed;
}

/** Runs a command; what it complained of where it failed. */
async function run(command: string, words: readonly string[]): Promise<string | undefined> {
  const child = spawn(command, words, {
    stdio: ["ignore", "ignore", "pipe"],
    // A `timeout` would keep this process alive where there is no such command.
    signal: AbortSignal.timeout(MOST_MILLISECONDS),
  });
  const said = text(child.stderr);
  try {
    const [code] = await once(child, "close");
    return code === 0 ? undefined : (await said).trim().split("\n").at(-1) || `${command} ended with ${code}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? `there is no ${command} here` : String(error);
  }
}
