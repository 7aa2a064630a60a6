/**
 * Contexts as a tree of tokens, and the key-value cache as the cache of that tree. Pure bookkeeping: it decides what
 * must be decoded and which sequences hold what, and leaves the calls to others.
 *
 * Each decoded node knows one sequence whose cells include it. A sequence follows one branch down to its leaf; a second
 * branch starts as a copy of the first (free, since cells are shared), so no token is ever decoded twice.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { TokenId } from "../token-model.ts";

export interface Node {
  readonly token: TokenId;
  readonly parent: Node | undefined;
  /** Tokens from the root down to this one. */
  readonly depth: number;
  readonly children: Map<TokenId, Node>;
  /** Contexts that end here. */
  references: number;
  /** Requests under way that need this node. */
  pins: number;
  /** A sequence that holds this node's cell; −1: not decoded yet. */
  sequence: number;
  /** Scores after this node, while they are known. */
  logits: Float32Array | undefined;
}

/** What to do to the cache before a batch: copy cells 0 … length − 1 to another sequence, or remove cells from `from` on. */
export type CacheOperation =
  | { readonly kind: "copy"; readonly source: number; readonly target: number; readonly length: number }
  | { readonly kind: "remove"; readonly sequence: number; readonly from: number };

export interface BatchToken {
  readonly node: Node;
  readonly sequence: number;
}

export interface Plan {
  readonly operations: CacheOperation[];
  /** Tokens to decode, parents before children. */
  readonly tokens: BatchToken[];
  /** Sequences made only to look at a node again; to be released after the batch. */
  readonly temporary: number[];
}

export class ContextTree {
  readonly root: Node = node(0, undefined);
  readonly #free: number[];
  readonly #leaf: (Node | undefined)[];
  #operations: CacheOperation[] = [];

  constructor({ maxSequences }: { maxSequences: number }) {
    this.#free = Array.from({ length: maxSequences }, (_, index) => maxSequences - 1 - index);
    this.#leaf = new Array(maxSequences).fill(undefined);
  }

  /** Sequences that hold nothing. */
  get freeSequences(): number {
    return this.#free.length;
  }

  /** The node these tokens lead to, made where it is new. */
  extend(from: Node, tokens: readonly TokenId[]): Node {
    let current = from;
    for (const token of tokens) {
      let child = current.children.get(token);
      if (!child) {
        child = node(token, current);
        current.children.set(token, child);
      }
      current = child;
    }
    return current;
  }

  retain(at: Node): void {
    at.references += 1;
  }

  /** Gives up a context at this node; nodes and cells that nobody needs any more are freed. */
  release(at: Node): void {
    at.references -= 1;
    this.#prune(at);
  }

  /** Keeps a node while a request is under way, whatever becomes of the contexts that asked. */
  pin(at: Node): void {
    at.pins += 1;
  }

  unpin(at: Node): void {
    at.pins -= 1;
    this.#prune(at);
  }

