/**
 * Spans and histograms as the JSON of OTLP, OpenTelemetry's protocol: ids in hex, 64-bit numbers as texts.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * @module
 */

export type AttributeValue = string | number | boolean | readonly string[];
/** Undefined values are left out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export const KINDS = { internal: 1, server: 2, client: 3 } as const;
export type SpanKind = keyof typeof KINDS;

export interface FinishedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly events: readonly {
    readonly time: number;
    readonly name: string;
    readonly attributes: Attributes;
  }[];
  readonly droppedEvents: number;
  /** What ended it in an error, as `error.type`. */
  readonly error: string | undefined;
}

/** One series of a histogram: all that was measured under the same attributes. */
export interface Series {
  readonly attributes: Attributes;
  /** One more than there are bounds. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

export interface HistogramData {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly bounds: readonly number[];
  readonly series: readonly Series[];
}

export interface Sender {
  readonly resource: Attributes;
  /** Of what writes the telemetry, which here is what it is about. */
  readonly version: string;
}

const STATUS_ERROR = 2;
const CUMULATIVE = 2;

/** To whole microseconds: more than a double holds. */
const nanoseconds = (milliseconds: number): string =>
  (BigInt(Math.round(milliseconds * 1000)) * 1000n).toString();

function anyValue(value: AttributeValue): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  return { arrayValue: { values: value.map(anyValue) } };
}

const attributesOf = (attributes: Attributes): object[] =>
  Object.entries(attributes).flatMap(([key, value]) =>
    // JSON has no word for a number that is none.
    value === undefined || (typeof value === "number" && !Number.isFinite(value))
      ? []
      : [{ key, value: anyValue(value) }],
  );

const head = ({ resource, version }: Sender) => ({
  resource: { attributes: attributesOf(resource) },
  scope: { name: "sijo", version },
});

/** The body of `POST /v1/traces`. */
export function spansBody(spans: readonly FinishedSpan[], sender: Sender): object {
  const { resource, scope } = head(sender);
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: spans.map(spanOf) }] }] };
}

const spanOf = ({
  traceId,
  spanId,
  parentSpanId,
  name,
  kind,
  start,
  end,
  attributes,
  error,
  ...rest
}: FinishedSpan) => ({
  traceId,
  spanId,
  ...(parentSpanId !== undefined && { parentSpanId }),
  name,
  kind: KINDS[kind],
  startTimeUnixNano: nanoseconds(start),
  endTimeUnixNano: nanoseconds(end),
  attributes: attributesOf({ ...attributes, ...(error !== undefined && { "error.type": error }) }),
  events: rest.events.map((event) => ({
    timeUnixNano: nanoseconds(event.time),
    name: event.name,
    attributes: attributesOf(event.attributes),
  })),
  droppedEventsCount: rest.droppedEvents,
  status: error === undefined ? {} : { code: STATUS_ERROR },
});

/** The body of `POST /v1/metrics`: everything since `start`. */
export function metricsBody(
  histograms: readonly HistogramData[],
  { start, now, ...sender }: Sender & { readonly start: number; readonly now: number },
): object {
  const { resource, scope } = head(sender);
  const metrics = histograms.map(({ name, unit, description, bounds, series }) => ({
    name,
    unit,
    description,
    histogram: {
      aggregationTemporality: CUMULATIVE,
      dataPoints: series.map(({ attributes, counts, count, sum, least, most }) => ({
        attributes: attributesOf(attributes),
        startTimeUnixNano: nanoseconds(start),
        timeUnixNano: nanoseconds(now),
        count: String(count),
        sum,
        min: least,
        max: most,
        explicitBounds: bounds,
        bucketCounts: counts.map(String),
      })),
    },
  }));
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] };
}
