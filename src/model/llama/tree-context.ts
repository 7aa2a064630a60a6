/**
 * A context of an in-process model: a place in the tree of tokens.
 * @module
 */
import type { Context, TokenId } from "../token-model.ts";
import { type ContextTree, type Node, tokensOf } from "./context-tree.ts";

export class TreeContext implements Context {
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

  fork(): TreeContext {
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
