/**
 * `sijo trace …`: the traces of runs on this machine.
 * @module
 */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { SijoError } from "../errors.ts";
import { otelDocument } from "../run/otel-document.ts";
import { tracePage } from "../run/page/page.ts";
import {
  deleteTrace,
  examineTrace,
  findTrace,
  listTraces,
  outlived,
  type StoredTrace,
  type TraceEvent,
  type VerifiedTrace,
  verifyTrace,
  verifyTraces,
} from "../trace/index.ts";
import { commandGroup } from "./command-group.ts";
import { choiceOption, numberOption } from "./input.ts";
import { size } from "./progress-bar.ts";
import { firstOf, renderStory } from "./render-trace.ts";
import { paint } from "./render-verdict.ts";
import { tracesFolder } from "./traces-folder.ts";

/** Something is not as it was written: a check failed, as elsewhere. */
const EXIT_WRONG = 3;
const FORMATS = ["json", "otel", "html"] as const;

/** The command with its subcommands; errors are thrown as `SijoError`. */
export function traceCommand(): Command {
  const trace = commandGroup("trace");
  trace
    .command("list")
    .description("the traces on this machine, the oldest first")
    .option("--json", "for programs")
    .action(list);
  trace
    .command("show")
    .description("what happened in a run")
    .argument("<id>", "a trace, or the beginning of its name, or a .jsonl file")
    .option("--json", "its events, one JSON document")
    .option("--kind <kind>", "its events of one kind, as JSON: request, plan, checks, verdict, …")
    .action(show);
  trace
    .command("verify")
    .description("find events that were changed, dropped, put in or moved, and traces that are gone")
    .argument("[id]", "one trace, or a .jsonl file; left out: all")
    .option("--hash <hex>", "the hash that its last event had, as noted elsewhere")
    .option("--json", "for programs")
    .action(verify);
  trace
    .command("export")
    .description("one file of a trace: JSON, OpenTelemetry's JSON, or a page that opens in any browser")
    .argument("<id>", "a trace, or the beginning of its name, or a .jsonl file")
    .option("--format <json|otel|html>", "(default: html)")
    .option("--out <file>", "where to write it (default: standard output)")
    .action(exportTrace);
  trace
    .command("delete")
    .description("delete what traces say; that they were, and their hashes, stay")
    .argument("[ids...]", "traces, or the beginnings of their names")
    .option("--older-than <days>", "those that began longer ago")
    .option("--keep <megabytes>", "the oldest, until the rest takes no more room than this")
    .action(remove);
  return trace;
}

function list({ json = false }: { json?: boolean }): void {
  const traces = listTraces(tracesFolder());
  if (json) {
    print(JSON.stringify(traces.map(asJson), undefined, 2));
  } else if (traces.length === 0) {
    print("There are no traces. Every `sijo ask` leaves one.");
  } else {
    const width = 56;
    for (const trace of traces) {
      const { id, bytes } = trace;
      const { state, started, request } = asJson(trace);
      const shown = request.length > width ? `${request.slice(0, width - 1)}…` : request;
      print(
        `${id.slice(0, 8)}  ${started.slice(0, 16).replace("T", " ")}  ${state.padEnd(10)}  ${size(bytes).padStart(8)}  ${shown}`,
      );
    }
  }
}

/** What a list says of a trace. */
function asJson(trace: StoredTrace) {
  const { id, path, bytes, row } = trace;
  const { started, request } = firstOf(path);
  const state = row?.deleted ? "deleted" : (row?.status ?? "cut");
  return {
    id,
    started: row?.started ?? started,
    state,
    bytes,
    request: row?.deleted ? "" : request,
    path,
    hash: row?.hash ?? null,
  };
}

function show(id: string, { json = false, kind }: { json?: boolean; kind?: string }): void {
  const trace = findTrace(tracesFolder(), id);
  const examined = examineTrace(trace.path);
  const verified = verifyTrace(trace);
  warn(verified);
  if (kind !== undefined) print(JSON.stringify(ofKind(examined.events, kind), undefined, 2));
  else if (json) print(JSON.stringify({ ...verified, events: examined.events }, undefined, 2));
  else process.stdout.write(renderStory(examined.events, { state: verified.state, hash: verified.hash }));
}

