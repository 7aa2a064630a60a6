/**
 * A span while it lasts.
 * @module
 */
import type { Attributes, FinishedSpan, SpanKind } from "./encode.ts";
import type { SpanContext } from "./span-context.ts";

export interface Span {
  readonly context: SpanContext;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  /** `error`: what ended it, as `error.type`: a code, never a message, which may hold a text of somebody's. */
  end(error?: string): void;
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly parent?: SpanContext | undefined;
  /** Of a span without a parent; default: one that nobody has had. */
  readonly traceId?: string | undefined;
  readonly attributes?: Attributes;
}

/** Events of a span at most; more are counted. */
const MOST_EVENTS = 128;

/** `now`: milliseconds since 1970. `onEnd` hears of it once. */
export function beginSpan(
  name: string,
  { kind = "internal", parent, attributes = {} }: SpanOptions,
  {
    context,
    now,
    onEnd,
  }: {
    readonly context: SpanContext;
    readonly now: () => number;
    readonly onEnd: (span: FinishedSpan) => void;
  },
): Span {
  const start = now();
  const known: Record<string, Attributes[string]> = { ...attributes };
  const events: FinishedSpan["events"][number][] = [];
  let droppedEvents = 0;
  let isOver = false;
  return {
    context,
    set: (more) => void Object.assign(known, more),
    event: (called, of = {}) => {
      if (events.length < MOST_EVENTS) events.push({ time: now(), name: called, attributes: of });
      else droppedEvents += 1;
    },
    end: (error) => {
      if (isOver) return;
      isOver = true;
      const { traceId, spanId } = context;
      const ids = { traceId, spanId, parentSpanId: parent?.spanId };
      onEnd({ ...ids, name, kind, start, end: now(), attributes: known, events, droppedEvents, error });
    },
  };
}
