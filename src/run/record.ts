/**
 * The trace of a run of the pipeline.
 * @module
 */
import { RunRecord, type Spent } from "../program/index.ts";
import { startTrace as start, type Trace, type TraceOptions } from "../trace/index.ts";
import type { AskOptions } from "./options.ts";
import { TRACE_TEXTS, type TraceData } from "./trace-data.ts";

/** Starts to write a run down. */
export function startRecord(
  { trace, traceFolder: folder, traceMode: mode }: Pick<AskOptions, "trace" | "traceFolder" | "traceMode">,
  { spent }: { spent: () => Spent },
): RunRecord<TraceData> {
  return new RunRecord(trace ?? startTrace({ folder, ...(mode !== undefined && { mode }) }), { spent });
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
