/**
 * Turns wishes for scores into batches: whoever asks in the same turn shares one, and one batch runs at a time.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { DecodeOptions } from "../token-model.ts";
import type { Cells } from "./cells.ts";
import type { BatchToken, ContextTree, Node, Plan } from "./context-tree.ts";
import { Outputs } from "./outputs.ts";
import { BATCH } from "./protocol.ts";
import type { ModelWorker } from "./worker-client.ts";

/** A wish for the scores after a node. */
export interface Want {
  readonly node: Node;
  /**
   * Reads the scores as soon as they are there. Without it they are kept in `node.logits` until all wishes of the
   * request are fulfilled.
   */
  readonly read?: (logits: Float32Array) => void;
}

interface Waiting extends DecodeOptions {
  readonly wants: readonly Want[];
  resolve(): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  readonly worker: ModelWorker;
  readonly tree: ContextTree;
  readonly cells: Cells;
  /** Scores that a batch has room for. */
  readonly outputs: number;
  /** Numbers in a node's scores. */
  readonly vocabularySize: number;
}

export class Batcher {
  /** Tokens decoded so far. */
  evaluated = 0;
  readonly #options: BatcherOptions;
  #waiting: Waiting[] = [];
  #pumping = false;
  #turn: Promise<unknown> = Promise.resolve();
  /** Nodes whose scores are views of the library's buffer, which the next batch overwrites. */
  #views: Node[] = [];
  readonly #outputs: Outputs;
  /** Nodes whose scores are copies. */
  #copies: Node[] = [];

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#outputs = new Outputs({ size: options.vocabularySize });
  }

  /**
   * Fulfils all wishes. The nodes stay in the tree meanwhile, even when their contexts are dropped.
   * @throws SijoError `model.stopped` when `shouldStop` said so between two batches; what the worker throws.
   */
  async scores(wants: readonly Want[], { shouldStop }: DecodeOptions = {}): Promise<void> {
    const { tree } = this.#options;
    for (const { node } of wants) tree.pin(node);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push({ wants, shouldStop, resolve, reject });
        if (this.#pumping) return;
        this.#pumping = true;
        setImmediate(() => void this.#pump());
      });
    } finally {
      for (const { node } of wants) tree.unpin(node);
    }
  }

  /** Runs work that needs the worker and the tree to itself, between batches. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }


  /** Makes views of the library's memory unreadable, before the library frees it. */
  forgetViews(): void {
    for (const node of this.#views) node.logits = undefined;
    this.#views = [];
    this.#outputs.detach();
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#run(group);
    }
    this.#pumping = false;
  }

  async #run(group: readonly Waiting[]): Promise<void> {
    try {
      await this.alone(() => this.#fulfil(group));
      for (const { resolve } of group) resolve();
      // Callers read their views in microtasks, before the buffer is written again.
      await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      // Whoever asked for too much, or is to stop, fails alone.
      if (group.length > 1) for (const one of group) await this.#run([one]);
      else group[0].reject(error);
    }
  }

  async #fulfil(group: readonly Waiting[]): Promise<void> {
    const wants = group.flatMap(({ wants }) => wants);
    const shouldStop = (): boolean => group.some((one) => one.shouldStop?.());
    const kept = new Set(wants.filter(({ read }) => !read).map(({ node }) => node));
    let open: readonly Want[] = wants;
    while (true) {
      // Scores are read before they are overwritten.
      const missing: Want[] = [];
      for (const want of open) {
        if (want.node.logits) want.read?.(want.node.logits);
        else missing.push(want);
      }
      if (missing.length === 0) return;
      open = missing;
      const targets = [...new Set(open.map(({ node }) => node))].slice(0, this.#options.outputs);
      await this.#decode({ targets, kept, shouldStop });
    }
  }

  async #decode({
    targets,
    kept,
    shouldStop,
  }: {
    targets: readonly Node[];
    kept: ReadonlySet<Node>;
    shouldStop: () => boolean;
  }): Promise<void> {
    const { tree, cells } = this.#options;
    const plan = tree.plan(targets);
    cells.apply(plan.operations);
    const wanted = new Set(targets);
    let decoded = 0;
    try {
      for (let from = 0; from < plan.tokens.length; from += BATCH) {
        if (shouldStop()) throw new SijoError("model.stopped", "Reading the text was stopped.");
        // Scores of the part before are copied where they are wanted: each part overwrites them.
        this.#keepViews(from === 0 ? kept : new Set([...kept, ...wanted]));
        await this.#decodePart({ tokens: plan.tokens.slice(from, from + BATCH), wanted });
        decoded = from + BATCH;
      }
    } catch (error) {
      this.#undo({ ...plan, tokens: plan.tokens.slice(decoded) });
      throw error;
    }
    tree.releaseTemporary(plan.temporary);
  }

  async #decodePart({
    tokens,
    wanted,
  }: {
    tokens: readonly BatchToken[];
    wanted: ReadonlySet<Node>;
  }): Promise<void> {
    const { cells, worker } = this.#options;
    const outputs = Int8Array.from(tokens, ({ node }) => (wanted.has(node) ? 1 : 0));
    cells.makeRoom(tokens.length);
    const sequences = Int32Array.from(tokens, ({ sequence }) => cells.sequenceOf(sequence));
    const reply = await worker.ask({
      kind: "decode",
      operations: cells.takeOperations(),
      tokens: Int32Array.from(tokens, ({ node }) => node.token),
      positions: Int32Array.from(tokens, ({ node }) => node.depth - 1),
      sequences,
      outputs,
    });
    if (reply.kind !== "decoded") return;
    for (const { sequence } of tokens) cells.append(sequence);
    this.evaluated += tokens.length;
    let output = 0;
    for (const [index, { node }] of tokens.entries()) {
      if (!outputs[index]) continue;
      node.logits = this.#outputs.view(reply.addresses[output]);
      this.#views.push(node);
      output += 1;
    }
  }

  #undo(plan: Plan): void {
    for (const { node } of plan.tokens) node.logits = undefined;
    this.#options.tree.undo(plan);
  }

  /**
   * Before the buffer is overwritten: scores are copied where a context still stands or that are asked for, the others
   * forgotten. Whoever still holds a view finds it empty, and not another text's scores.
   */
  #keepViews(kept: ReadonlySet<Node>): void {
    const stays = (node: Node): boolean => node.references > 0 || kept.has(node);
    this.#copies = this.#copies.filter((node) => {
      if (!stays(node)) node.logits = undefined;
      return node.logits !== undefined;
    });
    for (const node of this.#views) {
      if (!node.logits) continue;
      node.logits = stays(node) ? node.logits.slice() : undefined;
      if (node.logits) this.#copies.push(node);
    }
    this.#views = [];
    this.#outputs.detach();
  }
}
