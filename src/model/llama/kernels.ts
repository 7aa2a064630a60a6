/**
 * Which of the library's ways to compute are used: those whose scores depend on a text's tokens alone.
 *
 * By default llama.cpp's scores after the same tokens differ with the number of threads and with what else is in the
 * batch (kernels for one row, for few and for many sum in different orders; weights of four bits make up to 5 % of
 * total variation of it). Then one seed gives two answers, if another request is served meanwhile or a prompt comes from
 * disk. On processors these settings end that:
 *
 * - weights are packed only in ways for which it holds (`Packing`);
 * - flash attention, whose plain kernel goes through the cells of one row in their order;
 * - keys and values of different types, for which its kernels that split and tile cells don't exist. In bfloat16 the one
 *   of the two that this kind of processor multiplies well: measured, it loses nothing that can be told from noise.
 * @module
 */
import type { TensorInfo, TensorShape } from "./gguf.ts";
import type { Library } from "./library.ts";

/** Of `ggml_type` and `llama_flash_attn_type`. */
const BFLOAT16 = 30;
const ENABLED = 1;

/**
 * How weights are packed. `tiles`: for AMX, by which newer processors of Intel multiply; for one row the same sums are made
 * in the same order as for many. `fours`: for kernels that take four rows at a time; what is left over goes to others, which
 * sum otherwise, so that batches are filled up to fours (`padding.ts`). `none`: as they are.
 */
export type Packing = "tiles" | "fours" | "none";

export interface Kernels {
  /** Fields of `llama_model_params` and `llama_context_params`. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Accelerators have kernels of their own, and are left to the library. */
export function kernels({
  library,
  packing,
  architecture = process.arch,
}: {
  library: Library;
  packing: Packing;
  architecture?: string;
}): Kernels {
  if (library.llama_supports_gpu_offload()) return { model: { n_gpu_layers: 999 }, context: {} };
  return {
    model: { use_extra_bufts: packing !== "none" },
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

/** Kinds whose kernels take four rows at a time, on x64: Q4_0, Q4_K. */
const IN_FOURS: ReadonlySet<number> = new Set([2, 12]);
/** Rows of their matrices that are packed together. */
const PACKED_ROWS = 8;
/** Kinds that are packed too, which it has not been tried for: Q2_K, IQ4_NL, MXFP4. */
const UNTRIED: ReadonlySet<number> = new Set([10, 20, 39]);
/** Of a model's numbers, the share from which on it pays: others are multiplied for rows that fill up a four, too. */
const LEAST_SHARE = 0.5;

/** How a model's weights are packed on this processor. */
export function packingOf(
  { layouts }: Pick<Library, "layouts">,
  shapes: readonly TensorShape[],
  architecture: string = process.arch,
): Packing {
  // What has tiles packs some weights for them and others otherwise.
  if (layouts.includes("AMX")) return shapes.length > 0 && shapes.every(fitsTiles) ? "tiles" : "none";
  const isTried = architecture === "x64" && layouts.includes("CPU_REPACK");
  return isTried && fitsFours(shapes) ? "fours" : "none";
}

/** `ggml/src/ggml-cpu/amx/amx.cpp`, `supports_op`. */
const fitsTiles = ({ type, lengths: [columns, rows, ...more] }: TensorShape): boolean =>
  PLAIN.has(type) ||
  (columns % TILED[type] === 0 && rows % TILE_ROWS === 0 && more.every((length) => length === 1));

/** `ggml/src/ggml-cpu/repack.cpp`, `ggml_repack_get_optimal_repack_type`. */
function fitsFours(shapes: readonly TensorShape[]): boolean {
  const size = ({ lengths }: TensorShape): number => lengths.reduce((product, length) => product * length, 1);
  const sum = (some: readonly TensorShape[]): number => some.reduce((all, shape) => all + size(shape), 0);
  const packed = shapes.filter(({ type }) => IN_FOURS.has(type));
  return (
    packed.every(({ lengths: [, rows, ...more] }) => rows % PACKED_ROWS === 0 && more.length === 0) &&
    !shapes.some(({ type }) => UNTRIED.has(type)) &&
    sum(packed) > LEAST_SHARE * sum(shapes)
  );
}

/** Weights that a model of any kind multiplies by, and does nothing else with. */
const MULTIPLIED =
  /^blk\.(\d+)\.(attn_q|attn_k|attn_v|attn_qkv|attn_output|ffn_gate|ffn_up|ffn_down)\.weight$/;

/**
 * Names of weights that are packed, as regular expressions: few, since each weight is compared with each. Not all that are
 * packed are among them.
 */
export function packedNames(packing: Packing, infos: readonly TensorInfo[]): string[] {
  const isPacked = ({ type }: TensorInfo): boolean =>
    packing === "tiles" ? !PLAIN.has(type) : packing === "fours" && IN_FOURS.has(type);
  const layersOf = new Map<string, string[]>();
  for (const info of infos) {
    const [, layer, role] = MULTIPLIED.exec(info.name) ?? [];
    if (role === undefined || !isPacked(info)) continue;
    layersOf.set(role, [...(layersOf.get(role) ?? []), layer]);
  }
  const rolesOf = Map.groupBy(layersOf.keys(), (role) => (layersOf.get(role) as string[]).join("|"));
  return [...rolesOf].map(([layers, roles]) => `^blk\\.(${layers})\\.(${roles.join("|")})\\.weight$`);
}
