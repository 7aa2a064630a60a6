/**
 * llama.cpp in this process as a `TokenModel`: contexts are nodes of a tree, calls made in the same turn share a batch.
 * @module
 */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import koffi from "koffi";
import { SijoError } from "../../errors.ts";
import type {
  Context,
  Message,
  ModelDescription,
  NextToken,
  TokenId,
  TokenModel,
  Vocabulary,
} from "../token-model.ts";
import { type ChatTemplate, chatTemplate } from "./chat-template.ts";
import { type CacheOperation, ContextTree, type Node, type Plan, tokensOf } from "./context-tree.ts";
import { readGgufHead } from "./gguf.ts";
import type { Opened, Request } from "./protocol.ts";
import { llamaVocabulary } from "./vocabulary.ts";
import { type ModelWorker, startWorker } from "./worker-client.ts";

export interface LlamaOptions {
  /** A GGUF file. */
  readonly path: string;
  /** Name for people; default: the file's base name. */
  readonly name?: string;
  readonly sha256?: string | null;
  /** Tokens that all contexts together may hold. */
  readonly contextLength?: number;
  /** Contexts that may be alive at a time, at most 256. */
  readonly maxContexts?: number;
  readonly threads?: number;
}

/** Sequences beyond the contexts: nodes inside the tree may need one of their own for a moment. */
const SPARE = 4;

/** A `TokenModel` whose contexts can be written to disk and read back. */
export interface LlamaModel extends TokenModel {
  /** Writes the cells of a context that has been decoded. False: it could not be written. */
  saveState(context: Context, path: string): Promise<boolean>;
  /** A context of exactly these tokens with its cells read from a file; undefined where the file doesn't hold them. */
  loadState(tokens: readonly TokenId[], path: string): Promise<Context | undefined>;
}

/**
 * Opens a GGUF model in a thread of its own.
 * @throws SijoError `model.missing`, `model.not-gguf`, `model.truncated`, `model.load`, `model.memory`, `llama.*`.
 * @example
 * await using model = await openLlama({ path: "SmolLM2-135M-Instruct.Q4_1.gguf" });
 */
export async function openLlama({
  path,
  name = basename(path).replace(/\.gguf$/i, ""),
  sha256 = null,
  contextLength = 8192,
  maxContexts = 64,
  threads = availableParallelism(),
}: LlamaOptions): Promise<LlamaModel & AsyncDisposable> {
  const head = readGgufHead(path);
  const { worker, opened } = await startWorker({
    options: { path, cells: contextLength, maxContexts: maxContexts + SPARE, threads },
    head,
  });
  return new InProcessModel({
    worker,
    opened,
    description: { name, sha256, contextLength: Math.min(contextLength, opened.trainedLength), maxContexts },
  });
}

interface Waiting {
  readonly nodes: readonly Node[];
  resolve(): void;
  reject(error: unknown): void;
}

class InProcessModel implements LlamaModel, AsyncDisposable {
  readonly description: ModelDescription;
  readonly vocabulary: Vocabulary;
  evaluated = 0;
  readonly #worker: ModelWorker;
  readonly #tree: ContextTree;
  readonly #template: ChatTemplate;
  readonly #prefix: readonly TokenId[];
  #waiting: Waiting[] = [];
  #pumping = false;
  /** Nodes whose scores are views of the library's buffer, which the next batch overwrites. */
  #views: Node[] = [];

