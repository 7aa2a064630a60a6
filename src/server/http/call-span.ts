/**
 * A request as OpenTelemetry sees it: one span from the arrival to the last byte, and what is measured of it.
 * @see https://github.com/open-telemetry/semantic-conventions-genai/tree/main/docs/gen-ai
 * @module
 */
import { PROVIDER } from "../../run/index.ts";
import type { Attributes, Telemetry } from "../../trace/index.ts";
import { parentOf } from "../../trace/otlp/span-context.ts";
import { apiErrorOf } from "../errors.ts";
import type { Outcome } from "../generation.ts";

export interface CallSpan {
  /** Whose spans stand under the request's. */
  readonly telemetry: Telemetry;
  /** Its turn has come. */
  admitted(): void;
  firstText(): void;
  finished(outcome: Outcome): void;
  failed(error: unknown): void;
}

/** What the conventions call what an endpoint does. */
const OPERATIONS: Readonly<Record<string, string>> = {
  "/v1/chat/completions": "chat",
  "/v1/responses": "chat",
  "/v1/completions": "text_completion",
  "/v1/embeddings": "embeddings",
};

/** Fields of requests, of whichever endpoint, by the names that the conventions have for them. */
const FIELDS: Readonly<Record<string, string>> = {
  seed: "gen_ai.request.seed",
  temperature: "gen_ai.request.temperature",
  top_p: "gen_ai.request.top_p",
  max_tokens: "gen_ai.request.max_tokens",
  max_completion_tokens: "gen_ai.request.max_tokens",
  max_output_tokens: "gen_ai.request.max_tokens",
  presence_penalty: "gen_ai.request.presence_penalty",
  frequency_penalty: "gen_ai.request.frequency_penalty",
  n: "gen_ai.request.choice.count",
  stream: "gen_ai.request.stream",
};

export interface CallSpanOptions {
  readonly telemetry: Telemetry;
  readonly path: string;
  readonly traceParent: string | undefined;
  readonly body: { readonly model: string };
  /** Models that are served: what else a client names goes nowhere. */
  readonly models: ReadonlySet<string>;
}

/** Begins to tell of a request whose body has been read. */
export function callSpan({ telemetry, path, traceParent, body, models }: CallSpanOptions): CallSpan {
  const operation = OPERATIONS[path];
  const about: Attributes = {
    "gen_ai.operation.name": operation,
    "gen_ai.provider.name": PROVIDER,
    ...(models.has(body.model) && { "gen_ai.request.model": body.model }),
  };
  const arrived = performance.now();
  const seconds = (): number => (performance.now() - arrived) / 1000;
  const span = telemetry.span([operation, about["gen_ai.request.model"]].filter(Boolean).join(" "), {
    kind: "server",
    parent: parentOf(traceParent),
    attributes: { ...about, "url.path": path, ...fieldsOf(body) },
  });
  let first: number | undefined;
  let isOver = false;
  const end = (error?: string): boolean => {
    if (isOver) return false;
    isOver = true;
    span.end(error);
    const failure = error === undefined ? {} : { "error.type": error };
    telemetry.measure("gen_ai.server.request.duration", seconds(), { ...about, ...failure });
    return true;
  };
  return {
    telemetry: telemetry.under(span.context),
    admitted: () => span.event("sijo.admitted", { "sijo.waited_seconds": seconds() }),
    firstText() {
      first ??= seconds();
    },
    finished({ choices, usage: { prompt, completion, reasoning }, verdict }) {
      if (isOver) return;
      span.set({
        "gen_ai.response.model": about["gen_ai.request.model"],
        "gen_ai.response.finish_reasons": choices.map(({ reason }) => reason),
        "gen_ai.usage.input_tokens": prompt,
        "gen_ai.usage.output_tokens": completion,
        "gen_ai.usage.reasoning.output_tokens": reasoning > 0 ? reasoning : undefined,
        "gen_ai.response.time_to_first_chunk": first,
        "sijo.status": verdict?.status,
        "sijo.trace.id": verdict?.traceId,
      });
      const whole = seconds();
      end();
      const measure = (name: "input" | "output", tokens: number): void =>
        telemetry.measure("gen_ai.client.token.usage", tokens, { ...about, "gen_ai.token.type": name });
      measure("input", prompt);
      if (operation !== "embeddings") measure("output", completion);
      if (first === undefined) return;
      telemetry.measure("gen_ai.server.time_to_first_token", first, about);
      // A text of the pipeline comes in one piece, behind all its tokens.
      if (completion > 1 && !verdict) {
        telemetry.measure("gen_ai.server.time_per_output_token", (whole - first) / (completion - 1), about);
      }
    },
    failed(error) {
      const { status, code } = apiErrorOf(error);
      span.set({ "http.response.status_code": status });
      end(code ?? String(status));
    },
  };
}

function fieldsOf(body: object): Attributes {
  return Object.fromEntries(
    Object.entries(body).flatMap(([field, value]) => {
      const name = FIELDS[field];
      const isTold = name !== undefined && (typeof value === "number" || typeof value === "boolean");
      return isTold && !(field === "n" && value === 1) ? [[name, value]] : [];
    }),
  );
}