/** When it was, and what it said. */
function ofKind(events: readonly TraceEvent[], kind: string) {
  const found = events.filter((event) => event.kind === kind);
  if (found.length > 0) return found.map(({ index, time, data }) => ({ index, time, data }));
  const kinds = [...new Set(events.map((event) => event.kind))].join(", ");
  throw new SijoError("trace.kind", `The trace has no event of the kind ${JSON.stringify(kind)}.`, {
    kind: "usage",
    hint: `It has: ${kinds}.`,
  });
}

function verify(id: string | undefined, { json = false, hash }: { json?: boolean; hash?: string }): void {
  const folder = tracesFolder();
  if (hash !== undefined && id === undefined) {
    throw new SijoError("usage.hash", "--hash is of one trace.", { kind: "usage", hint: "Name the trace." });
  }
  const verified = id === undefined ? verifyTraces(folder) : [verifyTrace(findTrace(folder, id))];
  const found = verified.map((trace) => (hash === undefined ? trace : compared(trace, hash)));
  if (json) {
    print(JSON.stringify(found, undefined, 2));
  } else {
    for (const { id: name, state, events, findings, hash: last } of found) {
      print(
        `${state === "broken" || state === "missing" ? paint("red", "✗") : paint("green", "✓")} ${name}  ${STATES[state]}, ${events} events`,
      );
      if (id !== undefined && last !== undefined) print(`  hash of the last: ${last}`);
      for (const { at, message } of findings) print(`  line ${at + 1}: ${message}`);
    }
    if (found.length === 0) print("There are no traces.");
  }
  if (found.some(({ state }) => state === "broken" || state === "missing")) process.exitCode = EXIT_WRONG;
}

const STATES: Readonly<Record<VerifiedTrace["state"], string>> = {
  whole: "whole",
  cut: "cut: the run was ended before its trace, which is whole up to there",
  deleted: "deleted; the chain of its hashes holds",
  broken: "not what was written",
  missing: "missing",
};

function compared(trace: VerifiedTrace, hash: string): VerifiedTrace {
  if (trace.hash === hash.trim().toLowerCase()) return trace;
  const message = "The hash of its last event is not the one that was noted.";
  return { ...trace, state: "broken", findings: [...trace.findings, { at: trace.events - 1, message }] };
}

function exportTrace(id: string, options: { format?: string; out?: string }): void {
  const format = choiceOption("--format", options.format, FORMATS) ?? "html";
  const trace = findTrace(tracesFolder(), id);
  const verified = verifyTrace(trace);
  warn(verified);
  const { events } = examineTrace(trace.path);
  const documents = {
    json: () => ({ ...verified, events }),
    otel: () => otelDocument(events, verified),
  };
  const text =
    format === "html"
      ? tracePage({ events, verified })
      : `${JSON.stringify(documents[format](), undefined, 2)}\n`;
  if (options.out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(options.out, text);
  } catch (cause) {
    throw new SijoError("trace.export", `${options.out} can't be written: ${(cause as Error).message}.`, {
      kind: "usage",
      cause,
    });
  }
}

function remove(ids: readonly string[], options: { olderThan?: string; keep?: string }): void {
  const days = numberOption("--older-than", options.olderThan, { least: 0, most: 1e5 });
  const megabytes = numberOption("--keep", options.keep, { least: 0, most: 1e9 });
  if (ids.length === 0 && days === undefined && megabytes === undefined) {
    throw new SijoError("usage.delete", "It is not said which traces to delete.", {
      kind: "usage",
      hint: "Name them, or give --older-than <days> or --keep <megabytes>.",
    });
  }
  const folder = tracesFolder();
  const named = ids.map((id) => findTrace(folder, id));
  const old =
    days === undefined && megabytes === undefined
      ? []
      : outlived(listTraces(folder), {
          ...(days !== undefined && { days }),
          ...(megabytes !== undefined && { bytes: megabytes * 1e6 }),
        });
  for (const trace of new Map([...named, ...old].map((trace) => [trace.path, trace])).values()) {
    deleteTrace(folder, trace);
    print(`${trace.id}: deleted; its hashes stay`);
  }
}

/** Whoever looks at a trace that isn't what was written is told so first. */
function warn({ state, findings }: VerifiedTrace): void {
  if (state !== "broken") return;
  process.stderr.write(`sijo: this trace is not what was written: ${findings[0].message}\n`);
  process.exitCode = EXIT_WRONG;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
