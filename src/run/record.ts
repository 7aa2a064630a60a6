/**
 * The trace of a run of the pipeline.
 * @module
 */
import { RunRecord, type Spent } from "../program/index.ts";
import { startTrace as start, type Trace, type TraceOptions } from "../trace/index.ts";
import type { AskOptions } from "./options.ts";
import { withSpans } from "./spans.ts";
import { TRACE_TEXTS, type TraceData } from "./trace-data.ts";

/** Starts to write a run down. */
export function startRecord(
  {
    trace,
    traceFolder: folder,
    traceMode: mode,
    telemetry,
  }: Pick<AskOptions, "trace" | "traceFolder" | "traceMode" | "telemetry">,
  { spent }: { spent: () => Spent },
): RunRecord<TraceData> {
  const kept = trace ?? startTrace({ folder, ...(mode !== undefined && { mode }) });
  return new RunRecord(withSpans(kept, telemetry), { spent });
}

/**
 * Starts a trace in a file of its own in the folder, for `infer({ trace })` or `ask({ trace })`, which end it. In the mode
 * `hashes` it says models and states in words, and no text that was asked or written.
 * @example
 * const trace = startTrace({ folder: "traces" });
 * const { best } = await infer(haiku, { model, seed: 1, trace });
 * verifyTrace(findTrace("traces", trace.id)).state; // "whole"
 */
export const startTrace = (options: Omit<TraceOptions, "texts">): Trace =>
  start({ ...options, texts: TRACE_TEXTS });
