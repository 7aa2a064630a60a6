/**
 * Which of the library's ways to compute are used: those whose scores depend on a text's tokens alone.
 *
 * By default llama.cpp's scores after the same tokens differ with the number of threads and with what else is in the
 * batch (kernels for one row, for few and for many sum in different orders; weights of four bits make up to 5 % of
 * total variation of it). Then one seed gives two answers, if another request is served meanwhile or a prompt comes from
 * disk. On processors three settings end that, for about a tenth of the speed:
 *
 * - no repacked weights, whose kernels differ by the number of rows. But for the tiles of AMX, by which newer processors
 *   of Intel multiply: for one row the same sums are made in the same order as for many, and 16 texts take a third of the
 *   time;
 * - flash attention, whose plain kernel goes through the cells of one row in their order;
 * - keys and values of different types, for which its kernels that split and tile cells don't exist. In bfloat16 the one
 *   of the two that this kind of processor multiplies well: measured, it loses nothing that can be told from noise.
 * @module
 */
import type { TensorShape } from "./gguf.ts";
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
  tiled,
  architecture = process.arch,
}: {
  library: Library;
  /** Whether weights are packed for tiles: `isTiled`. */
  tiled: boolean;
  architecture?: string;
}): Kernels {
  if (library.llama_supports_gpu_offload()) return { model: { n_gpu_layers: 999 }, context: {} };
  return {
    model: { use_extra_bufts: tiled },
    context: {
      flash_attn_type: ENABLED,
      ...(architecture === "arm64" ? { type_v: BFLOAT16 } : { type_k: BFLOAT16 }),
    },
  };
}

/** Of `ggml_type`, those that tiles multiply: numbers of a row that are packed together. */
const TILED: Readonly<Record<number, number>> = { 2: 32, 3: 32, 8: 32, 12: 256, 13: 256, 14: 256, 23: 256 };
/** … and those that nothing packs: F32, Q5_0, Q5_1, BF16. */
const PLAIN: ReadonlySet<number> = new Set([0, 6, 7, 30]);
/** Rows that tiles take at a time. */
const TILE_ROWS = 32;

/**
 * Whether this processor multiplies by tiles, and nothing in these weights would be packed in another way, whose kernels
 * differ by the number of rows (`ggml/src/ggml-cpu/amx/amx.cpp`, `supports_op`).
 */
export const isTiled = ({ layouts }: Pick<Library, "layouts">, shapes: readonly TensorShape[]): boolean =>
  layouts.includes("AMX") && shapes.length > 0 && shapes.every(fitsTiles);

const fitsTiles = ({ type, lengths: [columns, rows, ...more] }: TensorShape): boolean =>
  PLAIN.has(type) ||
  (columns % TILED[type] === 0 && rows % TILE_ROWS === 0 && more.every((length) => length === 1));
