/**
 * A row for each trace of a folder, in SQLite: it knows which traces there have to be and how they ended, so that one
 * that is missing or was cut short afterwards shows.
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface SummaryRow {
  readonly id: string;
  readonly started: string;
  readonly mode: string;
  readonly ended: string | null;
  readonly status: string | null;
  /** Events of the trace when it ended, the last one included. */
  readonly events: number | null;
  /** `hash` of its last event. */
  readonly hash: string | null;
  readonly deleted: string | null;
}

export interface Summary {
  started(row: { id: string; time: string; mode: string }): void;
  ended(row: { id: string; time: string; status: string; events: number; hash: string }): void;
  deleted(row: { id: string; time: string }): void;
  rows(): readonly SummaryRow[];
}

export const SUMMARY_FILE = "summary.sqlite";

const SCHEMA = `CREATE TABLE IF NOT EXISTS traces (
  id TEXT PRIMARY KEY, started TEXT NOT NULL, mode TEXT NOT NULL,
  ended TEXT, status TEXT, events INTEGER, hash TEXT, deleted TEXT
) STRICT`;
/** How long another process that writes is waited for. */
const PATIENCE_MILLISECONDS = 2000;

/** Opening and closing wait for the disk, so that a process does it once. It ends with the process. */
const opened = new Map<string, { readonly database: DatabaseSync; readonly file: bigint }>();

function databaseOf(path: string): DatabaseSync {
  const known = opened.get(path);
  // Somebody may have removed the file, and what was written to it would be lost.
  if (known && fileOf(path) === known.file) return known.database;
  known?.database.close();
  opened.delete(path);
  const database = new DatabaseSync(path, { timeout: PATIENCE_MILLISECONDS });
  try {
    // Losing power may lose the last rows, never the table: the files say the same.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    database.exec(SCHEMA);
  } catch (error) {
    database.close();
    throw error;
  }
  opened.set(path, { database, file: fileOf(path) ?? 0n });
  return database;
}

const fileOf = (path: string): bigint | undefined =>
  statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

/** Works with the summary of a folder that exists. */
export function openSummary<Result>(folder: string, work: (summary: Summary) => Result): Result {
  const database = databaseOf(resolve(folder, SUMMARY_FILE));
  return work({
    started({ id, time, mode }) {
      database.prepare("INSERT INTO traces (id, started, mode) VALUES (?, ?, ?)").run(id, time, mode);
    },
    ended({ id, time, status, events, hash }) {
      database
        .prepare("UPDATE traces SET ended = ?, status = ?, events = ?, hash = ? WHERE id = ?")
        .run(time, status, events, hash, id);
    },
    deleted({ id, time }) {
      database.prepare("UPDATE traces SET deleted = ? WHERE id = ?").run(time, id);
    },
    rows: () => database.prepare("SELECT * FROM traces ORDER BY started").all() as unknown as SummaryRow[],
  });
}
