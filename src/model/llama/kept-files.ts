/**
 * Files that spare work and can be made again: whole or not there, in folders that are bounded, where the ones used
 * longest ago go first.
 * @module
 */
import { randomUUID } from "node:crypto";
import { existsSync, utimesSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Of a file that is being written. */
const UNFINISHED = ".unfinished";
/** After so long without a change nobody is writing it any more, even if a process has the writer's number. */
const ABANDONED_MILLISECONDS = 600_000;

/** Has a file written beside its place and moved there if it is whole, so that others see all of it or nothing. */
async function place(path: string, write: (path: string) => Promise<boolean>): Promise<void> {
  const unfinished = `${path}.${process.pid}-${randomUUID().slice(0, 8)}${UNFINISHED}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if (await write(unfinished)) await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

/**
 * Keeps a file in its folder, which is bounded then. Where the folder can't be written to, the disk has no room for so many
 * bytes and as much again, or `write` fails or says no, there is none: all that is kept can be done without.
 */
export async function keep({
  path,
  ending,
  maxBytes,
  bytes = 0,
  write,
}: {
  path: string;
  /** Of the names that count. */
  ending: string;
  /** Of all of these together. */
  maxBytes: number;
  bytes?: number;
  write(path: string): Promise<boolean>;
}): Promise<void> {
  const folder = dirname(path);
  try {
    await place(path, async (unfinished) => (await hasRoom(folder, bytes)) && write(unfinished));
    await boundFolder({ folder, ending, maxBytes });
  } catch {
    // Said above.
  }
}

async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  if (bytes === 0) return true;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= 2 * bytes;
}

/** Marks a file as used now. False: it isn't there. */
export function touch(path: string): boolean {
  const now = new Date();
  try {
    utimesSync(path, now, now);
    return true;
  } catch {
    // Read only: it is there, and stays as old as it is.
    return existsSync(path);
  }
}

/** Removes files used longest ago until the rest take no more than `maxBytes`, and what was left unfinished. */
export async function boundFolder({
  folder,
  ending,
  maxBytes,
  now = Date.now(),
}: {
  folder: string;
  /** Of the names that count. */
  ending: string;
  maxBytes: number;
  now?: number;
}): Promise<void> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // Another process may have removed it by now.
      const file = await stat(path).catch(() => undefined);
      return file?.isFile() ? { path, bytes: file.size, usedAt: file.mtimeMs } : undefined;
    }),
  );
  const files = found.filter((file) => file !== undefined);
  const abandoned = files.filter(
    ({ path, usedAt }) =>
      path.endsWith(UNFINISHED) && (now - usedAt > ABANDONED_MILLISECONDS || !isRunning(writerOf(path))),
  );
  const kept = files
    .filter(({ path }) => path.endsWith(ending))
    .sort((one, other) => other.usedAt - one.usedAt);
  let sum = 0;
  const tooMany = kept.filter(({ bytes }) => {
    sum += bytes;
    return sum > maxBytes;
  });
  for (const { path } of [...abandoned, ...tooMany]) await rm(path, { force: true });
}

/** The process that writes an unfinished file, by its name. */
const writerOf = (path: string): number =>
  Number(/\.(\d+)-[0-9a-f]+\.unfinished$/.exec(path)?.[1] ?? process.pid);

function isRunning(writer: number): boolean {
  try {
    process.kill(writer, 0);
    return true;
  } catch (error) {
    // Somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
