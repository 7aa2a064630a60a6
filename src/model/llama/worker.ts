/**
 * The thread in which libllama runs: synchronous calls, one request after another, so the main thread stays free.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import koffi from "koffi";
import { type Library, loadLibrary } from "./library.ts";
import type { Failure, Opened, OpenOptions, Reply, Request } from "./protocol.ts";

const CONTROL_ATTRIBUTES = (1 << 0) | (1 << 1) | (1 << 3); // unknown, unused, control: no text of their own
const BATCH = 512;

const port = parentPort!;
const options = workerData as OpenOptions;

class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const fail = (code: string, message: string, hint?: string): never => {
  throw new Failed({ code, message, hint });
};

/** Batch arrays live as long as the worker: libllama is handed their addresses. */
function batchBuffers(): { fill(request: DecodeRequest, from: number, to: number): Record<string, unknown> } {
  const token = new Int32Array(BATCH);
  const position = new Int32Array(BATCH);
  const count = new Int32Array(BATCH).fill(1);
  const sequence = new Int32Array(BATCH);
  const output = new Int8Array(BATCH);
  const base = koffi.address(sequence);
  const pointers = BigUint64Array.from({ length: BATCH }, (_, index) => base + BigInt(index * 4));
  return {
    fill(request, from, to) {
      token.set(request.tokens.subarray(from, to));
      position.set(request.positions.subarray(from, to));
      sequence.set(request.sequences.subarray(from, to));
      output.set(request.outputs.subarray(from, to));
      return {
        n_tokens: to - from,
        token,
        embd: null,
        pos: position,
        n_seq_id: count,
        seq_id: pointers,
        logits: output,
      };
    },
  };
}

type DecodeRequest = Extract<Request, { kind: "decode" }>;

function open(library: Library): { opened: Opened; handle(request: Request): Reply } {
  const model = library.llama_model_load_from_file(options.path, {
    ...library.llama_model_default_params(),
    n_gpu_layers: 999,
  });
  if (!model) fail("model.load", `The model ${options.path} could not be loaded: ${library.lastLog()}`);
  const context = library.llama_init_from_model(model, {
    ...library.llama_context_default_params(),
    n_ctx: options.cells,
    n_batch: BATCH,
    n_ubatch: BATCH,
    n_seq_max: options.maxContexts,
    n_outputs_max: options.maxContexts,
    n_threads: options.threads,
    n_threads_batch: options.threads,
    kv_unified: true,
  });
  if (!context) {
    fail(
      "model.memory",
      `There is not enough memory for ${options.cells} tokens of context: ${library.lastLog()}`,
      "Use fewer particles or a smaller model.",
    );
  }
  const memory = library.llama_get_memory(context);
  const vocab = library.llama_model_get_vocab(model);
  const buffers = batchBuffers();

  const decode = (request: DecodeRequest): Reply => {
    const { operations, tokens, outputs } = request;
    for (let index = 0; index < operations.length; index += 4) {
      const [kind, first, second, length] = operations.subarray(index, index + 4);
      if (kind === 0) library.llama_memory_seq_cp(memory, first, second, 0, length);
      else library.llama_memory_seq_rm(memory, first, second, -1);
    }
    const addresses: bigint[] = [];
    for (let from = 0; from < tokens.length; from += BATCH) {
      const to = Math.min(from + BATCH, tokens.length);
      const code = library.llama_decode(context, buffers.fill(request, from, to)) as number;
      if (code !== 0) {
        for (let index = from; index < to; index += 1) {
          library.llama_memory_seq_rm(memory, request.sequences[index], request.positions[index], -1);
        }
        if (code === 1)
          fail(
            "model.memory",
            `All ${options.cells} tokens of context are in use.`,
            "Use fewer particles or ask for a shorter text.",
          );
        fail("model.decode", `The model could not be evaluated (code ${code}): ${library.lastLog()}`);
      }
      for (let index = from; index < to; index += 1) {
        if (outputs[index])
          addresses.push(koffi.address(library.llama_get_logits_ith(context, index - from)));
      }
    }
    return { kind: "decoded", addresses: BigUint64Array.from(addresses) };
  };

  const load = ({ path, sequence, tokens }: Extract<Request, { kind: "load" }>): boolean => {
    const found = new Int32Array(tokens.length);
    const count = new BigUint64Array(1);
    const bytes = library.llama_state_seq_load_file(context, path, sequence, found, found.length, count);
    const same =
      Number(bytes) > 0 &&
      Number(count[0]) === tokens.length &&
      found.every((token, at) => token === tokens[at]);
    if (!same) library.llama_memory_seq_rm(memory, sequence, 0, -1);
    return same;
  };

  return {
    opened: describe({ library, model, vocab }),
    handle(request) {
      switch (request.kind) {
        case "decode":
          return decode(request);
        case "save": {
          const { path, sequence, tokens } = request;
          return {
            kind: "done",
            ok: Number(library.llama_state_seq_save_file(context, path, sequence, tokens, tokens.length)) > 0,
          };
        }
        case "load":
          return { kind: "done", ok: load(request) };
        case "close":
          library.llama_free(context);
          library.llama_model_free(model);
          return { kind: "done", ok: true };
      }
    },
  };
}

function describe({ library, model, vocab }: { library: Library; model: unknown; vocab: unknown }): Opened {
  const size = library.llama_vocab_n_tokens(vocab) as number;
  const offsets = new Int32Array(size + 1);
  const flags = new Uint8Array(size);
  let pieces = new Uint8Array(size * 8);
  const piece = new Uint8Array(1024);
  let used = 0;
  for (let token = 0; token < size; token += 1) {
    const control = (library.llama_vocab_get_attr(vocab, token) & CONTROL_ATTRIBUTES) !== 0;
    flags[token] = (control ? 1 : 0) | (library.llama_vocab_is_eog(vocab, token) ? 2 : 0);
    const length = control
      ? 0
      : Math.max(0, library.llama_token_to_piece(vocab, token, piece, piece.length, 0, false));
    if (used + length > pieces.length) {
      const larger = new Uint8Array(pieces.length * 2);
      larger.set(pieces);
      pieces = larger;
    }
    pieces.set(piece.subarray(0, length), used);
    used += length;
    offsets[token + 1] = used;
  }
  const template = new Uint8Array(1 << 18);
  const length = library.llama_model_meta_val_str(
    model,
    "tokenizer.chat_template",
    template,
    template.length,
  ) as number;
  return {
    model: koffi.address(model),
    vocab: koffi.address(vocab),
    trainedLength: library.llama_model_n_ctx_train(model),
    chatTemplate: length > 0 ? new TextDecoder().decode(template.subarray(0, length)) : "",
    addBos: library.llama_vocab_get_add_bos(vocab),
    bos: library.llama_vocab_bos(vocab),
    eos: library.llama_vocab_eos(vocab),
    pieces: pieces.slice(0, used),
    offsets,
    flags,
  };
}

/** Answers every request with a reply; a failure is a reply too. */
function answer(work: () => Reply): void {
  let reply: Reply;
  try {
    reply = work();
  } catch (error) {
    const { code, message, hint } = error as Failure & { failure?: Failure };
    const known = error instanceof Failed ? error.failure : { code: code ?? "model.fault", message, hint };
    reply = { kind: "failed", failure: known };
  }
  port.postMessage(reply);
}

answer(() => {
  const { opened, handle } = open(loadLibrary());
  port.on("message", (request: Request) => {
    answer(() => handle(request));
    if (request.kind === "close") port.close();
  });
  return { kind: "opened", opened };
});
