/**
 * llama.cpp in this process as a `TokenModel`: contexts are nodes of a tree, calls made in the same turn share a batch.
 * @module
 */
import { basename } from "node:path";
import { SijoError } from "../../errors.ts";
import type {
  Context,
  DecodeOptions,
  Message,
  ModelDescription,
  NextToken,
  TextVectors,
  TokenId,
  TokenModel,
  Vocabulary,
} from "../token-model.ts";
import { weigh } from "../weigh.ts";
import { Batcher } from "./batcher.ts";
import { Cells } from "./cells.ts";
import { type ChatTemplate, chatTemplate } from "./chat-template.ts";
import { ContextTree, type Node } from "./context-tree.ts";
import { conversationTokens } from "./conversation.ts";
import { assertMemory, dimensionsOf } from "./dimensions.ts";
import { textVectors } from "./embedding.ts";
import { readGgufHead, type TensorInfo } from "./gguf.ts";
import { touch } from "./kept-files.ts";
import { packingOf } from "./kernels.ts";
import { LIBRARY_VERSION } from "./layout.ts";
import { loadLibrary } from "./library.ts";
import { assertOptions, SPARE_SEQUENCES, sequencesFor } from "./options.ts";
import { imageOf, keepImage } from "./packed-image.ts";
import type { Opened } from "./protocol.ts";
import { loadCells, saveCells } from "./state.ts";
import { physicalCores } from "./threads.ts";
import { TreeContext } from "./tree-context.ts";
import { llamaVocabulary } from "./vocabulary.ts";
import { areMade, forgetWide, identityOf, makeWide, wideWeights } from "./wide-weights.ts";
import { type ModelWorker, startWorker } from "./worker-client.ts";

/** Which weights are opened, and how much room they get. */
export interface LlamaOptions {
  /** A GGUF file. */
  readonly path: string;
  /** Name for people; default: the file's base name. */
  readonly name?: string;
  readonly sha256?: string | null;
  /** Tokens that all contexts together may hold. */
  readonly contextLength?: number;
  /** Contexts that may be alive at a time, at most 252. */
  readonly maxContexts?: number;
  /** Threads at most; fewer are used while others are at work on the cores. Default: the physical cores. */
  readonly threads?: number;
}

/** A `TokenModel` whose contexts can be written to disk and read back. */
export interface LlamaModel extends TokenModel {
  /** What states depend on beside their tokens: the weights and the library that computed them. */
  readonly stateKey: string;
  /** Writes the cells of a context that has been decoded. False: it could not be written. */
  saveState(context: Context, path: string): Promise<boolean>;
  /**
   * A context of exactly these tokens with its cells read from a file; undefined where the file is not whole or holds
   * something else. Where another context holds these tokens already, the file is not read.
   */
  loadState(tokens: readonly TokenId[], path: string): Promise<Context | undefined>;
}

/**
 * Opens a GGUF model in a thread of its own.
 * @throws SijoError `model.options`, `model.missing`, `model.not-gguf`, `model.version`, `model.truncated`,
 * `model.damaged`, `model.architecture`, `model.load`, `model.memory`, `llama.*`.
 * @example
 * await using model = await openLlama({ path: "SmolLM2-135M-Instruct.Q4_1.gguf" });
 */
export async function openLlama({
  path,
  name = basename(path).replace(/\.gguf$/i, ""),
  sha256 = null,
  contextLength = 8192,
  maxContexts = 64,
  threads = physicalCores(),
}: LlamaOptions): Promise<LlamaModel & AsyncDisposable> {
  assertOptions({ contextLength, maxContexts, threads });
  const head = readGgufHead(path);
  const dimensions = dimensionsOf(path, head);
  // Before the worker does: devices are registered by the thread that is first.
  const library = loadLibrary();
  const sequences = sequencesFor(maxContexts);
  const free = assertMemory({
    path,
    dimensions,
    cells: contextLength,
    contexts: sequences,
    available: process.availableMemory(),
  });
  // On an accelerator there is nothing to pack, and where memory has no room for a copy it is done without.
  const isPacked = !library.llama_supports_gpu_offload() && head.bytes <= free;
  const packing = isPacked ? packingOf(library, head.infos) : "none";
  const identity = identityOf({ path, sha256 });
  const start = async (file: string, infos: readonly TensorInfo[], ...form: string[]) => {
    const kernels = packing === "none" ? form : [packing, ...form];
    const stateKey = [LIBRARY_VERSION, ...kernels, identity].join(" ");
    const image = imageOf({ path, packing, infos, stateKey, features: library.features });
    const options = { path: file, cells: contextLength, sequences, threads, packing, image };
    const { worker, opened } = await startWorker({ options, head });
    const kept = image && opened.packed ? keepImage(image.path, opened.packed) : undefined;
    if (image && !kept) touch(image.path);
    return { worker, opened, stateKey, kept };
  };
  const wide = packing === "tiles" ? wideWeights({ path, sha256, head, most: free }) : undefined;
  const isWide = wide && (areMade(wide) || (await makeWide({ path, head, wide })));
  const wideStarted = isWide
    ? await start(wide.path, wide.plan.infos, "wide").catch(() => forgetWide(wide))
    : undefined;
  const started = wideStarted ?? (await start(path, head.infos));
  return new InProcessModel({
    ...started,
    cells: new Cells({ cells: contextLength, sequences }),
    description: {
      name,
      sha256,
      contextLength: Math.min(contextLength, started.opened.trainedLength),
      maxContexts,
      looksAhead: true,
    },
  });
}

