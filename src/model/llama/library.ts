/**
 * libllama as JavaScript functions: finds the prebuilt binaries of this platform, declares their C interface, and
 * makes sure that the declared layouts are those of the loaded version before anything relies on them.
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import koffi from "koffi";
import { SijoError } from "../../errors.ts";

/** Version of the packages whose llama.h the layouts below were copied from (llama.cpp tag v0.5.0). */
export const LIBRARY_VERSION = "3.22.1";

/** Struct fields as declared in llama.h, in order. */
koffi.struct("llama_model_params", {
  devices: "void *",
  tensor_buft_overrides: "void *",
  n_gpu_layers: "int32_t",
  split_mode: "int32_t",
  load_mode: "int32_t",
  lazy_mode: "int32_t",
  main_gpu: "int32_t",
  tensor_split: "void *",
  progress_callback: "void *",
  progress_callback_user_data: "void *",
  kv_overrides: "void *",
  vocab_only: "bool",
  check_tensors: "bool",
  use_extra_bufts: "bool",
  no_host: "bool",
  no_alloc: "bool",
  load_mtp: "bool",
});

koffi.struct("llama_context_params", {
  n_ctx: "uint32_t",
  n_batch: "uint32_t",
  n_ubatch: "uint32_t",
  n_seq_max: "uint32_t",
  n_rs_seq: "uint32_t",
  n_outputs_max: "uint32_t",
  n_outputs_max_per_seq: "uint32_t",
  n_threads: "int32_t",
  n_threads_batch: "int32_t",
  ctx_type: "int32_t",
  rope_scaling_type: "int32_t",
  pooling_type: "int32_t",
  attention_type: "int32_t",
  flash_attn_type: "int32_t",
  rope_freq_base: "float",
  rope_freq_scale: "float",
  yarn_ext_factor: "float",
  yarn_attn_factor: "float",
  yarn_beta_fast: "float",
  yarn_beta_slow: "float",
  yarn_orig_ctx: "uint32_t",
  defrag_thold: "float",
  cb_eval: "void *",
  cb_eval_user_data: "void *",
  type_k: "int32_t",
  type_v: "int32_t",
  abort_callback: "void *",
  abort_callback_data: "void *",
  embeddings: "bool",
  offload_kqv: "bool",
  no_perf: "bool",
  op_offload: "bool",
  swa_full: "bool",
  kv_unified: "bool",
  samplers: "void *",
  n_samplers: "size_t",
  ctx_other: "void *",
});

koffi.struct("llama_batch", {
  n_tokens: "int32_t",
  token: "void *",
  embd: "void *",
  pos: "void *",
  n_seq_id: "void *",
  seq_id: "void *",
  logits: "void *",
});

/** Defaults written in that version's sources: what the functions must answer if the layouts are right. */
const MODEL_DEFAULTS = {
  n_gpu_layers: -1,
  split_mode: 1,
  load_mode: -1,
  lazy_mode: 1,
  use_extra_bufts: true,
};
const CONTEXT_DEFAULTS = {
  n_ctx: 512,
  n_batch: 2048,
  n_ubatch: 512,
  n_seq_max: 1,
  n_outputs_max_per_seq: 1,
  flash_attn_type: -1,
  yarn_ext_factor: -1,
  defrag_thold: -1,
  type_k: 1,
  type_v: 1,
  offload_kqv: true,
  op_offload: true,
  kv_unified: false,
};

const SIGNATURES = {
  llama_backend_init: "void llama_backend_init(void)",
  llama_model_default_params: "llama_model_params llama_model_default_params(void)",
  llama_context_default_params: "llama_context_params llama_context_default_params(void)",
  llama_model_load_from_file: "void *llama_model_load_from_file(const char *path, llama_model_params params)",
  llama_model_free: "void llama_model_free(void *model)",
  llama_init_from_model: "void *llama_init_from_model(void *model, llama_context_params params)",
  llama_free: "void llama_free(void *context)",
  llama_get_memory: "void *llama_get_memory(void *context)",
  llama_model_get_vocab: "void *llama_model_get_vocab(void *model)",
  llama_model_n_ctx_train: "int32_t llama_model_n_ctx_train(void *model)",
  llama_model_meta_val_str:
    "int32_t llama_model_meta_val_str(void *model, const char *key, void *buffer, size_t size)",
  llama_vocab_n_tokens: "int32_t llama_vocab_n_tokens(void *vocab)",
  llama_vocab_is_eog: "bool llama_vocab_is_eog(void *vocab, int32_t token)",
  llama_vocab_get_attr: "int32_t llama_vocab_get_attr(void *vocab, int32_t token)",
  llama_vocab_bos: "int32_t llama_vocab_bos(void *vocab)",
  llama_vocab_eos: "int32_t llama_vocab_eos(void *vocab)",
  llama_vocab_get_add_bos: "bool llama_vocab_get_add_bos(void *vocab)",
  llama_tokenize:
    "int32_t llama_tokenize(void *vocab, void *text, int32_t length, void *tokens, int32_t capacity, bool add_special, bool parse_special)",
  llama_token_to_piece:
    "int32_t llama_token_to_piece(void *vocab, int32_t token, void *buffer, int32_t length, int32_t lstrip, bool special)",
  llama_decode: "int32_t llama_decode(void *context, llama_batch batch)",
  llama_get_logits_ith: "void *llama_get_logits_ith(void *context, int32_t index)",
  llama_memory_seq_rm: "bool llama_memory_seq_rm(void *memory, int32_t sequence, int32_t from, int32_t to)",
  llama_memory_seq_cp:
    "void llama_memory_seq_cp(void *memory, int32_t source, int32_t target, int32_t from, int32_t to)",
  llama_state_seq_save_file:
    "size_t llama_state_seq_save_file(void *context, const char *path, int32_t sequence, void *tokens, size_t count)",
  llama_state_seq_load_file:
    "size_t llama_state_seq_load_file(void *context, const char *path, int32_t sequence, void *tokens, size_t capacity, void *count)",
  llama_log_set: "void llama_log_set(void *callback, void *data)",
} as const;

