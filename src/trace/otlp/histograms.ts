/**
 * What is measured, under the names and bounds of OpenTelemetry's conventions for generative AI.
 * @see https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md
 * @module
 */
import type { Attributes, HistogramData, Series } from "./encode.ts";

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);

export const INSTRUMENTS = {
  "gen_ai.client.token.usage": {
    unit: "{token}",
    description: "Number of input and output tokens used.",
    bounds: TOKENS,
  },
  "gen_ai.client.operation.duration": {
    unit: "s",
    description: "GenAI operation duration.",
    bounds: SECONDS,
  },
  "gen_ai.server.request.duration": {
    unit: "s",
    description: "Generative AI server request duration such as time-to-last byte or last output token.",
    bounds: SECONDS,
  },
  "gen_ai.server.time_to_first_token": {
    unit: "s",
    description: "Time to generate first token for successful responses.",
    bounds: [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  "gen_ai.server.time_per_output_token": {
    unit: "s",
    description: "Time per output token generated after the first token for successful responses.",
    bounds: [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
  },
} as const;
export type InstrumentName = keyof typeof INSTRUMENTS;

/** Series of one histogram at most; attributes come from what is known here, so that there are few. */
const MOST_SERIES = 256;

export class Histograms {
  readonly #series = new Map<InstrumentName, Map<string, MutableSeries>>();

  measure(name: InstrumentName, value: number, attributes: Attributes): void {
    if (!Number.isFinite(value)) return;
    const all = this.#series.get(name) ?? new Map<string, MutableSeries>();
    this.#series.set(name, all);
    const key = JSON.stringify(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));
    let series = all.get(key);
    if (!series) {
      if (all.size >= MOST_SERIES) return;
      series = new MutableSeries(attributes, INSTRUMENTS[name].bounds);
      all.set(key, series);
    }
    series.add(value);
  }

  /** All that was measured so far. */
  data(): HistogramData[] {
    return [...this.#series].map(([name, series]) => ({
      name,
      ...INSTRUMENTS[name],
      series: [...series.values()],
    }));
  }
}

class MutableSeries implements Series {
  readonly attributes: Attributes;
  readonly counts: number[];
  readonly #bounds: readonly number[];
  count = 0;
  sum = 0;
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;

  constructor(attributes: Attributes, bounds: readonly number[]) {
    this.attributes = attributes;
    this.#bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  add(value: number): void {
    const place = this.#bounds.findIndex((bound) => value <= bound);
    this.counts[place < 0 ? this.#bounds.length : place] += 1;
    this.count += 1;
    this.sum += value;
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
  }
}
