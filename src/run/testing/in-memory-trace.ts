/** A trace whose events are kept in memory, without hashes. */
import type { Trace, TraceEvent } from "../../trace/index.ts";

export function inMemoryTrace(): { trace: Trace; events: TraceEvent[] } {
  const events: TraceEvent[] = [];
  const unsealed = { time: "", salt: "", digest: "", previous: "", hash: "" };
  const add = (kind: string, data: unknown): void => {
    const said = JSON.parse(JSON.stringify(data)) as unknown;
    events.push({ ...unsealed, index: events.length, kind, data: said });
  };
  return {
    trace: { id: "memory", failure: undefined, add, end: (status) => add("end", { status }) },
    events,
  };
}