class InProcessModel implements LlamaModel, AsyncDisposable {
  readonly description: ModelDescription;
  readonly vocabulary: Vocabulary;
  readonly stateKey: string;
  readonly vectors: TextVectors;
  readonly #worker: ModelWorker;
  readonly #tree: ContextTree;
  readonly #cells: Cells;
  readonly #batcher: Batcher;
  readonly #template: ChatTemplate;
  /** Until an image of its weights is written, which reads them. */
  readonly #kept: Promise<void> | undefined;
  /** The token that every conversation of this model begins with, if any. */
  readonly #first: TokenId | undefined;

  constructor({
    worker,
    opened,
    cells,
    description,
    stateKey,
    kept,
  }: {
    worker: ModelWorker;
    opened: Opened;
    cells: Cells;
    description: ModelDescription;
    stateKey: string;
    kept: Promise<void> | undefined;
  }) {
    this.#worker = worker;
    this.#kept = kept;
    this.description = description;
    this.stateKey = stateKey;
    this.vocabulary = llamaVocabulary({ opened, assertOpen: () => worker.assertOpen() });
    this.#tree = new ContextTree({ maxSequences: description.maxContexts + SPARE_SEQUENCES });
    this.#cells = cells;
    this.#batcher = new Batcher({
      worker,
      tree: this.#tree,
      cells,
      outputs: description.maxContexts,
      vocabularySize: this.vocabulary.size,
    });
    this.#template = chatTemplate({
      source: opened.chatTemplate,
      bos: opened.bos?.text ?? "",
      eos: opened.eos?.text ?? "",
    });
    this.vectors = textVectors({ worker, dimensions: opened.width, cells: description.contextLength });
    this.#first = opened.addBos ? opened.bos?.token : undefined;
  }

  get evaluated(): number {
    return this.#batcher.evaluated;
  }

  context(tokens: readonly TokenId[]): Context {
    return new TreeContext(this.#tree, this.#tree.extend(this.#tree.root, tokens));
  }

  chat(messages: readonly Message[]): TokenId[] {
    const tokens = conversationTokens(messages, { template: this.#template, vocabulary: this.vocabulary });
    return this.#first === undefined || tokens[0] === this.#first ? tokens : [this.#first, ...tokens];
  }

  async next(contexts: readonly Context[], options: DecodeOptions = {}): Promise<readonly NextToken[]> {
    const nodes = contexts.map((context) => this.#nodeOf(context));
    if (nodes.length === 0) return [];
    await this.#batcher.scores(
      nodes.map((node) => ({ node })),
      options,
    );
    return nodes.map((node) => ({ logits: node.logits as Float32Array }));
  }

  async score(
    context: Context,
    tokens: readonly TokenId[],
    options: DecodeOptions = {},
  ): Promise<Float64Array> {
    const result = new Float64Array(tokens.length);
    if (tokens.length === 0) return result;
    let node = this.#nodeOf(context, tokens.length);
    // Where it fails, the context stays as it was.
    const reached = (context as TreeContext).fork();
    try {
      reached.extend(tokens);
      const wants = tokens.map((token, index) => {
        const want = {
          node,
          read: (logits: Float32Array) => {
            const weighed = weigh(logits);
            result[index] = weighed
              ? logits[token] - weighed.logScale - Math.log(weighed.sum)
              : Number.NEGATIVE_INFINITY;
          },
        };
        node = node.children.get(token) as Node;
        return want;
      });
      await this.#batcher.scores(wants, options);
      context.extend(tokens);
    } finally {
      reached.drop();
    }
    return result;
  }

  saveState(context: Context, path: string): Promise<boolean> {
    const { node } = context as TreeContext;
    return saveCells({ ...this.#parts(), node, path });
  }

  async loadState(tokens: readonly TokenId[], path: string): Promise<Context | undefined> {
    const context = this.context(tokens) as TreeContext;
    try {
      this.#nodeOf(context);
      if (await loadCells({ ...this.#parts(), node: context.node, path })) return context;
    } catch (error) {
      context.drop();
      throw error;
    }
    context.drop();
    return undefined;
  }

  async close(): Promise<void> {
    this.#batcher.forgetViews();
    await this.#kept;
    await this.#worker.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #parts() {
    return {
      worker: this.#worker,
      tree: this.#tree,
      cells: this.#cells,
      batcher: this.#batcher,
      stateKey: this.stateKey,
    };
  }

  /** Where a context stands, if so many tokens more have room. */
  #nodeOf(context: Context, more = 0): Node {
    const { node } = context as TreeContext;
    if (node.depth === 0) {
      throw new SijoError(
        "model.empty-context",
        "A context needs at least one token before its continuation can be asked for.",
      );
    }
    if (node.depth + more > this.description.contextLength) {
      throw new SijoError(
        "model.context-full",
        `A text of ${node.depth + more} tokens does not fit in this model's context of ${this.description.contextLength}.`,
        { hint: "Ask for a shorter text or give a shorter request." },
      );
    }
    return node;
  }
}
