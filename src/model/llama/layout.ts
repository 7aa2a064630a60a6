/**
 * How libllama lays out its structs in memory, copied from the headers of one exact version, and the test that the
 * loaded library is that version.
 *
 * Each field stands with the default that the version's own `…_default_params()` answers: where a field was added,
 * moved or resized, some default comes out differently.
 * @module
 */
import koffi from "koffi";
import { SijoError } from "../../errors.ts";

/** Version of the packages whose llama.h the layouts below were copied from (llama.cpp tag v0.5.0). */
export const LIBRARY_VERSION = "3.22.1";

type Field = readonly [type: string, standard: number | boolean | null];

const POINTER: Field = ["void *", null];

/** `llama_model_params`, in order. */
const MODEL: Readonly<Record<string, Field>> = {
  devices: POINTER,
  tensor_buft_overrides: POINTER,
  n_gpu_layers: ["int32_t", -1],
  split_mode: ["int32_t", 1],
  load_mode: ["int32_t", -1],
  lazy_mode: ["int32_t", 1],
  main_gpu: ["int32_t", 0],
  tensor_split: POINTER,
  progress_callback: POINTER,
  progress_callback_user_data: POINTER,
  kv_overrides: POINTER,
  vocab_only: ["bool", false],
  check_tensors: ["bool", false],
  use_extra_bufts: ["bool", true],
  no_host: ["bool", false],
  no_alloc: ["bool", false],
  load_mtp: ["bool", false],
};

/** `llama_context_params`, in order. */
const CONTEXT: Readonly<Record<string, Field>> = {
  n_ctx: ["uint32_t", 512],
  n_batch: ["uint32_t", 2048],
  n_ubatch: ["uint32_t", 512],
  n_seq_max: ["uint32_t", 1],
  n_rs_seq: ["uint32_t", 0],
  n_outputs_max: ["uint32_t", 0],
  n_outputs_max_per_seq: ["uint32_t", 1],
  n_threads: ["int32_t", 4],
  n_threads_batch: ["int32_t", 4],
  ctx_type: ["int32_t", 0],
  rope_scaling_type: ["int32_t", -1],
  pooling_type: ["int32_t", -1],
  attention_type: ["int32_t", -1],
  flash_attn_type: ["int32_t", -1],
  rope_freq_base: ["float", 0],
  rope_freq_scale: ["float", 0],
  yarn_ext_factor: ["float", -1],
  yarn_attn_factor: ["float", -1],
  yarn_beta_fast: ["float", -1],
  yarn_beta_slow: ["float", -1],
  yarn_orig_ctx: ["uint32_t", 0],
  defrag_thold: ["float", -1],
  cb_eval: POINTER,
  cb_eval_user_data: POINTER,
  type_k: ["int32_t", 1],
  type_v: ["int32_t", 1],
  abort_callback: POINTER,
  abort_callback_data: POINTER,
  embeddings: ["bool", false],
  offload_kqv: ["bool", true],
  no_perf: ["bool", true],
  op_offload: ["bool", true],
  swa_full: ["bool", true],
  kv_unified: ["bool", false],
  samplers: POINTER,
  n_samplers: ["size_t", 0],
  ctx_other: POINTER,
};

/** Structs whose defaults a function of the library answers, by that function's name. */
export const DEFAULTS = {
  llama_model_default_params: defaultsOf(MODEL),
  llama_context_default_params: defaultsOf(CONTEXT),
} as const;

koffi.struct("llama_model_params", typesOf(MODEL));
koffi.struct("llama_context_params", typesOf(CONTEXT));
koffi.struct("llama_batch", {
  n_tokens: "int32_t",
  token: "void *",
  embd: "void *",
  pos: "void *",
  n_seq_id: "void *",
  seq_id: "void *",
  logits: "void *",
});

/**
 * Compares what a function answers with the defaults of the version whose layout is declared here.
 * @throws SijoError `llama.layout`.
 */
export function assertLayout(
  name: string,
  found: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): void {
  for (const [field, value] of Object.entries(wanted)) {
    if (found[field] === value) continue;
    throw new SijoError(
      "llama.layout",
      `The llama.cpp library is not the version this program was written for: ${name}().${field} is ${found[field]}, not ${value}.`,
      { hint: `Install @node-llama-cpp packages of version ${LIBRARY_VERSION} exactly.` },
    );
  }
}

function typesOf(fields: Readonly<Record<string, Field>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, [type]]) => [name, type]));
}

function defaultsOf(fields: Readonly<Record<string, Field>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, [, standard]]) => [name, standard]));
}
