/**
 * A run as OpenTelemetry sees it: the events of its trace become spans and metrics under the conventions for generative
 * AI. Names, numbers and decisions go out; nothing that was asked or written does.
 * @see https://github.com/open-telemetry/semantic-conventions-genai/tree/main/docs/gen-ai
 * @module
 */
import type { RunData, Spent, TracedModel } from "../program/index.ts";
import { type Attributes, environment, type Span, type Telemetry, type Trace } from "../trace/index.ts";
import type { TraceData } from "./trace-data.ts";
import type { Bill, VerdictCheck } from "./verdict.ts";

/** What stands behind the models here, as `gen_ai.provider.name`. */
export const PROVIDER = "sijo";

/** The same trace, of whose events telemetry hears too. */
export function withSpans(trace: Trace, telemetry: Telemetry | undefined): Trace {
  if (!telemetry) return trace;
  const spans = new RunSpans(telemetry, trace.id);
  /** A fault in telling of a run is not a fault of the run: it goes on, and is told of no more. */
  let isBroken = false;
  const tell = (work: () => void): void => {
    if (isBroken) return;
    try {
      work();
    } catch {
      isBroken = true;
    }
  };
  return {
    id: trace.id,
    get failure() {
      return trace.failure;
    },
    add(kind, data) {
      trace.add(kind, data);
      tell(() => spans.add(kind, data));
    },
    end(status) {
      trace.end(status);
      tell(() => spans.end(status));
    },
  };
}

/** Spans of one run, from the events of its trace in their order. */
export class RunSpans {
  readonly #telemetry: Telemetry;
  readonly #traceId: string;
  readonly #started = performance.now();
  #run: Span | undefined;
  #stage: { readonly span: Span; readonly spent: Spent } | undefined;
  #models: readonly TracedModel[] = [];
  #error: string | undefined;

  constructor(telemetry: Telemetry, traceId: string) {
    this.#telemetry = telemetry;
    this.#traceId = traceId;
  }

