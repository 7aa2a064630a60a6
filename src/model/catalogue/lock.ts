/**
 * One process at a time pulls a model; the others wait and then find it in the cache. The lock saves work and nothing
 * else: every pull writes to a folder of its own and renames the finished file into place, so that two at once, after
 * a lock was wrongly taken for stale, still do no harm.
 * @module
 */
import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { cancelled } from "./failures.ts";
import { isGone, type Owner, thisOwner } from "./owner.ts";

const LOOK_EVERY_MILLISECONDS = 200;
const BEAT_EVERY_MILLISECONDS = 5_000;
/** A holder that has not touched its lock for so long is gone, or stopped, or its number belongs to another process. */
const SILENT_MILLISECONDS = 60_000;

/**
 * Tokens of the locks that this process holds or waits for. Its number alone doesn't tell them from one that an earlier
 * process of the same number has left behind, as in containers.
 */
const OWN = new Set<string>();

interface Holder extends Owner {
  readonly token: string;
}

export interface LockOptions {
  readonly path: string;
  readonly signal: AbortSignal;
  /** Called once when somebody else holds the lock. */
  readonly onWait?: () => void;
}

/** Runs `work` while no other process holds the lock at this path. */
export async function withLock<Result>(options: LockOptions, work: () => Promise<Result>): Promise<Result> {
  const { path } = options;
  const token = randomUUID();
  OWN.add(token);
  try {
    await acquire(options, token);
    const heart = setInterval(() => void beat(path), BEAT_EVERY_MILLISECONDS);
    heart.unref();
    try {
      return await work();
    } finally {
      clearInterval(heart);
      if ((await readHolder(path))?.token === token) await rm(path, { force: true });
    }
  } finally {
    OWN.delete(token);
  }
}

async function acquire({ path, signal, onWait }: LockOptions, token: string): Promise<void> {
  const mine: Holder = { ...thisOwner(), token };
  for (let attempt = 0; ; attempt++) {
    try {
      await write(path, mine);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (await removeIfStale(path)) continue;
    if (attempt === 0) onWait?.();
    await pause(LOOK_EVERY_MILLISECONDS, undefined, { signal }).catch(() => {
      throw cancelled(signal);
    });
  }
}

/** @throws `EEXIST` where there is a lock. */
async function write(path: string, holder: Holder): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(JSON.stringify(holder));
  } catch (error) {
    // On a full disk there is room for an empty file: as a lock it would hold up everybody until it is taken for stale.
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Whether the way is free to try again at once. */
async function removeIfStale(path: string): Promise<boolean> {
  const touched = await stat(path).then(
    (file) => file.mtimeMs,
    () => undefined,
  );
  if (touched === undefined) return true;
  const holder = await readHolder(path);
  const silent = Date.now() - touched > SILENT_MILLISECONDS;
  // An unreadable lock is one that is being written, or whose writer was killed in the middle.
  if (!silent && (holder === undefined || !hasEnded(holder))) return false;
  // Renamed first: of two that found it stale, only one removes it, and neither a lock that was made since.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return true;
  }
  const removed = await readHolder(aside);
  if (removed?.token !== holder?.token) await rename(aside, path);
  else await rm(aside, { force: true });
  return true;
}

function hasEnded(holder: Holder): boolean {
  const own = thisOwner();
  if (holder.host === own.host && holder.process === own.process) return !OWN.has(holder.token);
  return isGone(holder);
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    // Gone, or not written to its end: nobody is known to hold it.
    return undefined;
  }
}

async function beat(path: string): Promise<void> {
  const now = new Date();
  // The lock may have been taken away; the pull goes on without it.
  await utimes(path, now, now).catch(() => {});
}
