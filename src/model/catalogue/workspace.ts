/**
 * The folder a pull works in: inside the cache (so that the finished file can be renamed into place), its own, and
 * gone afterwards. What a killed pull left behind is cleared by the next one, except for a download that can be resumed.
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ModelEntry } from "./entries.ts";
import { isDiskFull } from "./failures.ts";
import { isGone, thisOwner } from "./owner.ts";
import { HUB_FILE } from "./sources/hub.ts";

/** Folders of other machines are left alone for so long: whether their owner lives can't be asked. */
const FOREIGN_MILLISECONDS = 24 * 3_600_000;

/**
 * Folders that this process works in, by their names, which are used once. A number alone doesn't tell: in a container each
 * Sijo may have the same, and what the one before left behind would be held for alive.
 */
const OPEN = new Set<string>();

/** Where pulls of a model work. */
export interface Workplace {
  /** Holds everything that is not a finished model. */
  readonly folder: string;
  readonly lock: string;
  /** A download that was interrupted. */
  readonly partial: string;
  /** One folder a pull. */
  readonly pulls: string;
}

export function workplaceOf({ cache, entry }: { cache: string; entry: ModelEntry }): Workplace {
  const folder = join(cache, ".work");
  return {
    folder,
    lock: join(folder, `${entry.id}.lock`),
    partial: join(folder, `${entry.id}.partial`),
    pulls: join(folder, entry.id),
  };
}

/** Runs `work` in a new folder, which is removed afterwards. What is worth resuming is put by when it fails. */
export async function withWorkspace<Result>(
  place: Workplace,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await clearAbandoned(place);
  const { host, process: id } = thisOwner();
  const name = `${id}@${host}@${randomUUID()}`;
  const folder = join(place.pulls, name);
  OPEN.add(name);
  try {
    await mkdir(folder, { recursive: true });
    await moveIfThere(place.partial, join(folder, HUB_FILE));
    const result = await work(folder);
    await rm(place.partial, { force: true });
    return result;
  } catch (error) {
    if (!isDiskFull(error)) await putBy(folder, place);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
    OPEN.delete(name);
  }
}

/** Removes the folders of pulls that have ended without doing so. */
export async function clearAbandoned(place: Workplace): Promise<void> {
  for (const name of await namesIn(place.pulls)) {
    const folder = join(place.pulls, name);
    if (!(await isAbandoned(folder, name))) continue;
    await putBy(folder, place);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes whatever pulls of this model have left, also what could be resumed. */
export async function clearWorkplace(place: Workplace): Promise<void> {
  await clearAbandoned(place);
  await rm(place.partial, { force: true });
}

async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const [id, host] = name.split("@");
  if (id === undefined || host === undefined) return false;
  const own = thisOwner();
  if (host === own.host && Number(id) === own.process) return !OPEN.has(name);
  if (isGone({ host, process: Number(id) })) return true;
  if (host === own.host) return false;
  const changed = await stat(folder).then(
    (file) => file.mtimeMs,
    () => undefined,
  );
  return changed !== undefined && Date.now() - changed > FOREIGN_MILLISECONDS;
}

/** Keeps an unfinished download for the next pull, if it is longer than the one that is kept already. */
async function putBy(folder: string, { partial }: Workplace): Promise<void> {
  const unfinished = join(folder, HUB_FILE);
  if ((await sizeOf(unfinished)) > (await sizeOf(partial))) await moveIfThere(unfinished, partial);
}

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (file) => file.size,
    () => 0,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
