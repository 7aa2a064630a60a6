/**
 * The trace of a run: events in one append-only file, each with the hash of the one before it, so that a changed, dropped
 * or reordered event shows.
 * @module
 */
import { randomUUID } from "node:crypto";
import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { END, NOTHING, sealedEvent } from "./event.ts";
import { openSummary, type Summary } from "./summary.ts";
import { type TextPolicy, withoutTexts } from "./without-texts.ts";

/** `hashes`: numbers stay, texts become hashes. `off`: nothing is kept. */
export const TRACE_MODES = ["off", "hashes", "full"] as const;
export type TraceMode = (typeof TRACE_MODES)[number];

/** Where a run writes down what happens. */
export interface Trace {
  readonly id: string;
  /** Appends an event. A trace that can't be written is given up, and says so once: it never costs an answer. */
  add(kind: string, data: unknown): void;
  /** Closes the trace: an event that says how many there were, and `status` in the list of traces. */
  end(status: string): void;
  /** Why the trace was given up. */
  readonly failure: string | undefined;
}

export interface TraceOptions {
  /** Where traces are kept, each in a file of its own; undefined: events are not kept. */
  readonly folder: string | undefined;
  readonly mode?: TraceMode;
  /** What of the data may be said in the mode `hashes`; absent: no text at all. */
  readonly texts?: TextPolicy;
}

/** Starts a trace in a file of its own in the folder, which nobody else on the machine can read. */
export function startTrace({ folder, mode = "full", texts }: TraceOptions): Trace {
  const id = randomUUID();
  const told = mode === "hashes" ? withoutTexts(texts) : (_: string, data: unknown): unknown => data;
  const kept = folder !== undefined && mode !== "off";
  let index = 0;
  let previous = NOTHING;
  let file: number | undefined;
  let failure: string | undefined;
  let unnoted: string | undefined;
  let ended = false;

  const attempt = (work: (folder: string) => void): void => {
    if (!kept || ended || failure !== undefined) return;
    try {
      work(folder);
    } catch (error) {
      failure = (error as Error).message;
      if (file !== undefined) closeSync(file);
      file = undefined;
    }
  };
  /** Without its row a trace is as good by itself, so it goes on. */
  const note = (work: (summary: Summary) => void): void => {
    try {
      openSummary(folder!, work);
    } catch (error) {
      unnoted ??= `The summary of traces can't be written: ${(error as Error).message}`;
    }
  };
  const write = (folder: string, kind: string, data: unknown): void => {
    const { event, line } = sealedEvent({ index, kind, data, previous });
    if (file === undefined) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      file = openSync(join(folder, `${id}.jsonl`), "ax", 0o600);
      note((summary) => summary.started({ id, time: event.time, mode }));
    }
    // Whole lines or none: a line that was written in part is the last.
    const bytes = Buffer.from(`${line}\n`);
    if (writeSync(file, bytes) !== bytes.length) throw new Error("The disk took only a part of an event.");
    index += 1;
    previous = event.hash;
  };

  return {
    id,
    get failure() {
      return failure ?? unnoted;
    },
    add(kind, data) {
      attempt((folder) => write(folder, kind, told(kind, data)));
    },
    end(status) {
      attempt((folder) => {
        write(folder, END, { events: index + 1, status });
        const written = file!;
        file = undefined;
        // Against power that goes away; nobody waits for it.
        fdatasync(written, () => closeSync(written));
        ended = true;
        const time = new Date().toISOString();
        note((summary) => summary.ended({ id, time, status, events: index, hash: previous }));
      });
    },
  };
}
