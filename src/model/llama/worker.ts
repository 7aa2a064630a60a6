/**
 * The thread in which libllama runs: synchronous calls, one request after another, so the main thread stays free.
 * @module
 */
import { availableParallelism } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import koffi from "koffi";
import { OPERATION } from "./cells.ts";
import { describeModel } from "./describe.ts";
import { hiddenStates } from "./embedding.ts";
import { Failed, fail } from "./failed.ts";
import { kernels } from "./kernels.ts";
import { type Library, loadLibrary } from "./library.ts";
import type { Loaded } from "./packed-weights.ts";
import { type Batch, inFours, MOST_ADDED } from "./padding.ts";
import {
  BATCH,
  type DecodeRequest,
  type Failure,
  type Opened,
  type OpenOptions,
  type Reply,
  type Request,
} from "./protocol.ts";
import { availableTime, ThreadGovernor } from "./threads.ts";

const port = parentPort!;
const options = workerData as OpenOptions;
/** Where there are no images, what they need may be missing. */
const { loadPacked } = options.image ? await import("./packed-weights.ts") : {};

type StateRequest = Extract<Request, { kind: "save" | "load" }>;

/** Batch arrays live as long as the worker: libllama is handed their addresses. */
function batchBuffers(): { fill(batch: Batch): Record<string, unknown> } {
  const token = new Int32Array(BATCH);
  const position = new Int32Array(BATCH);
  const count = new Int32Array(BATCH).fill(1);
  const sequence = new Int32Array(BATCH);
  const output = new Int8Array(BATCH);
  const base = koffi.address(sequence);
  const pointers = BigUint64Array.from({ length: BATCH }, (_, index) => base + BigInt(index * 4));
  return {
    fill({ tokens, positions, sequences, outputs }) {
      token.set(tokens);
      position.set(positions);
      sequence.set(sequences);
      output.set(outputs);
      return {
        n_tokens: tokens.length,
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

function openModel(library: Library): Loaded<unknown> {
  const load = (parameters = {}) =>
    library.llama_model_load_from_file(options.path, {
      ...library.llama_model_default_params(),
      ...kernels({ library, packing: options.packing }).model,
      ...parameters,
    });
  const loaded =
    loadPacked && options.image
      ? loadPacked({ library, image: options.image, load })
      : { model: load(), packed: undefined, release() {} };
  if (loaded.model) return loaded;
  loaded.release();
  const why = library.lastWords(() => {
    const second = load();
    if (second) library.llama_model_free(second);
  });
  return fail(
    "model.load",
    `The model ${options.path} could not be loaded: ${why}`,
    "Fetch the file again, or use a model of the catalogue: `sijo models list` shows them.",
  );
}

function openContext({ library, model }: { library: Library; model: unknown }): unknown {
  const added = options.packing === "fours" ? MOST_ADDED : 0;
  const context = library.llama_init_from_model(model, {
    ...library.llama_context_default_params(),
    n_ctx: options.cells + added,
    n_batch: BATCH,
    n_ubatch: BATCH,
    n_seq_max: options.sequences,
    n_outputs_max: options.sequences + added,
    n_threads: options.threads,
    n_threads_batch: options.threads,
    kv_unified: true,
    ...kernels({ library, packing: options.packing }).context,
  });
  if (context) return context;
  return fail(
    "model.memory",
    `There is not enough memory for ${options.cells} tokens of context.`,
    "Use a shorter context, fewer particles or a smaller model.",
  );
}

function open(library: Library): { opened: Opened; handle(request: Request): Reply } {
  const startedAt = performance.now();
  const availableAtStart = availableTime();
  const { model, packed, release } = openModel(library);
  const context = openContext({ library, model });
  const memory = library.llama_get_memory(context);
  const vocab = library.llama_model_get_vocab(model);
  const opened = { ...describeModel({ library, model, vocab }), packed };
  const buffers = batchBuffers();
  const governor = new ThreadGovernor({
    most: options.threads,
    cores: availableParallelism(),
    free: (availableTime() - availableAtStart) / (performance.now() - startedAt),
  });

  const states = hiddenStates({
    library,
    model,
    cells: options.cells,
    fill: (tokens, from) =>
      buffers.fill({
        tokens,
        positions: tokens.map((_, index) => from + index),
        sequences: new Int32Array(tokens.length),
        outputs: new Int8Array(tokens.length).fill(1),
      }),
  });

  const apply = (operations: Int32Array): void => {
    for (let index = 0; index < operations.length; index += 4) {
      const [kind, first, second, length] = operations.subarray(index, index + 4);
      if (kind === OPERATION.copy) library.llama_memory_seq_cp(memory, first, second, 0, length);
      else if (kind === OPERATION.remove) library.llama_memory_seq_rm(memory, first, second, -1);
      else compact();
    }
  };

  /** Cells that are written out and read back stand side by side, in the order that they had. */
  const compact = (): void => {
    const size = library.llama_state_get_size(context) as number;
    const state = new Uint8Array(Number(size));
    const written = library.llama_state_get_data(context, state, size);
    const read = library.llama_state_set_data(context, state, written);
    if (Number(read) === 0) fail("model.memory", "The cells of the context could not be moved together.");
  };

  const compute = (rows: Batch): number => {
    const { threads } = governor;
    library.llama_set_n_threads(context, threads, threads);
    const batch = buffers.fill(rows);
    const now = performance.now();
    const [thread, all] = [process.threadCpuUsage(), process.cpuUsage()];
    const code = library.llama_decode(context, batch) as number;
    const used = [process.threadCpuUsage(thread), process.cpuUsage(all)];
    const [inThread, inProcess] = used.map(({ user, system }) => (user + system) / 1000);
    const ended = performance.now();
    governor.observe(
      { wall: ended - now, thread: inThread, process: inProcess },
      { now: ended, available: availableTime },
    );
    return code;
  };

  const decode = (request: DecodeRequest): Reply => {
    apply(request.operations);
    const { tokens, outputs, sequences, positions } = request;
    const rows = options.packing === "fours" ? inFours(request) : request;
    const code = compute(rows);
    if (code !== 0) {
      for (let index = 0; index < tokens.length; index += 1)
        library.llama_memory_seq_rm(memory, sequences[index], positions[index], -1);
      if (code === 1) {
        fail(
          "model.memory",
          `All ${options.cells} tokens of context are in use.`,
          "Use fewer particles or ask for a shorter text.",
        );
      }
      fail("model.decode", `The model could not be evaluated (code ${code}).`);
    }
    const last = tokens.length - 1;
    if (rows.tokens.length > tokens.length)
      library.llama_memory_seq_rm(memory, sequences[last], positions[last] + 1, -1);
    const addresses: bigint[] = [];
    for (let index = 0; index < tokens.length; index += 1)
      if (outputs[index]) addresses.push(koffi.address(library.llama_get_logits_ith(context, index)));
    return { kind: "decoded", addresses: BigUint64Array.from(addresses) };
  };

  const save = ({ operations, path, sequence, tokens }: StateRequest): Reply => {
    apply(operations);
    const bytes = library.llama_state_seq_save_file(context, path, sequence, tokens, tokens.length);
    return { kind: "saved", bytes: Number(bytes) };
  };

  const load = ({ operations, path, sequence, tokens }: StateRequest): Reply => {
    apply(operations);
    const found = new Int32Array(tokens.length);
    const count = new BigUint64Array(1);
    const bytes = library.llama_state_seq_load_file(context, path, sequence, found, found.length, count);
    const ok =
      Number(bytes) > 0 &&
      Number(count[0]) === tokens.length &&
      found.every((token, at) => token === tokens[at]);
    if (!ok) library.llama_memory_seq_rm(memory, sequence, 0, -1);
    return { kind: "done", ok };
  };

  return {
    opened,
    handle(request) {
      switch (request.kind) {
        case "decode":
          return decode(request);
        case "save":
          return save(request);
        case "load":
          return load(request);
        case "embed":
          return states.embed(request, governor.threads);
        case "close":
          states.close();
          library.llama_free(context);
          library.llama_model_free(model);
          release();
          return { kind: "done", ok: true };
      }
    },
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
