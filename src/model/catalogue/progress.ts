/**
 * How far a pull is and how fast it goes.
 * @module
 */

/** Where bytes come from. `another process`: one that already pulls the same model, and is waited for. */
export type SourceName = "cache" | "hub" | "packages" | "another process";

export interface PullProgress {
  readonly source: SourceName;
  /** Bytes of the model that are here; never falls while the source stays the same. */
  readonly received: number;
  /** Bytes of the whole model. */
  readonly total: number;
  /** Bytes a second over the last seconds; 0 until that is known. */
  readonly rate: number;
}

export type OnProgress = (progress: PullProgress) => void;

/** The rate is taken over this long: short enough to follow a change, long enough to be calm. */
const WINDOW_MILLISECONDS = 5_000;
const REPORT_EVERY_MILLISECONDS = 100;

export interface ProgressMeter {
  /** A source begins with so many bytes already here. */
  begin(source: SourceName, received?: number): void;
  /** So many bytes are here now. */
  at(received: number): void;
}

/** Turns byte counts into progress reports, a few a second. */
export function progressMeter({
  total,
  onProgress,
  now = () => performance.now(),
}: {
  total: number;
  onProgress?: OnProgress | undefined;
  now?: () => number;
}): ProgressMeter {
  let source: SourceName = "cache";
  let received = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let samples: { readonly at: number; readonly received: number }[] = [];

  const report = (): void => {
    reportedAt = now();
    samples = samples.filter((sample) => reportedAt - sample.at <= WINDOW_MILLISECONDS);
    samples.push({ at: reportedAt, received });
    const first = samples[0]!;
    const seconds = (reportedAt - first.at) / 1_000;
    onProgress?.({ source, received, total, rate: seconds > 0 ? (received - first.received) / seconds : 0 });
  };

  return {
    begin(next, already = 0) {
      source = next;
      received = already;
      samples = [];
      report();
    },
    at(count) {
      const before = received;
      received = Math.max(received, Math.min(count, total));
      const finished = received === total && before < total;
      if (finished || now() - reportedAt >= REPORT_EVERY_MILLISECONDS) report();
    },
  };
}
