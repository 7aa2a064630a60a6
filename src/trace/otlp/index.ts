/**
 * Telemetry by OpenTelemetry's protocol (OTLP over HTTP, as JSON).
 * @module
 */
export { type Attributes, type FinishedSpan, spansBody } from "./encode.ts";
export { type OtlpOptions, otlpOptions } from "./options.ts";
export { beginSpan, type Span, type SpanOptions } from "./span.ts";
export { parentOf, type SpanContext } from "./span-context.ts";
export { startTelemetry, type Telemetry } from "./telemetry.ts";
