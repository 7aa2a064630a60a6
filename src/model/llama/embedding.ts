/**
 * Vectors of texts: the mean of the model's last hidden states, as llama.cpp's own mean pooling has them. They come
 * from a context of their own beside the one that writes, opened when the first text is asked for.
 * @module
 */
import koffi from "koffi";
import { SijoError } from "../../errors.ts";
import type { TextVectors, TokenId } from "../token-model.ts";
import { fail } from "./failed.ts";
import type { Library } from "./library.ts";
import type { Reply, Request } from "./protocol.ts";
import type { ModelWorker } from "./worker-client.ts";

/** Tokens that are read at once: the model writes for others in between. */
const PART = 64;
/** Tokens of a text at most. */
const LONGEST = 2048;

export type EmbedRequest = Extract<Request, { kind: "embed" }>;

/** The worker's side: reads parts of one text, and sums up its hidden states. */
export function hiddenStates({
  library,
  model,
  cells,
  fill,
}: {
  library: Library;
  model: unknown;
  cells: number;
  /** Writes tokens of sequence 0 into the batch, all of them outputs. */
  fill: (tokens: Int32Array, from: number) => Record<string, unknown>;
}) {
  let context: unknown;
  const width = library.llama_model_n_embd_out(model) as number;
  const open = (threads: number): unknown =>
    library.llama_init_from_model(model, {
      ...library.llama_context_default_params(),
      n_ctx: Math.min(LONGEST, cells),
      n_batch: PART,
      n_ubatch: PART,
      n_outputs_max: PART,
      n_outputs_max_per_seq: PART,
      n_threads: threads,
      n_threads_batch: threads,
      pooling_type: 0,
      embeddings: true,
    }) ?? fail("model.memory", "There is not enough memory for vectors of texts.");
  return {
    embed({ tokens, from }: EmbedRequest, threads: number): Reply {
      context ??= open(threads);
      library.llama_set_n_threads(context, threads, threads);
      const memory = library.llama_get_memory(context);
      if (from === 0) library.llama_memory_seq_rm(memory, 0, 0, -1);
      const code = library.llama_decode(context, fill(tokens, from)) as number;
      if (code !== 0) fail("model.decode", `The model could not be evaluated (code ${code}).`);
      const sum = new Float64Array(width);
      for (let index = 0; index < tokens.length; index += 1) {
        const state = new Float32Array(
          koffi.view(library.llama_get_embeddings_ith(context, index), width * 4),
        );
        for (let at = 0; at < width; at += 1) sum[at] += state[at];
      }
      return { kind: "embedded", sum };
    },
    close() {
      if (context) library.llama_free(context);
    },
  };
}

/** The main thread's side: one text after another, in parts. */
export function textVectors({
  worker,
  dimensions,
  cells,
}: {
  worker: ModelWorker;
  dimensions: number;
  cells: number;
}): TextVectors {
  const longest = Math.min(LONGEST, cells);
  let last: Promise<unknown> = Promise.resolve();

  const read = async (tokens: readonly TokenId[], signal: AbortSignal | undefined): Promise<Float32Array> => {
    const total = new Float64Array(dimensions);
    for (let from = 0; from < tokens.length; from += PART) {
      signal?.throwIfAborted();
      const part = Int32Array.from(tokens.slice(from, from + PART));
      const reply = await worker.ask({ kind: "embed", tokens: part, from });
      if (reply.kind !== "embedded")
        throw new SijoError("model.fault", "The model's thread answered out of turn.");
      for (let at = 0; at < dimensions; at += 1) total[at] += reply.sum[at];
    }
    return unit(total);
  };

  return {
    dimensions,
    longest,
    async of(tokens, { signal } = {}) {
      if (tokens.length === 0) {
        throw new SijoError("model.empty-context", "A text without tokens has no vector.", { kind: "usage" });
      }
      if (tokens.length > longest) {
        throw new SijoError(
          "model.context-full",
          `A text of ${tokens.length} tokens is too long for a vector: ${longest} are read at most.`,
          { kind: "usage", hint: "Give shorter texts." },
        );
      }
      const turn = last.then(() => read(tokens, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** Of length 1. The mean has the direction of the sum. */
function unit(vector: Float64Array): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
}
