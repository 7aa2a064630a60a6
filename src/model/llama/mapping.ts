/**
 * Files as memory, shared by all processes that map them: on systems that follow POSIX.
 * @module
 */
import { closeSync, fstatSync, openSync } from "node:fs";
import koffi from "koffi";
import { bytesOf, CHECKSUM_BYTES, type Memory, sampledChecksum } from "./packed-image.ts";

const PROT_READ = 0x1;
const MAP_SHARED = 0x1;
const MAP_POPULATE = 0x8000;
const MAP_FAILED = 2n ** 64n - 1n;

const system = koffi.load(null);
const mmap = system.func(
  "void *mmap(void *at, size_t bytes, int protection, int flags, int file, int64_t from)",
);
const munmap = system.func("int munmap(void *at, size_t bytes)");

/** An image of so many bytes; undefined where there is none, or it is damaged. */
export function mapImage(path: string, bytes: number): Memory | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return undefined;
  }
  try {
    const all = bytes + CHECKSUM_BYTES;
    if (fstatSync(file).size !== all) return undefined;
    const address = mmap(null, all, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0) as bigint | null;
    if (!address || address === MAP_FAILED) return undefined;
    const memory = { address, bytes };
    const found = bytesOf({ address, bytes: all });
    if (sampledChecksum(found.subarray(0, bytes)).equals(found.subarray(bytes))) return memory;
    unmap(memory);
    return undefined;
  } finally {
    closeSync(file);
  }
}

export const unmap = ({ address, bytes }: Memory): void => void munmap(address, bytes + CHECKSUM_BYTES);
