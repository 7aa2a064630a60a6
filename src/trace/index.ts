/**
 * Traces: what happened in a run, in a form that shows tampering.
 * @module
 */
export { readTrace, startTrace, type Trace, type TraceEvent } from "./trace.ts";
