/**
 * Traces: what happened in a run, in a form that shows tampering.
 * @module
 */
export { type Environment, environment } from "./environment.ts";
export type { TraceEvent } from "./event.ts";
// What sends it is loaded by those alone who want it: `otlp/index.ts`.
export type { Attributes, Span, SpanContext, Telemetry } from "./otlp/index.ts";
export { type ExaminedTrace, examineTrace, readTrace, type TraceFinding } from "./read.ts";
export {
  deleteTrace,
  findTrace,
  listTraces,
  outlived,
  type StoredTrace,
  type VerifiedTrace,
  verifyTrace,
  verifyTraces,
} from "./store.ts";
export { startTrace, TRACE_MODES, type Trace, type TraceMode, type TraceOptions } from "./trace.ts";
export type { TextPolicy } from "./without-texts.ts";
