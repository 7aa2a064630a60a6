/**
 * The trace of a run: events in one append-only file, each with the hash of the one before it, so that a changed, dropped
 * or reordered event shows.
 * @module
 */
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SijoError } from "../errors.ts";

export interface TraceEvent {
  /** From 0. */
  readonly index: number;
  /** UTC, ISO 8601. */
  readonly time: string;
  readonly kind: string;
  readonly data: unknown;
  /** SHA-256 of the line before, as hex; of nothing for the first. */
  readonly previous: string;
}

export interface Trace {
  readonly id: string;
  /** Appends an event. A trace that can't be written is given up, and says so once: it never costs an answer. */
  add(kind: string, data: unknown): void;
  /** Why the trace was given up. */
  readonly failure: string | undefined;
}

const hashOf = (line: string): string => createHash("sha256").update(line).digest("hex");

/** Starts a trace in a file of its own in the folder; without a folder, events are only numbered. */
export function startTrace({ folder }: { folder: string | undefined }): Trace {
  const id = randomUUID();
  let index = 0;
  let previous = hashOf("");
  let failure: string | undefined;
  return {
    id,
    get failure() {
      return failure;
    },
    add(kind, data) {
      if (folder === undefined || failure !== undefined) return;
      const event: TraceEvent = { index, time: new Date().toISOString(), kind, data, previous };
      const line = JSON.stringify(event);
      try {
        if (index === 0) mkdirSync(folder, { recursive: true });
        appendFileSync(join(folder, `${id}.jsonl`), `${line}\n`);
      } catch (error) {
        failure = (error as Error).message;
        return;
      }
      index += 1;
      previous = hashOf(line);
    },
  };
}

/**
 * Reads a trace back, up to its last whole event.
 * @throws SijoError `trace.missing`, `trace.broken` when an event was changed, dropped, put in or moved.
 */
export function readTrace(path: string): { readonly events: readonly TraceEvent[]; readonly cut: boolean } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new SijoError("trace.missing", `There is no trace at ${path}.`, { kind: "usage", cause });
  }
  const lines = text.split("\n");
  // What stands behind the last line break was being written when the process ended.
  const cut = lines.pop() !== "";
  let previous = hashOf("");
  const events = lines.map((line, index): TraceEvent => {
    const event = parsed(line);
    if (!event || event.index !== index || event.previous !== previous) {
      throw new SijoError(
        "trace.broken",
        `Event ${index} of the trace at ${path} is not the one that was written.`,
      );
    }
    previous = hashOf(line);
    return event;
  });
  return { events, cut };
}

function parsed(line: string): TraceEvent | undefined {
  try {
    return JSON.parse(line) as TraceEvent;
  } catch {
    return undefined;
  }
}
