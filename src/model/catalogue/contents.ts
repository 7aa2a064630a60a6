/**
 * What is in the cache: list, remove, verify.
 * @module
 */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { CATALOGUE, type ModelEntry } from "./entries.ts";
import { explained, throwIfCancelled } from "./failures.ts";
import { findModel } from "./find.ts";
import { cacheFolder, type Environment, wideFolder, widePrefix } from "./folders.ts";
import { type FileState, forget, hashAndRemember, sidecarOf } from "./trust.ts";
import { clearAbandoned, clearWorkplace, workplaceOf } from "./workspace.ts";

export interface ListedModel extends ModelEntry {
  /** Where the file is, or would be. */
  readonly path: string;
  /** Whether a file of the right size is there; `verifyModels` looks at its bytes. */
  readonly cached: boolean;
}

export interface VerifiedModel {
  readonly id: string;
  readonly path: string;
  readonly state: FileState;
}

interface CacheOptions {
  readonly environment?: Environment | undefined;
}

/** All models of the catalogue, and whether they are here. */
export async function listModels({ environment }: CacheOptions = {}): Promise<ListedModel[]> {
  const cache = cacheFolder({ environment });
  return Promise.all(
    CATALOGUE.map(async (entry) => {
      const path = join(cache, entry.file);
      return { ...entry, path, cached: (await sizeOf(path)) === entry.bytes };
    }),
  );
}

/**
 * Removes a model, copies that were made of it, and what unfinished pulls of it have left.
 * @returns how many bytes became free; 0 when it was not there.
 * @throws SijoError `weights.unknown`, `weights.permission` (usage).
 */
export async function removeModel({
  model,
  environment,
}: CacheOptions & { readonly model: string | ModelEntry }): Promise<number> {
  const entry = typeof model === "string" ? findModel(model) : model;
  const cache = cacheFolder({ environment });
  const path = join(cache, entry.file);
  const place = workplaceOf({ cache, entry });
  try {
    const freed =
      ((await sizeOf(path)) ?? 0) +
      ((await sizeOf(place.partial)) ?? 0) +
      (await removeCopies(path, { environment }));
    // The note first: without its file it would be taken for the word on the next file of that name.
    await rm(sidecarOf(path), { force: true });
    await rm(path, { force: true });
    await clearWorkplace(place);
    return freed;
  } catch (error) {
    throw explained(error, { path: cache });
  }
}

/**
 * Hashes every cached model anew. A wrong one is no longer trusted, and the next pull replaces it. Copies that were made
 * of them have no checksum; they are removed, and made again when they are needed.
 * @throws SijoError `weights.cancelled`.
 */
export async function verifyModels({
  models = CATALOGUE,
  environment,
  signal,
  onModel,
}: CacheOptions & {
  readonly models?: readonly ModelEntry[];
  readonly signal?: AbortSignal | undefined;
  /** Told about each model as soon as it is known: hashing takes seconds. */
  readonly onModel?: (model: VerifiedModel) => void;
} = {}): Promise<VerifiedModel[]> {
  const cache = cacheFolder({ environment });
  const verified: VerifiedModel[] = [];
  for (const entry of models) {
    const path = join(cache, entry.file);
    try {
      await clearAbandoned(workplaceOf({ cache, entry }));
      await removeCopies(path, { environment });
      const state = await hashAndRemember({ path, bytes: entry.bytes, sha256: entry.sha256, signal });
      if (state === "absent") await forget(path);
      verified.push({ id: entry.id, path, state });
    } catch (error) {
      throwIfCancelled(signal);
      throw explained(error, { path: cache });
    }
    onModel?.(verified.at(-1)!);
  }
  return verified;
}

/** @returns their bytes. */
async function removeCopies(path: string, options: CacheOptions): Promise<number> {
  const folder = wideFolder(options);
  let bytes = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(widePrefix(path))) continue;
    const size = (await sizeOf(join(folder, name))) ?? 0;
    // Some systems keep what a process has open; it goes another time.
    bytes += await rm(join(folder, name), { force: true }).then(
      () => size,
      () => 0,
    );
  }
  return bytes;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (file) => file.size,
    () => undefined,
  );
}
