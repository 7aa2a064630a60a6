/**
 * Traces read back: whole, or with what is wrong with them.
 * @module
 */
import { readFileSync } from "node:fs";
import { SijoError } from "../errors.ts";
import { DELETED, END, eventOf, NOTHING, type TraceEvent } from "./event.ts";

/** What is not as it was written, and at which event of the file, from 0. */
export interface TraceFinding {
  readonly at: number;
  readonly message: string;
}

export interface ExaminedTrace {
  /** Those that are, each by itself, as they were written. */
  readonly events: readonly TraceEvent[];
  /** Whether the process ended in the middle of an event; the events before it stand. */
  readonly cut: boolean;
  /** Whether the trace was closed: without its last event the run was killed, or events are missing at the end. */
  readonly closed: boolean;
  /** When its data was deleted. */
  readonly deleted: string | undefined;
  readonly findings: readonly TraceFinding[];
}

/**
 * Reads a trace and says what is wrong with it.
 * @throws SijoError `trace.missing` (usage).
 */
export function examineTrace(path: string): ExaminedTrace {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new SijoError("trace.missing", `There is no trace at ${path}.`, { kind: "usage", cause });
  }
  const lines = text.split("\n");
  // What stands behind the last line break was being written when the process ended.
  const cut = lines.pop() !== "";
  const read = lines.map(eventOf);
  const events = read.filter((event) => event !== undefined);
  const last = events.at(-1);
  const deleted = last?.kind === DELETED ? last.time : undefined;
  const findings = [...chainFindings(read), ...emptyFindings(read, { deleted })];
  const closing = deleted === undefined ? last : events.at(-2);
  const closed = closing?.kind === END;
  const after = read.findIndex((event) => event?.kind === END);
  const following = after < 0 ? 0 : read.length - 1 - after - (deleted === undefined ? 0 : 1);
  if (following > 0)
    findings.push({ at: after + 1, message: "Events follow the one that closed the trace." });
  findings.sort((one, other) => one.at - other.at);
  return { events, cut, closed, deleted, findings };
}

/** Where the chain doesn't hold: undefined stands for a line that is no event. */
function chainFindings(read: readonly (TraceEvent | undefined)[]): TraceFinding[] {
  const findings: TraceFinding[] = [];
  const placesOf = new Map<number, number[]>();
  for (const [at, event] of read.entries()) {
    if (event) placesOf.set(event.index, [...(placesOf.get(event.index) ?? []), at]);
  }
  let previous: string | undefined = NOTHING;
  let expected = 0;
  for (const [at, event] of read.entries()) {
    if (!event) {
      findings.push({ at, message: "It was changed: its hash is another." });
      previous = undefined;
      expected += 1;
      continue;
    }
    const { index } = event;
    if (index < expected) {
      const once = placesOf.get(index)?.length === 1;
      findings.push({ at, message: once ? `Event ${index} was moved here.` : `Event ${index} was put in.` });
      continue;
    }
    if (index > expected) {
      const moved = placesOf.get(expected)?.some((place) => place > at) ?? false;
      findings.push({
        at,
        message: moved
          ? `Event ${index} was moved here.`
          : `${index - expected === 1 ? `Event ${expected} was` : `Events ${expected} to ${index - 1} were`} dropped before it.`,
      });
      // What was moved here belongs somewhere else: the events around it follow each other.
      if (moved) continue;
    } else if (previous !== undefined && event.previous !== previous) {
      findings.push({ at, message: "It does not follow the event before it: one of the two was put in." });
    }
    previous = event.hash;
    expected = index + 1;
  }
  return findings;
}

/** Data may be missing only where all of it was deleted. */
function emptyFindings(
  read: readonly (TraceEvent | undefined)[],
  { deleted }: { deleted: string | undefined },
): TraceFinding[] {
  return read.flatMap((event, at): TraceFinding[] => {
    if (!event) return [];
    const isEmpty = event.salt === undefined;
    if (isEmpty && deleted === undefined) return [{ at, message: "What it said was taken out." }];
    if (!isEmpty && deleted !== undefined && event.kind !== DELETED)
      return [{ at, message: "It says something, in a trace that was deleted." }];
    return [];
  });
}

/**
 * Reads a trace back, up to its last whole event.
 * @throws SijoError `trace.missing` (usage), `trace.broken` when an event was changed, dropped, put in or moved.
 */
export function readTrace(path: string): {
  readonly events: readonly TraceEvent[];
  /** Whether the run was ended before the trace was closed: these are the events up to there. */
  readonly cut: boolean;
} {
  const { events, cut, closed, findings } = examineTrace(path);
  if (findings.length > 0) {
    const [{ at, message }] = findings;
    throw new SijoError(
      "trace.broken",
      `The trace at ${path} is not the one that was written. Event ${at}: ${message}`,
      { data: { findings }, hint: "`sijo trace verify` lists everything that is wrong with it." },
    );
  }
  return { events, cut: cut || !closed };
}