  constructor({
    worker,
    opened,
    description,
  }: {
    worker: ModelWorker;
    opened: Opened;
    description: ModelDescription;
  }) {
    this.#worker = worker;
    this.description = description;
    this.vocabulary = llamaVocabulary(opened);
    this.#tree = new ContextTree({ maxSequences: description.maxContexts + SPARE });
    const text = (token: TokenId): string =>
      token < 0 ? "" : new TextDecoder().decode(this.vocabulary.bytes(token));
    this.#template = chatTemplate({
      source: opened.chatTemplate,
      bos: text(opened.bos),
      eos: text(opened.eos),
    });
    this.#prefix = opened.addBos && opened.bos >= 0 ? [opened.bos] : [];
  }

  context(tokens: readonly TokenId[]): Context {
    return new TreeContext(this.#tree, this.#tree.extend(this.#tree.root, tokens));
  }

  chat(messages: readonly Message[]): TokenId[] {
    const tokens = this.vocabulary.tokenize(this.#template.render(messages), { special: true });
    return tokens[0] === this.#prefix[0] ? tokens : [...this.#prefix, ...tokens];
  }

  async next(contexts: readonly Context[]): Promise<readonly NextToken[]> {
    const nodes = contexts.map((context) => this.#nodeOf(context));
    await this.#scores(nodes);
    return nodes.map((node) => ({ logits: node.logits as Float32Array }));
  }

  async score(context: Context, tokens: readonly TokenId[]): Promise<Float64Array> {
    const result = new Float64Array(tokens.length);
    const asked = context as TreeContext;
    // A few at a time: every position needs room for a whole vocabulary of scores.
    for (let from = 0; from < tokens.length; from += this.description.maxContexts) {
      const part = tokens.slice(from, from + this.description.maxContexts);
      const nodes = [this.#nodeOf(context)];
      const held = context.fork() as TreeContext;
      context.extend(part);
      for (const token of part.slice(0, -1)) {
        nodes.push((nodes.at(-1) as Node).children.get(token) as Node);
      }
      try {
        await this.#scores(nodes);
        for (const [index, token] of part.entries()) {
          const logits = nodes[index].logits as Float32Array;
          result[from + index] = logits[token] - logSumExp(logits);
        }
      } finally {
        held.drop();
      }
    }
    asked.node.logits ??= undefined;
    return result;
  }

  async saveState(context: Context, path: string): Promise<boolean> {
    const node = this.#nodeOf(context);
    if (node.sequence < 0) return false;
    const request: Request = {
      kind: "save",
      path,
      sequence: node.sequence,
      tokens: Int32Array.from(tokensOf(node)),
    };
    const reply = await this.#worker.ask(request);
    return reply.kind === "done" && reply.ok;
  }

  async loadState(tokens: readonly TokenId[], path: string): Promise<Context | undefined> {
    const node = this.#tree.extend(this.#tree.root, tokens);
    const context = new TreeContext(this.#tree, node);
    if (node.sequence >= 0) return context;
    const sequence = this.#tree.adopt(node);
    const reply = await this.#worker.ask({ kind: "load", path, sequence, tokens: Int32Array.from(tokens) });
    if (reply.kind === "done" && reply.ok) return context;
    context.drop();
    return undefined;
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #nodeOf(context: Context): Node {
    const { node } = context as TreeContext;
    if (node.depth === 0) {
      throw new SijoError(
        "model.empty-context",
        "A context needs at least one token before its continuation can be asked for.",
      );
    }
    if (node.depth > this.description.contextLength) {
      throw new SijoError(
        "model.context-full",
        `A text of ${node.depth} tokens does not fit in this model's context of ${this.description.contextLength}.`,
        { hint: "Ask for a shorter text or give a shorter request." },
      );
    }
    return node;
  }

  /** Makes sure that the scores after these nodes are known. */
  #scores(nodes: readonly Node[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ nodes, resolve, reject });
      if (!this.#pumping) {
        this.#pumping = true;
        // Whoever asks in the same turn joins the batch.
        setImmediate(() => void this.#pump());
      }
    });
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#decode(batch.flatMap(({ nodes }) => nodes));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // Callers read their views in microtasks, before the buffer is written again.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#pumping = false;
  }

  async #decode(nodes: readonly Node[]): Promise<void> {
    const targets = [...new Set(nodes)];
    let first = true;
    for (let missing = targets; missing.length > 0; ) {
      const part = missing.slice(0, this.description.maxContexts);
      await this.#decodeOnce({ targets: part, keep: first ? [] : targets });
      first = false;
      missing = targets.filter((node) => !node.logits);
    }
  }

  async #decodeOnce({ targets, keep }: { targets: readonly Node[]; keep: readonly Node[] }): Promise<void> {
    if (targets.every((node) => node.logits)) return;
    const plan = this.#tree.plan(targets);
    this.#copyViews(keep);
    const wanted = new Set(targets);
    const outputs = Int8Array.from(plan.tokens, ({ node }) => (wanted.has(node) ? 1 : 0));
    const tokens = Int32Array.from(plan.tokens, ({ node }) => node.token);
    this.evaluated += tokens.length;
    const reply = await this.#worker
      .ask({
        kind: "decode",
        operations: encode(plan.operations),
        tokens,
        positions: Int32Array.from(plan.tokens, ({ node }) => node.depth - 1),
        sequences: Int32Array.from(plan.tokens, ({ sequence }) => sequence),
        outputs,
      })
      .catch((error: unknown) => {
        this.#tree.undo(plan);
        throw error;
      });
    if (reply.kind === "decoded") this.#view({ plan, outputs, addresses: reply.addresses });
    this.#tree.releaseTemporary(plan.temporary);
  }

  #view({ plan, outputs, addresses }: { plan: Plan; outputs: Int8Array; addresses: BigUint64Array }): void {
    let output = 0;
    for (const [index, { node }] of plan.tokens.entries()) {
      if (!outputs[index]) continue;
      node.logits = new Float32Array(koffi.view(addresses[output], this.vocabulary.size * 4));
      output += 1;
      this.#views.push(node);
    }
  }

  /** Before the buffer is overwritten: scores that a context still stands at are copied, the others forgotten. */
  #copyViews(keep: readonly Node[]): void {
    const kept = new Set(keep);
    for (const node of this.#views) {
      node.logits = node.references > 0 || kept.has(node) ? node.logits?.slice() : undefined;
    }
    this.#views = [];
  }
}

class TreeContext implements Context {
  node: Node;
  readonly #tree: ContextTree;
  #dropped = false;

  constructor(tree: ContextTree, node: Node) {
    this.#tree = tree;
    this.node = node;
    tree.retain(node);
  }

  get length(): number {
    return this.node.depth;
  }

  tokens(): TokenId[] {
    return tokensOf(this.node);
  }

  fork(): Context {
    return new TreeContext(this.#tree, this.node);
  }

  extend(tokens: readonly TokenId[]): void {
    const before = this.node;
    this.node = this.#tree.extend(before, tokens);
    this.#tree.retain(this.node);
    this.#tree.release(before);
  }

  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#tree.release(this.node);
  }
}

function encode(operations: readonly CacheOperation[]): Int32Array {
  const encoded = new Int32Array(operations.length * 4);
  for (const [index, operation] of operations.entries()) {
    if (operation.kind === "copy")
      encoded.set([0, operation.source, operation.target, operation.length], index * 4);
    else encoded.set([1, operation.sequence, operation.from, 0], index * 4);
  }
  return encoded;
}

function logSumExp(logits: Float32Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < logits.length; index += 1) if (logits[index] > max) max = logits[index];
  let sum = 0;
  for (let index = 0; index < logits.length; index += 1) sum += Math.exp(logits[index] - max);
  return max + Math.log(sum);
}
