/**
 * SHA-256 of a file, read as a stream so that a gigabyte needs no gigabyte of memory.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";

const CHUNK_BYTES = 1 << 20;

interface HashOptions {
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

/** SHA-256 of a whole file, lower-case hex. */
export async function hashFile(options: HashOptions): Promise<string> {
  return (await hashSoFar(options)).digest("hex");
}

/** The running hash over a file that may still grow. */
export async function hashSoFar({ path, signal }: HashOptions): Promise<Hash> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal }))
    hash.update(chunk);
  return hash;
}
