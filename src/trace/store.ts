/**
 * The traces of a folder: which there are, whether they are what was written, and how they are deleted.
 * @module
 */
import { existsSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SijoError } from "../errors.ts";
import { DELETED, END, emptied, NOTHING, sealedEvent } from "./event.ts";
import { type ExaminedTrace, examineTrace, type TraceFinding } from "./read.ts";
import { openSummary, SUMMARY_FILE, type SummaryRow } from "./summary.ts";

export interface StoredTrace {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  /** What the folder's summary knows of it; absent: it was put there by other means. */
  readonly row: SummaryRow | undefined;
}

export interface VerifiedTrace {
  readonly id: string;
  /** `cut`: all that is there is as it was written, and the run was ended before the trace was. */
  readonly state: "whole" | "cut" | "deleted" | "broken" | "missing";
  readonly events: number;
  /** `hash` of the last event: noted elsewhere, it shows a trace that was written anew as a whole. */
  readonly hash: string | undefined;
  readonly findings: readonly TraceFinding[];
}

const ENDING = ".jsonl";

function rowsOf(folder: string): readonly SummaryRow[] {
  if (!existsSync(folder)) return [];
  try {
    return openSummary(folder, (summary) => summary.rows());
  } catch (cause) {
    const why = (cause as Error).message;
    throw new SijoError("trace.summary", `The summary of traces in ${folder} can't be read: ${why}.`, {
      hint: `Without ${SUMMARY_FILE} there, traces can still be read, and verified each by itself.`,
      cause,
    });
  }
}

/** The traces of a folder, the oldest first; those of the same millisecond by their names. */
export function listTraces(folder: string): StoredTrace[] {
  if (!existsSync(folder)) return [];
  const rows = new Map(rowsOf(folder).map((row) => [row.id, row]));
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => {
      const id = name.slice(0, -ENDING.length);
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      const row = rows.get(id);
      const started = row?.started ?? new Date(mtimeMs).toISOString();
      return { id, path, bytes: size, row, order: `${started} ${id}` };
    })
    .sort((one, other) => (one.order < other.order ? -1 : 1))
    .map(({ order: _, ...trace }) => trace);
}

/**
 * A trace by its name or by the beginning of it, or a file by its path.
 * @throws SijoError `trace.missing`, `trace.ambiguous` (usage).
 */
export function findTrace(folder: string, name: string): StoredTrace {
  if (name.endsWith(ENDING) && existsSync(name)) {
    const stored = listTraces(folder).find(({ path }) => path === name);
    return stored ?? { id: name, path: name, bytes: statSync(name).size, row: undefined };
  }
  const found = listTraces(folder).filter(({ id }) => name !== "" && id.startsWith(name));
  if (found.length === 1) return found[0];
  const exact = found.find(({ id }) => id === name);
  if (exact) return exact;
  throw found.length === 0
    ? new SijoError("trace.missing", `There is no trace ${JSON.stringify(name)}.`, {
        kind: "usage",
        hint: "`sijo trace list` shows what there is.",
      })
    : new SijoError("trace.ambiguous", `${found.length} traces begin with ${JSON.stringify(name)}.`, {
        kind: "usage",
        hint: "Give more of its name.",
      });
}

/** Whether a trace is what was written: by itself, and by what the summary knows. */
export function verifyTrace({ id, path, row }: Pick<StoredTrace, "id" | "path" | "row">): VerifiedTrace {
  const examined = examineTrace(path);
  const findings = [...examined.findings, ...(row ? rowFindings(examined, row) : [])];
  const { events, cut, closed, deleted } = examined;
  const state =
    findings.length > 0 ? "broken" : deleted !== undefined ? "deleted" : cut || !closed ? "cut" : "whole";
  return { id, state, events: events.length, hash: events.at(-1)?.hash, findings };
}

