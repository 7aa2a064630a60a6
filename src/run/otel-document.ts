/**
 * A trace that is kept as OpenTelemetry has it: what a collector would have been sent while the run went on.
 * @module
 */
import { createHash } from "node:crypto";
import { environment, type Telemetry, type TraceEvent } from "../trace/index.ts";
import { beginSpan, type FinishedSpan, type SpanContext, spansBody } from "../trace/otlp/index.ts";
import { RunSpans } from "./spans.ts";

/**
 * The body of `POST /v1/traces` for the events of a trace; the same events make the same. A run that was cut off ends with
 * its last event, as an error `cut`.
 */
export function otelDocument(events: readonly TraceEvent[], { id }: { readonly id: string }): object {
  const finished: FinishedSpan[] = [];
  let time = 0;
  let count = 0;
  const telemetry: Telemetry = {
    span(name, options = {}) {
      const traceId = options.parent?.traceId ?? options.traceId ?? idOf(id, 32);
      const context: SpanContext = { traceId, spanId: idOf(`${id} ${count++}`, 16), sampled: true };
      return beginSpan(name, options, { context, now: () => time, onEnd: (span) => finished.push(span) });
    },
    measure: () => {},
    under: () => telemetry,
    close: async () => {},
    problem: undefined,
  };
  const spans = new RunSpans(telemetry, id);
  for (const event of events) {
    time = Date.parse(event.time);
    if (event.data === undefined) continue;
    if (event.kind === "end") spans.end((event.data as { status: string }).status);
    else spans.add(event.kind, event.data);
  }
  if (events.at(-1)?.kind !== "end") {
    spans.add("error", { code: "cut", message: "" });
    spans.end("cut");
  }
  const { sijo: version } = environment();
  return spansBody(finished, { version, resource: { "service.name": "sijo", "service.version": version } });
}

const idOf = (text: string, digits: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits);
