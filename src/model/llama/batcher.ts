/**
 * Turns wishes for scores into batches: one runs at a time, and whoever waits when it begins has a part in it. Wishes for
 * the next token come first, then prompts in the order of their coming, as far as a batch has room: so nobody who
 * writes waits for more than a batch, and a prompt that is read is answered, whatever is still to be read of others.
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
  /** What is not fulfilled yet. */
  open: readonly Want[];
  /** Nodes whose scores are kept until all wishes are fulfilled. */
  readonly kept: readonly Node[];
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

/** Tokens that a wish may lack and still count as one for the next token. */
const FEW = 16;
/** Room of a batch that wishes for the next token leave to prompts. */
const LEFT_TO_PROMPTS = 64;

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
    // What is known waits for nobody's batch.
    if (wants.every(({ node }) => node.logits)) {
      for (const { node, read } of wants) read?.(node.logits as Float32Array);
      return;
    }
    for (const { node } of wants) tree.pin(node);
    try {
      await new Promise<void>((resolve, reject) => {
        const kept = wants.filter(({ read }) => !read).map(({ node }) => node);
        this.#waiting.push({ open: wants, kept, shouldStop, resolve, reject });
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
    while (this.#waiting.length > 0) await this.#step(this.#waiting);
    this.#pumping = false;
  }

  /** One batch for all of these, or as much of it as one holds. */
  async #step(group: readonly Waiting[]): Promise<void> {
    for (const one of group) if (one.shouldStop?.()) this.#leave(one).reject(stopped());
    const served = group.filter((one) => this.#waiting.includes(one));
    try {
      await this.alone(async () => {
        for (const one of served) read(one);
        const targets = this.#targets(served);
        if (targets.length > 0) await this.#decode(targets);
        for (const one of served) read(one);
      });
    } catch (error) {
      // Whoever asked for too much fails alone.
      if (served.length > 1)
        for (const one of served) while (this.#waiting.includes(one)) await this.#step([one]);
      else this.#leave(served[0]).reject(error);
      return;
    }
    for (const one of served) if (one.open.length === 0) this.#leave(one).resolve();
    // Callers read their views in microtasks, before the buffer is written again, and may have new wishes.
    await new Promise((resolve) => setImmediate(resolve));
  }

  #leave(one: Waiting): Waiting {
    this.#waiting = this.#waiting.filter((other) => other !== one);
    return one;
  }

  /** Nodes whose scores the next batch is for; the last may be on the way to one that is too far for it. */
  #targets(group: readonly Waiting[]): Node[] {
    const missing = [...new Set(group.flatMap(({ open }) => open.map(({ node }) => node)))];
    const [few, many] = [true, false].map((isFew) => missing.filter((node) => lacksFew(node) === isFew));
    const targets: Node[] = [];
    const taken = new Set<Node>();
    let left = BATCH;
    const take = (from: readonly Node[], leaving: number): void => {
      for (const node of from) {
        if (left <= leaving || targets.length === this.#options.outputs) return;
        // What lies on the way to another target costs nothing more.
        const path = lacking(node, taken).slice(leaving - left);
        for (const step of path) taken.add(step);
        targets.push(path[0] ?? node);
        left -= path.length;
      }
    };
    take(few, many.length > 0 ? LEFT_TO_PROMPTS : 0);
    take(many, 0);
    return targets;
  }

  async #decode(targets: readonly Node[]): Promise<void> {
    const { tree, cells } = this.#options;
    const plan = tree.plan(targets);
    cells.apply(plan.operations);
    try {
      this.#keepViews();
      await this.#decodePlan(plan.tokens, new Set(targets));
    } catch (error) {
      this.#undo(plan);
      throw error;
    }
    tree.releaseTemporary(plan.temporary);
  }

  async #decodePlan(tokens: readonly BatchToken[], wanted: ReadonlySet<Node>): Promise<void> {
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
  #keepViews(): void {
    const kept = new Set(this.#waiting.flatMap((one) => one.kept));
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

/** Hands on the scores that are there. */
function read(one: Waiting): void {
  one.open = one.open.filter(({ node, read }) => {
    if (node.logits) read?.(node.logits);
    return !node.logits;
  });
}

/** What is to be decoded for the scores after a node, from itself up: itself again where it is decoded. */
function lacking(node: Node, taken: ReadonlySet<Node>): Node[] {
  if (node.sequence >= 0) return [node];
  const path: Node[] = [];
  for (let at = node; at.parent && at.sequence < 0 && !taken.has(at); at = at.parent) path.push(at);
  return path;
}

function lacksFew(node: Node): boolean {
  let tokens = 0;
  for (let at = node; at.parent && at.sequence < 0 && tokens <= FEW; at = at.parent) tokens += 1;
  return tokens <= FEW;
}

const stopped = (): SijoError => new SijoError("model.stopped", "Reading the text was stopped.");
