/**
 * Whether a file in the cache is the right one, without hashing a gigabyte at every start: once verified, a small file
 * beside it (`<file>.verified.json`) remembers the checksum together with the size and the time of the last change.
 * @module
 */
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { isDiskFull } from "./failures.ts";
import { hashFile } from "./hash.ts";

/** What the file beside the weights holds. */
interface Verified {
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Which file, and which bytes it ought to hold. */
export interface Expected {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly signal?: AbortSignal | undefined;
}

/** `fine`: the right bytes. `wrong`: other bytes. `absent`: no such file. */
export type FileState = "fine" | "wrong" | "absent";

/** The path of the file that remembers a verification. */
export const sidecarOf = (path: string): string => `${path}.verified.json`;

/** Takes the word of an earlier verification where size and time of change still fit, else hashes. */
export async function stateOf(expected: Expected): Promise<FileState> {
  const size = await sizeOf(expected.path);
  if (size === undefined) return "absent";
  if (size !== expected.bytes) return "wrong";
  return (await isTrusted(expected)) ? "fine" : hashAndRemember(expected);
}

/** Hashes in any case; remembers the outcome, and forgets an earlier one that no longer holds. */
export async function hashAndRemember(expected: Expected): Promise<FileState> {
  const size = await sizeOf(expected.path);
  if (size === undefined) return "absent";
  const fine = size === expected.bytes && (await hashFile(expected)) === expected.sha256;
  if (fine) await remember(expected);
  else await forget(expected.path);
  return fine ? "fine" : "wrong";
}

/** Whether the note of an earlier verification fits the file as it is now. */
export async function isTrusted({ path, sha256 }: Expected): Promise<boolean> {
  const [file, note] = await Promise.all([statOf(path), readNote(path)]);
  return (
    file !== undefined &&
    note !== undefined &&
    note.sha256 === sha256 &&
    note.size === file.size &&
    note.mtimeMs === file.mtimeMs
  );
}

/** Writes that the file at this path was verified just now. */
export async function remember({ path, sha256 }: { path: string; sha256: string }): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  const note: Verified = { sha256, size, mtimeMs };
  const temporary = `${sidecarOf(path)}.${process.pid}`;
  try {
    await writeFile(temporary, `${JSON.stringify(note)}\n`);
    await rename(temporary, sidecarOf(path));
  } catch (error) {
    await rm(temporary, { force: true });
    // A cache that may only be read (a mounted volume), or whose disk is full, is still a cache: its files are hashed each
    // time instead.
    const readOnly = ["EACCES", "EROFS", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
    if (!readOnly && !isDiskFull(error)) throw error;
  }
}

/** Removes the note. */
export async function forget(path: string): Promise<void> {
  await rm(sidecarOf(path), { force: true });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await statOf(path))?.size;
}

async function statOf(path: string) {
  try {
    const file = await stat(path);
    return file.isFile() ? file : undefined;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

async function readNote(path: string): Promise<Verified | undefined> {
  try {
    return JSON.parse(await readFile(sidecarOf(path), "utf8")) as Verified;
  } catch {
    // Missing or damaged: then nothing is known about the file, and it is hashed.
    return undefined;
  }
}
