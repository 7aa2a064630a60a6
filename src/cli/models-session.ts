/**
 * The models of one command: found, pulled where they are missing, opened, and closed at the end.
 * @module
 */
import { dirname, join } from "node:path";
import { SijoError } from "../errors.ts";
import { cacheFolder, resolveModel } from "../model/catalogue/index.ts";
import { type LlamaModel, openLlama } from "../model/llama/llama-model.ts";
import { MOST_CONTEXTS } from "../model/llama/options.ts";
import { warmPrompt } from "../model/llama/prompt-state.ts";
import type { WarmPrompt } from "../model/warm.ts";
import { progressBar } from "./progress-bar.ts";

export const DEFAULT_PLANNER = "qwen2.5-coder-1.5b";
export const DEFAULT_FOLLOWER = "qwen2.5-coder-1.5b";

/** Cells for the planner's prompt and for all particles together. */
export const CONTEXT_LENGTH = 16_384;

export interface ModelSession extends AsyncDisposable {
  /** With so many contexts, or as many as there can be. */
  open(spec: string, options: { maxContexts: number }): Promise<LlamaModel>;
  /** Once the first model is being read from disk, by a thread of its own. */
  readonly reading: Promise<void>;
  /** Decodes a prompt once and for all: its state is kept on disk. */
  readonly warm: WarmPrompt;
}

/** Models that are named twice are opened once. */
export function modelSession({
  signal,
  offline,
}: {
  signal: AbortSignal;
  /** Nothing is fetched that isn't here. */
  offline?: boolean | undefined;
}): ModelSession {
  const opened = new Map<string, Promise<LlamaModel>>();
  const reading = Promise.withResolvers<void>();
  const open = async (spec: string, maxContexts: number): Promise<LlamaModel> => {
    const bar = progressBar({ label: spec });
    try {
      const { path, name, sha256 } = await resolveModel(spec, {
        signal,
        offline,
        onProgress: bar.update,
        onSourceFailed: ({ title, error }) => bar.note(`${title}: ${error.message}.`),
      });
      bar.close();
      const opening = openLlama({
        path,
        name,
        sha256,
        maxContexts: Math.min(maxContexts, MOST_CONTEXTS),
        contextLength: CONTEXT_LENGTH,
      });
      reading.resolve();
      return await untilAborted(opening, signal);
    } finally {
      bar.close();
    }
  };
  return {
    reading: reading.promise,
    open(spec, { maxContexts }) {
      let model = opened.get(spec);
      if (!model) {
        model = open(spec, maxContexts);
        opened.set(spec, model);
      }
      return model;
    },
    async warm(model, tokens, { shouldStop } = {}) {
      // Behind an engine there is nothing to keep.
      if (!("loadState" in model) || tokens.length === 0) return undefined;
      const folder = join(dirname(cacheFolder()), "prompts");
      return untilAborted(warmPrompt({ model: model as LlamaModel, tokens, folder, shouldStop }), signal);
    },
    async [Symbol.asyncDispose]() {
      for (const model of await Promise.allSettled(opened.values())) {
        if (model.status === "fulfilled") await model.value.close();
      }
    },
  };
}

/** What can't be stopped is not waited for once the person has gone. */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const cancelled = (): SijoError => new SijoError("ask.cancelled", "Cancelled.");
  if (signal.aborted) throw cancelled();
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled());
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}
