/**
 * Memory of a process, as Linux tells it.
 * @module
 */
import { readFileSync } from "node:fs";

/** Bytes of one line of a process's status, as `VmRSS` or `RssAnon`; undefined where the system doesn't tell. */
export function memoryOf(process: number | "self" | undefined, field: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${process}/status`, "utf8");
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
