/**
 * Writes a run into its trace.
 * @module
 */
import { readFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import type { BarrierEvent } from "../inference/index.ts";
import { startTrace, type Trace } from "../trace/index.ts";
import type { AskOptions } from "./options.ts";
import { type Environment, type Spent, TRACE_TEXTS, type TraceData, type TraceKind } from "./trace-data.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** This machine and this version. */
export function environment(): Environment {
  return {
    sijo: version,
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? "",
    cores: cpus().length,
  };
}

/** A trace whose events have the shapes that a run gives them. */
export class RunRecord {
  readonly #trace: Trace;
  readonly #spent: () => Spent;
  /** What each particle had written behind the last barrier. */
  #texts: readonly string[] = [];
  #isBound = false;

  constructor(
    { trace, traceFolder, traceMode }: Pick<AskOptions, "trace" | "traceFolder" | "traceMode">,
    { spent }: { spent: () => Spent },
  ) {
    this.#trace =
      trace ??
      startTrace({
        folder: traceFolder,
        ...(traceMode !== undefined && { mode: traceMode }),
        texts: TRACE_TEXTS,
      });
    this.#spent = spent;
  }

  get id(): string {
    return this.#trace.id;
  }

  get failure(): string | undefined {
    return this.#trace.failure;
  }

  add<Kind extends TraceKind>(kind: Kind, data: TraceData[Kind]): void {
    this.#trace.add(kind, data);
  }

  stage(stage: TraceData["stage"]["stage"]): void {
    this.add("stage", { stage, ...this.#spent() });
  }

  barrier(
    { index, effectiveSampleSize, alive, logZ, logWeights, texts, ancestors }: BarrierEvent,
    { round }: { round: number },
  ): void {
    if (index === 0) this.#texts = [];
    this.add("barrier", {
      round,
      index,
      effectiveSampleSize,
      alive,
      logZ,
      logWeights: [...logWeights],
      added: texts.map((text, particle) => text.slice(this.#texts[particle]?.length ?? 0)),
      ...(ancestors && { ancestors: [...ancestors] }),
    });
    this.#texts = ancestors ? Array.from(ancestors, (ancestor) => texts[ancestor]) : texts;
  }

  /** The first limit that binds; those behind it change nothing. */
  limit(bound: TraceData["limit"]["bound"]): void {
    if (this.#isBound) return;
    this.#isBound = true;
    this.add("limit", { bound, ...this.#spent() });
  }

  /** The error that ends the run, which goes on to whoever asked. */
  failed(error: unknown): void {
    const { code, message } = error as { code?: unknown; message?: unknown };
    this.add("error", { code: typeof code === "string" ? code : null, message: String(message) });
    this.#trace.end("error");
  }

  end(status: string): void {
    this.#trace.end(status);
  }
}