  #prune(at: Node): void {
    let current = at;
    while (current.parent && !needed(current) && current.children.size === 0) {
      const { parent } = current;
      parent.children.delete(current.token);
      this.#freeCell(current, parent);
      current = parent;
    }
    this.#settle(current);
  }

  /** Cache operations owed since the last call. */
  takeOperations(): CacheOperation[] {
    const operations = this.#operations;
    this.#operations = [];
    return operations;
  }

  /**
   * What must be decoded so that the scores after these nodes are known. Where not yet decoded branches part, only
   * their common beginning is planned: plan again after decoding it.
   */
  plan(targets: readonly Node[]): Plan {
    const tokens: BatchToken[] = [];
    const again: BatchToken[] = [];
    const temporary: number[] = [];
    try {
      this.#plan({ targets, tokens, again, temporary });
    } catch (error) {
      this.undo({ operations: [], tokens, temporary });
      throw error;
    }
    return { operations: this.takeOperations(), tokens: [...tokens, ...again], temporary };
  }

  #plan({
    targets,
    tokens,
    again,
    temporary,
  }: {
    targets: readonly Node[];
    tokens: BatchToken[];
    again: BatchToken[];
    temporary: number[];
  }): void {
    const wanted = new Set<Node>();
    for (const target of targets) {
      if (target.logits || target.depth === 0) continue;
      if (target.sequence >= 0) {
        again.push({ node: target, sequence: this.#lookAgain(target, temporary) });
        continue;
      }
      for (let at: Node | undefined = target; at && at.depth > 0 && at.sequence < 0; at = at.parent)
        wanted.add(at);
    }
    const fresh = [...wanted].sort((one, other) => one.depth - other.depth);
    const started = new Set<Node>();
    for (const at of fresh) {
      const parent = at.parent as Node;
      const parentIsFresh = wanted.has(parent);
      if (parentIsFresh && (!started.has(parent) || this.#leaf[parent.sequence] !== parent)) continue;
      const sequence = this.#sequenceFor(at, parent);
      this.#leaf[sequence] = at;
      at.sequence = sequence;
      started.add(at);
      tokens.push({ node: at, sequence });
    }
  }

  /** Gives back sequences that were needed for a moment: those of `Plan.temporary`, `reserve`, `holdOnly`. */
  releaseTemporary(sequences: readonly number[]): void {
    for (const sequence of sequences) this.#releaseSequence(sequence);
  }

  /** Undoes a plan whose batch could not be decoded. */
  undo(plan: Plan): void {
    for (const { node: at, sequence } of [...plan.tokens].reverse()) {
      if (plan.temporary.includes(sequence)) continue;
      this.#freeCell(at, at.parent as Node);
      at.sequence = -1;
    }
    this.releaseTemporary(plan.temporary);
  }

  /** An empty sequence, for cells that are about to be loaded from a file. */
  reserve(): number {
    return this.#allocate();
  }

  /** A reserved sequence now holds the cells of all nodes down to this one. */
  adopt({ leaf, sequence }: { leaf: Node; sequence: number }): void {
    this.#leaf[sequence] = leaf;
    let at = leaf;
    for (; at.parent && at.sequence < 0; at = at.parent) at.sequence = sequence;
    this.#settle(at);
  }

  /** A sequence that holds a decoded node's cells and no others, to be released when they have been saved. */
  holdOnly(at: Node): number {
    const target = this.#allocate();
    this.#operations.push({ kind: "copy", source: at.sequence, target, length: at.depth });
    return target;
  }

  #sequenceFor(at: Node, parent: Node): number {
    if (parent.depth === 0) return this.#allocate();
    if (this.#leaf[parent.sequence] === parent) return parent.sequence;
    const target = this.#allocate();
    this.#operations.push({ kind: "copy", source: parent.sequence, target, length: at.depth - 1 });
    return target;
  }

  #lookAgain(target: Node, temporary: number[]): number {
    const sequence = this.#allocate();
    temporary.push(sequence);
    if (target.depth > 1) {
      this.#operations.push({
        kind: "copy",
        source: target.sequence,
        target: sequence,
        length: target.depth - 1,
      });
    }
    return sequence;
  }

  #freeCell(gone: Node, parent: Node): void {
    const { sequence } = gone;
    if (sequence < 0 || this.#leaf[sequence] !== gone) return;
    if (parent.depth > 0 && parent.sequence === sequence) {
      this.#operations.push({ kind: "remove", sequence, from: gone.depth - 1 });
      this.#leaf[sequence] = parent;
    } else {
      this.#releaseSequence(sequence);
    }
  }

  /** A sequence that ends inside the tree, at a node no context is at, is given back: a child's sequence holds its cells. */
  #settle(at: Node): void {
    const { sequence } = at;
    if (at.depth === 0 || sequence < 0 || needed(at) || this.#leaf[sequence] !== at) return;
    const heir = [...at.children.values()].find(
      (child) => child.sequence >= 0 && child.sequence !== sequence,
    );
    if (!heir) return;
    for (let up: Node | undefined = at; up && up.sequence === sequence; up = up.parent)
      up.sequence = heir.sequence;
    this.#releaseSequence(sequence);
  }

  #releaseSequence(sequence: number): void {
    this.#operations.push({ kind: "remove", sequence, from: 0 });
    this.#leaf[sequence] = undefined;
    this.#free.push(sequence);
  }

  #allocate(): number {
    const sequence = this.#free.pop();
    if (sequence === undefined) {
      throw new SijoError("model.contexts", `More than ${this.#leaf.length} contexts are open at a time.`, {
        hint: "Use fewer particles, or drop contexts that are no longer needed.",
      });
    }
    return sequence;
  }
}

const needed = (at: Node): boolean => at.references > 0 || at.pins > 0;

function node(token: TokenId, parent: Node | undefined): Node {
  return {
    token,
    parent,
    depth: parent ? parent.depth + 1 : 0,
    children: new Map(),
    references: 0,
    pins: 0,
    sequence: -1,
    logits: undefined,
  };
}

/** Tokens from the root down to a node. */
export function tokensOf(leaf: Node): TokenId[] {
  const tokens: TokenId[] = [];
  for (let at: Node | undefined = leaf; at && at.depth > 0; at = at.parent) tokens.push(at.token);
  return tokens.reverse();
}
