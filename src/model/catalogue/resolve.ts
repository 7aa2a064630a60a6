/**
 * From what somebody wrote as a model (`--planner …`) to a file: an id of the catalogue, or any .gguf file.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { SijoError } from "../../errors.ts";
import { explained, throwIfCancelled } from "./failures.ts";
import { findModel } from "./find.ts";
import { cacheFolder, type Environment } from "./folders.ts";
import { hashFile } from "./hash.ts";
import type { OnProgress } from "./progress.ts";
import { type FailedSource, pullModel } from "./pull.ts";

export interface ResolvedModel {
  readonly path: string;
  /** The id, or the file's base name without `.gguf`. */
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface ResolveOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly onSourceFailed?: ((failed: FailedSource) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly environment?: Environment | undefined;
  /** What is not in the cache is an error: `weights.offline` (usage). */
  readonly offline?: boolean | undefined;
}

/**
 * The file of a model. An id is pulled when it is missing; what contains a slash or ends in `.gguf` is a path.
 * @throws SijoError `model.missing`, `model.not-gguf` (usage) for paths; those of `pullModel` for ids.
 * @example
 * const { path, name, sha256 } = await resolveModel("qwen2.5-coder-0.5b");
 */
export async function resolveModel(spec: string, options: ResolveOptions = {}): Promise<ResolvedModel> {
  if (isPath(spec)) return localFile(spec, options);
  const entry = findModel(spec);
  const { path } = await pullModel({ model: entry, ...options });
  return { path, name: entry.id, sha256: entry.sha256 };
}

const isPath = (spec: string): boolean => /[/\\]|\.gguf$/i.test(spec);

async function localFile(spec: string, { signal, environment }: ResolveOptions): Promise<ResolvedModel> {
  const path = resolve(spec);
  const name = basename(path).replace(/\.gguf$/i, "");
  const file = await stat(path).catch((cause: unknown) => {
    throw new SijoError("model.missing", `There is no model file at ${path}.`, {
      kind: "usage",
      hint: "Give the path of a .gguf file, or an id that `sijo models list` shows.",
      data: { path },
      cause,
    });
  });
  if (!file.isFile()) {
    throw new SijoError("model.not-gguf", `${path} is not a GGUF model: it is not a file.`, {
      kind: "usage",
      hint: "Give the path of a .gguf file.",
      data: { path },
    });
  }
  const state = { path, size: file.size, mtimeMs: file.mtimeMs };
  const notes = join(cacheFolder({ environment }), ".hashes");
  const known = await readHash(notes, state);
  if (known) return { path, name, sha256: known };
  try {
    const sha256 = await hashFile({ path, signal });
    await writeHash(notes, state, sha256);
    return { path, name, sha256 };
  } catch (error) {
    throwIfCancelled(signal);
    throw unreadable(error, path);
  }
}

function unreadable(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== "EACCES") return explained(error, { path });
  return new SijoError("model.unreadable", `The model file may not be read: ${path}.`, {
    kind: "usage",
    data: { path },
    cause: error,
  });
}

/** The file as it was when it was hashed; another size or time of change means: hash it again. */
interface HashedState {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

async function readHash(folder: string, state: HashedState): Promise<string | undefined> {
  try {
    const note = JSON.parse(await readFile(noteOf(folder, state), "utf8")) as HashedState & {
      readonly sha256: string;
    };
    return note.size === state.size && note.mtimeMs === state.mtimeMs ? note.sha256 : undefined;
  } catch {
    // No note, or a damaged one: the file is hashed.
    return undefined;
  }
}

async function writeHash(folder: string, state: HashedState, sha256: string): Promise<void> {
  const temporary = `${noteOf(folder, state)}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, `${JSON.stringify({ ...state, sha256 })}\n`);
    await rename(temporary, noteOf(folder, state));
  } catch {
    // The note only saves time: a cache that can't be written must not keep anybody from a file of their own.
  }
}

const noteOf = (folder: string, { path }: HashedState): string =>
  join(folder, `${createHash("sha256").update(path).digest("hex").slice(0, 32)}.json`);
