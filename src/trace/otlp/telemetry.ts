/**
 * Spans and metrics of what runs here, sent beside the work: nobody waits for a collector, and none that is down, slow or
 * wrong ever costs a run anything but its telemetry.
 * @module
 */
import { randomBytes, randomUUID } from "node:crypto";
import { environment } from "../environment.ts";
import { type Attributes, type FinishedSpan, metricsBody, type Sender, spansBody } from "./encode.ts";
import { Histograms, type InstrumentName } from "./histograms.ts";
import type { OtlpOptions } from "./options.ts";
import { post } from "./post.ts";
import { beginSpan, type Span, type SpanOptions } from "./span.ts";
import type { SpanContext } from "./span-context.ts";

export interface Telemetry {
  span(name: string, options?: SpanOptions): Span;
  measure(name: InstrumentName, value: number, attributes: Attributes): void;
  /** The same, whose spans without a parent are children of this one. */
  under(parent: SpanContext): Telemetry;
  /** Sends what there is, for so long at most, and sends nothing more. */
  close(options?: { readonly milliseconds?: number }): Promise<void>;
  /** What was not sent, and why; undefined: nothing is missing. */
  readonly problem: string | undefined;
}

/** Spans that wait at most: those that come later are lost. */
const MOST_WAITING = 2048;
const MOST_IN_A_BATCH = 512;
/** What whoever ends waits for the last of it. */
const CLOSE_MILLISECONDS = 1000;
const LONGEST_PAUSE = 60_000;
/** The clock of the machine was set anew. */
const DRIFT_MILLISECONDS = 50;

export function startTelemetry(options: OtlpOptions): Telemetry {
  return new Exporter(options);
}

class Exporter implements Telemetry {
  readonly #options: OtlpOptions;
  readonly #sender: Sender;
  readonly #userAgent: string;
  readonly #histograms = new Histograms();
  readonly #started = Date.now();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #ended = new AbortController();
  #waiting: FinishedSpan[] = [];
  #sending: Promise<void> | undefined;
  #pausedUntil = 0;
  #pause = 0;
  #lost = 0;
  #why: string | undefined;
  #isClosed = false;
  /** Milliseconds between the steady clock's zero and 1970. */
  #epoch = performance.timeOrigin;

  constructor(options: OtlpOptions) {
    const { sijo, node } = environment();
    this.#options = options;
    this.#userAgent = `sijo/${sijo}`;
    this.#sender = {
      version: sijo,
      resource: {
        "service.version": sijo,
        "service.instance.id": randomUUID(),
        "telemetry.sdk.name": "sijo",
        "telemetry.sdk.language": "nodejs",
        "telemetry.sdk.version": sijo,
        "process.runtime.version": node,
        ...options.resource,
      },
    };
    const every = (milliseconds: number, work: () => Promise<void>): void => {
      this.#timers.push(setInterval(() => void work(), milliseconds).unref());
    };
    every(options.spansEvery, () => this.#send());
    every(options.metricsEvery, () => this.#report());
  }

  get problem(): string | undefined {
    if (this.#why === undefined) return undefined;
    const spans =
      this.#lost > 0 ? `${this.#lost} spans were not sent` : "some telemetry was sent late or not at all";
    return `${spans}: ${this.#why}`;
  }

  span(name: string, options: SpanOptions = {}): Span {
    const { parent, traceId } = options;
    const context: SpanContext = {
      traceId: parent?.traceId ?? traceId ?? randomBytes(16).toString("hex"),
      spanId: randomBytes(8).toString("hex"),
      sampled: parent?.sampled ?? true,
    };
    const onEnd = (span: FinishedSpan): void => {
      if (context.sampled && this.#options.traces) this.#take(span);
    };
    return beginSpan(name, options, { context, now: () => this.#now(), onEnd });
  }

  measure(name: InstrumentName, value: number, attributes: Attributes): void {
    this.#histograms.measure(name, value, attributes);
  }

  under(parent: SpanContext): Telemetry {
    const all = this;
    return {
      span: (name, options = {}) => all.span(name, { parent, ...options }),
      measure: (name, value, attributes) => all.measure(name, value, attributes),
      under: (other) => all.under(other),
      close: (options) => all.close(options),
      get problem() {
        return all.problem;
      },
    };
  }

  async close({ milliseconds = CLOSE_MILLISECONDS } = {}): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    const timer = setTimeout(() => this.#ended.abort(), milliseconds);
    this.#pausedUntil = 0;
    await Promise.all([this.#send({ all: true }), this.#report()]);
    clearTimeout(timer);
    this.#ended.abort();
    this.#lost += this.#waiting.length;
    this.#waiting = [];
  }

  #take(span: FinishedSpan): void {
    if (this.#isClosed || this.#waiting.length >= MOST_WAITING) {
      this.#lost += 1;
      this.#why ??= this.#isClosed ? "they ended too late" : "the collector is too slow";
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= MOST_IN_A_BATCH) void this.#send();
  }

  /** One batch at a time; whoever comes meanwhile shares it. */
  async #send({ all = false } = {}): Promise<void> {
    this.#sending ??= this.#sendBatches().finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
    // What came while the last batch was on its way.
    if (all && this.#waiting.length > 0 && !this.#ended.signal.aborted && this.#pause === 0)
      await this.#send();
  }

  async #sendBatches(): Promise<void> {
    const { traces } = this.#options;
    while (traces && this.#waiting.length > 0 && performance.now() >= this.#pausedUntil) {
      const batch = this.#waiting.splice(0, MOST_IN_A_BATCH);
      const posted = await post(spansBody(batch, this.#sender), traces, {
        signal: this.#ended.signal,
        userAgent: this.#userAgent,
      });
      if (posted.kind === "taken") {
        this.#pause = 0;
        continue;
      }
      this.#why = posted.why;
      if (posted.kind === "refused") {
        this.#lost += batch.length;
        continue;
      }
      const room = Math.max(0, MOST_WAITING - this.#waiting.length);
      this.#lost += Math.max(0, batch.length - room);
      this.#waiting.unshift(...batch.slice(0, room));
      this.#pause = Math.min(LONGEST_PAUSE, posted.waitMilliseconds ?? Math.max(1000, this.#pause * 2));
      this.#pausedUntil = performance.now() + this.#pause;
    }
  }

  async #report(): Promise<void> {
    const { metrics } = this.#options;
    const histograms = this.#histograms.data();
    if (!metrics || histograms.length === 0) return;
    const body = metricsBody(histograms, { ...this.#sender, start: this.#started, now: Date.now() });
    const posted = await post(body, metrics, { signal: this.#ended.signal, userAgent: this.#userAgent });
    // Nothing is lost by it: the next report says it all again.
    if (posted.kind !== "taken") this.#why ??= posted.why;
  }

  /** Milliseconds since 1970, to the microsecond, that don't jump within a run. */
  #now(): number {
    const steady = performance.now();
    if (Math.abs(Date.now() - (this.#epoch + steady)) > DRIFT_MILLISECONDS) this.#epoch = Date.now() - steady;
    return this.#epoch + steady;
  }
}