/** All traces of a folder, and those that should be in it. */
export function verifyTraces(folder: string): VerifiedTrace[] {
  const stored = listTraces(folder);
  const there = new Set(stored.map(({ id }) => id));
  const rows = rowsOf(folder);
  const missing = rows
    .filter(({ id }) => !there.has(id))
    .map(({ id, started }): VerifiedTrace => {
      const message = `The trace of ${started} is gone, and was not deleted by \`sijo trace delete\`.`;
      return { id, state: "missing", events: 0, hash: undefined, findings: [{ at: 0, message }] };
    });
  const verified = stored.map(verifyTrace);
  const known = new Map(
    verified.flatMap(({ id, hash }, index) => (stored[index].row && hash ? [[hash, id] as const] : [])),
  );
  // Without a summary every trace stands by itself.
  const listed = verified.map((trace, index): VerifiedTrace => {
    if (stored[index].row || rows.length === 0) return trace;
    const original = trace.hash === undefined ? undefined : known.get(trace.hash);
    const what =
      original === undefined
        ? "Its row was removed, or the file was put here"
        : `It is a copy of ${original}`;
    const finding = { at: 0, message: `${what}: the summary knows no such trace.` };
    return { ...trace, state: "broken", findings: [...trace.findings, finding] };
  });
  return [...listed, ...missing];
}

function rowFindings({ events, deleted }: ExaminedTrace, row: SummaryRow): TraceFinding[] {
  const findings: TraceFinding[] = [];
  const say = (at: number, message: string): void => {
    findings.push({ at, message });
  };
  const isTombstone = deleted !== undefined;
  if (isTombstone !== (row.deleted !== null)) {
    say(
      0,
      isTombstone
        ? "It was emptied by other means than `sijo trace delete`."
        : "It was deleted, and put back.",
    );
  }
  if (row.events !== null) {
    const count = events.length - (isTombstone ? 1 : 0);
    if (count < row.events) say(count, `Events are missing at the end: there were ${row.events}.`);
    else if (events[row.events - 1]?.hash !== row.hash)
      say(row.events - 1, "Its hash is not the one that the summary has: the trace was written anew.");
  }
  const [first] = events;
  const end = events.find(({ kind }) => kind === END);
  // Of a deleted trace the summary alone knows how it ended; of one whose row was never closed, the trace alone.
  const status = (end?.data as { readonly status?: unknown } | undefined)?.status;
  const differs = [
    ...(first && first.time !== row.started ? ["when it began"] : []),
    ...(end?.salt !== undefined && row.status !== null && status !== row.status ? ["how it ended"] : []),
  ];
  for (const what of differs) say(0, `The summary was changed: it says otherwise ${what}.`);
  return findings;
}

/**
 * Deletes what a trace says. Its events stay with their times and hashes, so that the chain can still be verified, and a
 * last one says when it was deleted.
 * @throws SijoError `trace.broken` when it isn't what was written: deleting it would hide that.
 */
export function deleteTrace(folder: string, trace: StoredTrace): void {
  const { events, findings, deleted } = examineTrace(trace.path);
  if (deleted !== undefined) return;
  if (findings.length > 0) {
    throw new SijoError("trace.broken", `Trace ${trace.id} is not the one that was written.`, {
      hint: "See `sijo trace verify`. Deleting it would hide what was done to it; remove the file by hand.",
      data: { findings },
    });
  }
  const last = events.at(-1);
  const { event, line } = sealedEvent({
    index: events.length,
    kind: DELETED,
    data: { events: events.length },
    previous: last?.hash ?? NOTHING,
  });
  const unfinished = `${trace.path}.deleting`;
  writeFileSync(unfinished, `${[...events.map(emptied), line].join("\n")}\n`, { mode: 0o600 });
  renameSync(unfinished, trace.path);
  if (trace.row) openSummary(folder, (summary) => summary.deleted({ id: trace.id, time: event.time }));
}

/** Traces to delete so that none is older than `days` and all together are at most `bytes`; the oldest go first. */
export function outlived(
  traces: readonly StoredTrace[],
  { days, bytes, now = Date.now() }: { days?: number; bytes?: number; now?: number },
): StoredTrace[] {
  const kept = traces.filter(({ row }) => !row?.deleted);
  let total = kept.reduce((sum, trace) => sum + trace.bytes, 0);
  return kept.filter((trace) => {
    const started = trace.row ? Date.parse(trace.row.started) : statSync(trace.path).mtimeMs;
    const isOld = days !== undefined && now - started > days * 86_400_000;
    const isTooMuch = bytes !== undefined && total > bytes;
    if (!isOld && !isTooMuch) return false;
    total -= trace.bytes;
    return true;
  });
}
