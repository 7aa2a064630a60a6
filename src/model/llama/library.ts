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
import { assertLayout, DEFAULTS, LIBRARY_VERSION } from "./layout.ts";
import { type Processor, processorOf } from "./processor.ts";

export { LIBRARY_VERSION };

const SIGNATURES = {
  llama_backend_init: "void llama_backend_init(void)",
  llama_supports_gpu_offload: "bool llama_supports_gpu_offload(void)",
  llama_model_default_params: "llama_model_params llama_model_default_params(void)",
  llama_context_default_params: "llama_context_params llama_context_default_params(void)",
  llama_model_load_from_file: "void *llama_model_load_from_file(const char *path, llama_model_params params)",
  llama_model_free: "void llama_model_free(void *model)",
  llama_init_from_model: "void *llama_init_from_model(void *model, llama_context_params params)",
  llama_free: "void llama_free(void *context)",
  llama_set_n_threads: "void llama_set_n_threads(void *context, int32_t threads, int32_t threads_batch)",
  llama_get_memory: "void *llama_get_memory(void *context)",
  llama_model_get_vocab: "void *llama_model_get_vocab(void *model)",
  llama_model_n_ctx_train: "int32_t llama_model_n_ctx_train(void *model)",
  llama_model_meta_val_str:
    "int32_t llama_model_meta_val_str(void *model, const char *key, void *buffer, size_t size)",
  llama_model_n_embd_out: "int32_t llama_model_n_embd_out(void *model)",
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
  llama_get_embeddings_ith: "void *llama_get_embeddings_ith(void *context, int32_t index)",
  llama_memory_seq_rm: "bool llama_memory_seq_rm(void *memory, int32_t sequence, int32_t from, int32_t to)",
  llama_memory_seq_cp:
    "void llama_memory_seq_cp(void *memory, int32_t source, int32_t target, int32_t from, int32_t to)",
  llama_state_get_size: "size_t llama_state_get_size(void *context)",
  llama_state_get_data: "size_t llama_state_get_data(void *context, void *target, size_t size)",
  llama_state_set_data: "size_t llama_state_set_data(void *context, void *source, size_t size)",
  llama_state_seq_save_file:
    "size_t llama_state_seq_save_file(void *context, const char *path, int32_t sequence, void *tokens, size_t count)",
  llama_state_seq_load_file:
    "size_t llama_state_seq_load_file(void *context, const char *path, int32_t sequence, void *tokens, size_t capacity, void *count)",
  llama_log_set: "void llama_log_set(void *callback, void *data)",
} as const;

// biome-ignore lint/suspicious/noExplicitAny: the C interface is untyped; every call site is in this folder.
type Native = (...values: any[]) => any;
export type Library = Readonly<Record<keyof typeof SIGNATURES, Native>> &
  Processor & {
    /** A function of the library that does nothing and may be called from any thread, where JavaScript could not be. */
    readonly nobody: bigint;
    /**
     * Runs something that has failed once more and answers what the library says meanwhile. Only for failures: the log
     * belongs to the process, and whatever other threads say meanwhile comes here.
     */
    lastWords(work: () => void): string;
  };

let loaded: Library | undefined;

/**
 * Loads libllama into this process and tests its layout. The main thread does so before its workers: devices are
 * registered by whoever is first.
 * @throws SijoError `llama.platform` no binaries for this machine, `llama.load` they don't load, `llama.layout` they are
 * not the version this code was written for.
 */
export function loadLibrary(): Library {
  loaded ??= load(libraryFolder());
  return loaded;
}

/** Kinds of binaries, the fastest first. Those for accelerators are there where a user installed their package. */
const KINDS = ["-cuda", "-vulkan", "-metal", ""];

/** The folder that holds the binaries of this platform. Those for an accelerator use the processor where there is none. */
export function libraryFolder({
  platform = process.platform as string,
  architecture = process.arch as string,
} = {}): string {
  const system = { linux: "linux", darwin: "mac", win32: "win" }[platform];
  for (const kind of KINDS) {
    const name = `${system}-${architecture}${kind}`;
    try {
      const entry = fileURLToPath(import.meta.resolve(`@node-llama-cpp/${name}`));
      const folder = join(dirname(dirname(entry)), "bins", name);
      if (existsSync(folder)) return folder;
    } catch {
      // Optional dependencies of other platforms are not installed; the next name may be.
    }
  }
  throw new SijoError("llama.platform", `There is no llama.cpp library for ${platform}-${architecture}.`, {
    hint: `Install one of @node-llama-cpp/… at version ${LIBRARY_VERSION}, or use a remote engine.`,
  });
}

/** @throws SijoError `llama.load`, `llama.layout`. */
export function load(folder: string): Library {
  const files = readdirSync(folder);
  const open = (base: string) => {
    const file = files.find((name) =>
      new RegExp(`^(lib)?${base}(\\.[a-z]+)?(\\.v[\\d.]+)?\\.(so|dylib|dll)$`).test(name),
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
  const base = open("ggml-base");
  const ggml = open("ggml");
  const llama = open("llama");
  const library = Object.fromEntries(
    Object.entries(SIGNATURES).map(([name, signature]) => [name, llama.func(signature)]),
  ) as unknown as Record<keyof typeof SIGNATURES, Native>;

  for (const [name, wanted] of Object.entries(DEFAULTS))
    assertLayout(name, library[name as keyof typeof DEFAULTS](), wanted);
  const nobody = llama.symbol("llama_time_us");
  library.llama_log_set(nobody, null);
  if (Number(ggml.func("size_t ggml_backend_reg_count(void)")()) === 0) {
    ggml.func("void ggml_backend_load_all_from_path(const char *path)")(folder);
    library.llama_backend_init();
  }
  return {
    ...library,
    ...processorOf({ base, ggml }),
    nobody: koffi.address(nobody),
    lastWords: (work) => listen({ library, nobody, work }),
  };
}

/** Stays registered: a thread that logs late must not find it gone. */
let listener: { readonly callback: unknown; lines: string[] } | undefined;

function listen({
  library,
  nobody,
  work,
}: {
  library: Record<keyof typeof SIGNATURES, Native>;
  nobody: unknown;
  work: () => void;
}): string {
  const lines: string[] = [];
  listener ??= {
    lines,
    callback: koffi.register(
      (_level: number, text: string) => {
        listener?.lines.push(text);
      },
      koffi.pointer(koffi.proto("void sijo_log(int level, const char *text, void *data)")),
    ),
  };
  listener.lines = lines;
  library.llama_log_set(listener.callback, null);
  try {
    work();
  } finally {
    library.llama_log_set(nobody, null);
  }
  const said = lines.join("").trim().split("\n");
  const wrong = said.filter((line) => /error|fail/i.test(line));
  return (wrong.length > 0 ? wrong.slice(0, 2) : said.slice(-2)).join(" ");
}
