/**
 * What all endpoints share.
 * @module
 */
import type { Prices } from "../limits/index.ts";
import type { WarmPrompt } from "../run/index.ts";
import type { TraceMode } from "../trace/index.ts";
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
  /** What models cost. */
  readonly prices?: Prices | undefined;
  /** Aborted when the server ends without waiting any longer. */
  readonly ended: AbortSignal;
  /** Told of what nobody foresaw; clients are told no more than that it happened. */
  readonly onFault: (error: unknown) => void;
  readonly warm?: WarmPrompt | undefined;
  readonly traceFolder?: string | undefined;
  readonly traceMode?: TraceMode | undefined;
}

/** A request whose body has been read. */
export interface EndpointCall<Body> {
  readonly service: Service;
  readonly request: Request;
  readonly holder: Holder;
  readonly body: Body;
}
