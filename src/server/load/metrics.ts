/**
 * What a server counts, as Prometheus reads it.
 * @module
 */
import type { Usage } from "../generation.ts";
import type { Models } from "../models.ts";
import type { Admission } from "./admission.ts";

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

type Labels = Readonly<Record<string, string>>;

class Histogram {
  readonly #counts = new Array<number>(SECONDS.length).fill(0);
  #sum = 0;
  #count = 0;

  observe(seconds: number): void {
    for (const [index, bound] of SECONDS.entries()) if (seconds <= bound) this.#counts[index] += 1;
    this.#sum += seconds;
    this.#count += 1;
  }

  lines(name: string, labels: Labels): string[] {
    return [
      ...SECONDS.map((bound, index) =>
        line(`${name}_bucket`, { ...labels, le: String(bound) }, this.#counts[index]),
      ),
      line(`${name}_bucket`, { ...labels, le: "+Inf" }, this.#count),
      line(`${name}_sum`, labels, this.#sum),
      line(`${name}_count`, labels, this.#count),
    ];
  }
}

/** Labels come from what the server knows, never from what a client writes: their number is bounded. */
export class Metrics {
  readonly #requests = new Map<string, { readonly labels: Labels; count: number }>();
  readonly #tokens = new Map<string, { readonly labels: Labels; count: number }>();
  readonly #seconds = new Map<string, Histogram>();
  readonly #firstText = new Map<string, Histogram>();

  request(endpoint: string, status: number): void {
    add(this.#requests, { endpoint, status: String(status) }, 1);
  }

  used(model: string, { prompt, completion }: Usage): void {
    add(this.#tokens, { model, kind: "prompt" }, prompt);
    add(this.#tokens, { model, kind: "completion" }, completion);
  }

  ran(model: string, seconds: number): void {
    histogram(this.#seconds, model).observe(seconds);
  }

  firstText(model: string, seconds: number): void {
    histogram(this.#firstText, model).observe(seconds);
  }

  text({ admission, models }: { readonly admission: Admission; readonly models: Models }): string {
    const pools = [...new Set([...models.bare.values(), models.planner].map(({ pool }) => pool))];
    return [
      ...head("sijo_requests_total", "counter", "Requests answered, by endpoint and status."),
      ...[...this.#requests.values()].map(({ labels, count }) => line("sijo_requests_total", labels, count)),
      ...head(
        "sijo_tokens_total",
        "counter",
        "Tokens of prompts and completions, those of thinking included.",
      ),
      ...[...this.#tokens.values()].map(({ labels, count }) => line("sijo_tokens_total", labels, count)),
      ...head("sijo_evaluated_tokens_total", "counter", "Tokens that models have decoded."),
      ...[...new Set([...models.bare.values(), models.planner])].map(({ id, model }) =>
        line("sijo_evaluated_tokens_total", { model: id }, model.evaluated),
      ),
      ...head("sijo_requests_running", "gauge", "Requests that run."),
      line("sijo_requests_running", {}, admission.running),
      ...head("sijo_requests_waiting", "gauge", "Requests that wait for their turn."),
      line("sijo_requests_waiting", {}, admission.waiting),
      ...head("sijo_contexts_taken", "gauge", "Contexts that requests hold, by model."),
      ...pools.map(({ name, taken }) => line("sijo_contexts_taken", { model: name }, taken.contexts)),
      ...head("sijo_cells_taken", "gauge", "Key-value cells that are set aside for requests, by model."),
      ...pools.map(({ name, taken }) => line("sijo_cells_taken", { model: name }, taken.cells)),
      ...head("sijo_request_seconds", "histogram", "Seconds from the arrival of a request to its end."),
      ...[...this.#seconds].flatMap(([model, found]) => found.lines("sijo_request_seconds", { model })),
      ...head(
        "sijo_first_text_seconds",
        "histogram",
        "Seconds from the arrival of a request to its first text.",
      ),
      ...[...this.#firstText].flatMap(([model, found]) => found.lines("sijo_first_text_seconds", { model })),
      ...head("process_resident_memory_bytes", "gauge", "Resident memory."),
      line("process_resident_memory_bytes", {}, process.memoryUsage.rss()),
      "",
    ].join("\n");
  }
}

function add(
  counters: Map<string, { readonly labels: Labels; count: number }>,
  labels: Labels,
  count: number,
): void {
  const key = JSON.stringify(labels);
  const known = counters.get(key) ?? { labels, count: 0 };
  known.count += count;
  counters.set(key, known);
}

function histogram(all: Map<string, Histogram>, model: string): Histogram {
  const found = all.get(model) ?? new Histogram();
  all.set(model, found);
  return found;
}

const head = (name: string, type: string, help: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

function line(name: string, labels: Labels, value: number): string {
  const written = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\"\n]/g, "_")}"`);
  return `${name}${written.length > 0 ? `{${written.join(",")}}` : ""} ${value}`;
}
