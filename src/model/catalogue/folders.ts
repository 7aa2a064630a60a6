/**
 * Where weights are kept on this machine.
 * @module
 */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder of the cached models: `$SIJO_HOME/models`, else `$XDG_CACHE_HOME/sijo/models`, else
 * `~/.cache/sijo/models`. It need not exist yet.
 * @example
 * cacheFolder({ environment: { SIJO_HOME: "/data/sijo" } }); // "/data/sijo/models"
 */
export function cacheFolder({
  environment = process.env,
}: {
  environment?: Environment | undefined;
} = {}): string {
  const home = environment.SIJO_HOME;
  if (home) return join(resolve(home), "models");
  const cache = environment.XDG_CACHE_HOME;
  // The XDG specification: a relative path there is invalid and must be ignored.
  const base = cache && isAbsolute(cache) ? cache : join(environment.HOME || homedir(), ".cache");
  return join(base, "sijo", "models");
}

/** The folder of weights that were written anew for this kind of processor (`llama/wide-weights.ts`), beside the models'. */
export const wideFolder = (options?: { environment?: Environment | undefined }): string =>
  join(dirname(cacheFolder(options)), "wide");

/** What the names of a file's copies there begin with. */
export const widePrefix = (path: string): string => `${basename(path).replace(/\.gguf$/i, "")}-`;

/** Where the copy of a file is that was made in one way: its name tells it from copies of others and of other making. */
export function copyPath({
  path,
  made,
  ending,
  folder = wideFolder(),
}: {
  /** Of the file as it came. */
  path: string;
  /** Which file it is, and what was made of it. */
  made: string;
  ending: string;
  folder?: string | undefined;
}): string {
  const key = createHash("sha256").update(made).digest("hex").slice(0, 16);
  return join(folder, `${widePrefix(path)}${key}${ending}`);
}
