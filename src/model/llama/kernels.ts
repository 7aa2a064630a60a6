/**
 * Which of the library's ways to compute are used: those whose scores depend on a text's tokens alone.
 *
 * By default llama.cpp's scores after the same tokens differ with the number of threads and with what else is in the
 * batch (kernels for one row, for few and for many sum in different orders; weights of four bits make up to 5 % of
 * total variation of it). Then one seed gives two answers, if another request is served meanwhile or a prompt comes from
 * disk. On processors three settings end that, for about a tenth of the speed:
 *
 * - no repacked weights, whose kernels differ by the number of rows;
 * - flash attention, whose plain kernel goes through the cells of one row in their order;
 * - keys and values of different types, for which its kernels that split and tile cells don't exist. In bfloat16 the one
 *   of the two that this kind of processor multiplies well: measured, it loses nothing that can be told from noise.
 * @module
 */
import type { Library } from "./library.ts";

/** Of `ggml_type` and `llama_flash_attn_type`. */
const BFLOAT16 = 30;
const ENABLED = 1;

export interface Kernels {
  /** Fields of `llama_model_params` and `llama_context_params`. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Accelerators have kernels of their own, and are left to the library. */
export function kernels({
  library,
  architecture = process.arch,
}: {
  library: Library;
  architecture?: string;
}): Kernels {
  if (library.llama_supports_gpu_offload()) return { model: { n_gpu_layers: 999 }, context: {} };
  return {
    model: { use_extra_bufts: false },
    context: {
      flash_attn_type: ENABLED,
      ...(architecture === "arm64" ? { type_v: BFLOAT16 } : { type_k: BFLOAT16 }),
    },
  };
}
