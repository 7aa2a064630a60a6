/**
 * What all endpoints share.
 * @module
 */
import type { Prices } from "../limits/index.ts";
import type { WarmPrompt } from "../run/index.ts";
import type { Telemetry, TraceMode } from "../trace/index.ts";
import type { CallSpan } from "./http/call-span.ts";
import type { Holder, Keys } from "./http/keys.ts";
import type { Admission } from "./load/admission.ts";
import type { Budgets } from "./load/budgets.ts";
import type { Metrics } from "./load/metrics.ts";
import type { Models } from "./models.ts";

export interface Service {
  readonly models: Models;
  readonly keys: Keys;
  readonly admission: Admission;
  readonly budgets: Budgets;
  readonly metrics: Metrics;
  /** Wall-clock seconds of a request at most. */
  readonly seconds: number;
  /** Tokens that a request may have evaluated at most; absent: any number. */
  readonly tokens?: number | undefined;
  /** Money that it may cost at most, by `prices`; absent: any. */
  readonly money?: number | undefined;
  /** What models cost. */
  readonly prices?: Prices | undefined;
  /** Aborted when the server ends without waiting any longer. */
  readonly ended: AbortSignal;
  /** Told of what nobody foresaw; clients are told no more than that it happened. */
  readonly onFault: (error: unknown) => void;
  readonly warm?: WarmPrompt | undefined;
  readonly traceFolder?: string | undefined;
  readonly traceMode?: TraceMode | undefined;
  /** Who hears of requests and runs, without their texts; absent: nobody. */
  readonly telemetry?: Telemetry | undefined;
  /** What is told of this request. */
  readonly call?: CallSpan | undefined;
}

/** A request whose body has been read. */
export interface EndpointCall<Body> {
  readonly service: Service;
  readonly request: Request;
  readonly holder: Holder;
  readonly body: Body;
}