  add(kind: string, data: unknown): void {
    const told: { readonly [Kind in keyof TraceData]?: (data: TraceData[Kind]) => void } = {
      request: (request) => this.#begin(request),
      stage: (stage) => this.#next(stage),
      barrier: ({ round, index, effectiveSampleSize, alive, logZ, ancestors }) =>
        this.#stage?.span.event("sijo.barrier", {
          "sijo.round": round,
          "sijo.barrier.index": index,
          "sijo.effective_sample_size": effectiveSampleSize,
          "sijo.particles.alive": alive,
          "sijo.log_z": logZ,
          "sijo.resampled": ancestors !== undefined,
        }),
      audit: ({ findings, attempts }) =>
        this.#run?.set({ "sijo.plan.attempts": attempts, "sijo.plan.findings": findings.length }),
      contract: ({ contract }) => this.#run?.set({ "sijo.contract.clauses": contract.clauses.length }),
      call: ({ tool, failure }) =>
        this.#stage?.span.event("gen_ai.execute_tool", {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": tool,
          ...(failure !== undefined && { "error.type": "_OTHER" }),
        }),
      limit: ({ bound }) => this.#run?.event("sijo.limit", { "sijo.limit": bound }),
      checks: ({ checks }) => this.#run?.set(countsOf(checks)),
      verdict: ({ bill, limits }) => this.#close(bill, limits.bound),
      repair: ({ bill, limits }) => this.#close(bill, limits.bound),
      posterior: ({ bill, bound }) => this.#close(bill, bound),
      error: ({ code }) => {
        this.#error = code ?? "_OTHER";
      },
    };
    (told[kind as keyof TraceData] as ((data: unknown) => void) | undefined)?.(data);
  }

  end(status: string): void {
    this.#stage?.span.end(this.#error);
    this.#run?.set({ "sijo.status": status });
    this.#run?.end(this.#error);
    if (!this.#run) return;
    this.#telemetry.measure("gen_ai.client.operation.duration", (performance.now() - this.#started) / 1000, {
      ...this.#about("invoke_agent", "follower"),
      ...(this.#error !== undefined && { "error.type": this.#error }),
    });
  }

  #begin({ run, seed, particles, temperature, language, limits, models }: TraceData["request"]): void {
    this.#models = models;
    this.#run = this.#telemetry.span("invoke_agent sijo", {
      // The same name in both: one leads to the other.
      traceId: this.#traceId.replaceAll("-", ""),
      attributes: {
        ...this.#about("invoke_agent", "follower"),
        "gen_ai.agent.name": "sijo",
        "gen_ai.agent.version": environment().sijo,
        "gen_ai.request.seed": seed,
        "gen_ai.request.temperature": temperature ?? undefined,
        "sijo.run": run,
        "sijo.trace.id": this.#traceId,
        "sijo.particles": particles ?? undefined,
        "sijo.language": language ?? undefined,
        ...Object.fromEntries(Object.entries(limits).map(([name, most]) => [`sijo.limits.${name}`, most])),
      },
    });
  }

  #next({ stage, ...spent }: RunData["stage"]): void {
    this.#endStage(spent);
    const span = this.#telemetry.span(...this.#stageAs(stage));
    this.#stage = { span, spent };
  }

  /** Planning and writing are operations that the conventions know; the other stages go by their own names. */
  #stageAs(stage: RunData["stage"]["stage"]): Parameters<Telemetry["span"]> {
    const parent = this.#run?.context;
    if (stage === "plan") {
      const attributes = { ...this.#about("plan", "planner"), "gen_ai.agent.name": "sijo" };
      return ["plan sijo", { parent, attributes }];
    }
    if (stage !== "write") return [stage, { parent }];
    const attributes = this.#about("chat", "follower");
    return [`chat ${attributes["gen_ai.request.model"]}`, { parent, attributes }];
  }

  #endStage({ tokens }: Pick<Spent, "tokens">): void {
    if (!this.#stage) return;
    const { span, spent } = this.#stage;
    const used = tokens.planner + tokens.follower - spent.tokens.planner - spent.tokens.follower;
    span.set({ "gen_ai.usage.output_tokens": used });
    span.end();
    this.#stage = undefined;
  }

  #close({ tokens, joules, cpuSeconds, money }: Bill, bound: string | null): void {
    this.#endStage({ tokens });
    const all = tokens.planner + tokens.follower;
    this.#run?.set({
      "gen_ai.usage.output_tokens": all,
      "sijo.tokens.planner": tokens.planner,
      "sijo.tokens.follower": tokens.follower,
      "sijo.cpu_seconds": cpuSeconds,
      "sijo.joules": joules.value ?? undefined,
      "sijo.joules.source": joules.source,
      "sijo.money": money.amount ?? undefined,
      "sijo.limits.bound": bound ?? undefined,
      "gen_ai.response.finish_reasons": [bound === null ? "stop" : "length"],
    });
    for (const role of ["planner", "follower"] as const) {
      if (tokens[role] === 0) continue;
      const about = this.#about(role === "planner" ? "plan" : "chat", role);
      this.#telemetry.measure("gen_ai.client.token.usage", tokens[role], {
        ...about,
        "gen_ai.token.type": "output",
      });
    }
  }

  #about(operation: string, role: TracedModel["role"]): Attributes {
    const model = this.#models.find((one) => one.role === role) ?? this.#models[0];
    return {
      "gen_ai.operation.name": operation,
      "gen_ai.provider.name": PROVIDER,
      ...(model && { "gen_ai.request.model": model.name }),
    };
  }
}

const countsOf = (checks: readonly VerdictCheck[]): Attributes => {
  const count = (passed: boolean | null): number => checks.filter((one) => one.passed === passed).length;
  return {
    "sijo.checks.passed": count(true),
    "sijo.checks.failed": count(false),
    "sijo.checks.unverified": count(null),
  };
};
