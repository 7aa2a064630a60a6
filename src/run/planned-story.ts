/**
 * Events of runs of a planner's program, in the shapes that other runs give theirs.
 * @module
 */
import type { TraceEvent } from "../trace/index.ts";
import type { TraceData } from "./trace-data.ts";

type ProgramRequest = Pick<TraceData["request"], "request" | "seed" | "limits"> & {
  readonly particles: number;
  readonly models: TraceData["verdict"]["models"];
};
type ProgramBarrier = Omit<TraceData["barrier"], "added"> & { readonly texts: readonly string[] };

/** The same events, those of programs said as others say them. */
export function asOtherRuns(events: readonly TraceEvent[]): readonly TraceEvent[] {
  let before: readonly string[] = [];
  return events.map((event) => {
    if (event.salt === undefined) return event;
    if (event.kind === "program-request") {
      const said = event.data as ProgramRequest;
      const data: Omit<TraceData["request"], "environment"> = {
        run: "ask",
        ...said,
        width: null,
        temperature: null,
        language: null,
        contract: null,
        models: said.models.map((model) => ({ ...model, contextLength: 0, maxContexts: 0 })),
      };
      return { ...event, kind: "request", data };
    }
    if (event.kind === "program-barrier") {
      const { texts, ...rest } = event.data as ProgramBarrier;
      if (rest.index === 0) before = [];
      const added = texts.map((text, particle) => text.slice(before[particle]?.length ?? 0));
      before = rest.ancestors ? rest.ancestors.map((ancestor) => texts[ancestor]) : texts;
      return { ...event, kind: "barrier", data: { ...rest, added } };
    }
    return event;
  });
}