// biome-ignore lint/suspicious/noExplicitAny: the C interface is untyped; every call site is in this folder.
type Native = (...values: any[]) => any;
export type Library = Readonly<Record<keyof typeof SIGNATURES, Native>> & {
  /** The last lines the library logged; they say why a call failed. */
  lastLog(): string;
};

let loaded: Library | undefined;

/**
 * Loads libllama into this process (once a thread) and tests its layout.
 * @throws SijoError `llama.platform` no binaries for this machine, `llama.load` they don't load, `llama.layout` they are
 * not the version this code was written for.
 */
export function loadLibrary(): Library {
  loaded ??= load();
  return loaded;
}

/** The folder that holds the binaries of this platform. */
export function libraryFolder(): string {
  const system = { linux: "linux", darwin: "mac", win32: "win" }[process.platform as string];
  const names = [`${system}-${process.arch}`, `${system}-${process.arch}-metal`];
  for (const name of names) {
    try {
      const entry = fileURLToPath(import.meta.resolve(`@node-llama-cpp/${name}`));
      const folder = join(dirname(dirname(entry)), "bins", name);
      if (existsSync(folder)) return folder;
    } catch {
      // Optional dependencies of other platforms are not installed; the next name may be.
    }
  }
  throw new SijoError(
    "llama.platform",
    `There is no llama.cpp library for ${process.platform}-${process.arch}.`,
    {
      hint: `Install one of @node-llama-cpp/… at version ${LIBRARY_VERSION}, or use a remote engine.`,
    },
  );
}

function load(): Library {
  const folder = libraryFolder();
  const files = readdirSync(folder);
  const open = (base: string) => {
    const file = files.find((name) =>
      new RegExp(`^(lib)?${base}(\\.v[\\d.]+)?\\.(so|dylib|dll)$`).test(name),
    );
    if (!file) throw new SijoError("llama.load", `The library ${base} is missing from ${folder}.`);
    try {
      return koffi.load(join(folder, file), { global: true });
    } catch (cause) {
      throw new SijoError("llama.load", `The library ${file} does not load: ${(cause as Error).message}`, {
        cause,
      });
    }
  };
  open("ggml-base");
  const ggml = open("ggml");
  const llama = open("llama");
  const library = Object.fromEntries(
    Object.entries(SIGNATURES).map(([name, signature]) => [name, llama.func(signature)]),
  ) as unknown as Record<keyof typeof SIGNATURES, Native>;

  const log: string[] = [];
  const callback = koffi.register(
    (_level: number, text: string) => {
      log.push(text);
      if (log.length > 20) log.shift();
    },
    koffi.pointer(koffi.proto("void sijo_log(int level, const char *text, void *data)")),
  );
  library.llama_log_set(callback, null);
  assertLayout("llama_model_default_params", library.llama_model_default_params(), MODEL_DEFAULTS);
  assertLayout("llama_context_default_params", library.llama_context_default_params(), CONTEXT_DEFAULTS);
  ggml.func("void ggml_backend_load_all_from_path(const char *path)")(folder);
  library.llama_backend_init();
  return { ...library, lastLog: () => log.join("").trim().split("\n").slice(-3).join(" ") };
}

/** Compares what a function answers with the defaults of the version whose layout is declared here. */
export function assertLayout(
  name: string,
  found: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): void {
  for (const [field, value] of Object.entries(wanted)) {
    if (found[field] !== value) {
      throw new SijoError(
        "llama.layout",
        `The llama.cpp library is not the version this program was written for: ${name}().${field} is ${found[field]}, not ${value}.`,
        { hint: `Install @node-llama-cpp packages of version ${LIBRARY_VERSION} exactly.` },
      );
    }
  }
}
