/**
 * Telemetry by OpenTelemetry's protocol (OTLP over HTTP, as JSON).
 * @module
 */
export type { Attributes } from "./encode.ts";
export { type OtlpOptions, otlpOptions } from "./options.ts";
export { parentOf, type SpanContext } from "./span-context.ts";
export { type Span, startTelemetry, type Telemetry } from "./telemetry.ts";
