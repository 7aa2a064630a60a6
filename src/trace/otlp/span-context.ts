/**
 * A place in a tree of spans, as it goes from one program to another.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @module
 */

/** What a child needs to know of its parent; `sampled: false` means that nobody wants to see any of it. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** The parent that a caller names in the header `traceparent` (W3C Trace Context); undefined: none that can be read. */
export function parentOf(header: string | undefined): SpanContext | undefined {
  const [, version, traceId, spanId, flags] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(header?.trim() ?? "") ?? [];
  if (version === undefined || version === "ff" || /^0+$/.test(traceId) || /^0+$/.test(spanId))
    return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
