/**
 * Contexts of a toy as places in a tree of tokens, so that the toy keeps the laws that real models keep: a prefix that
 * is held by anybody is evaluated once, and what nobody holds is forgotten.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Context, TokenId } from "../token-model.ts";

export interface Prefix {
  readonly tokens: readonly TokenId[];
  readonly parent: Prefix | undefined;
  readonly children: Map<TokenId, Prefix>;
  /** Contexts that are here or further down. */
  holders: number;
  /** Whether a model would have this token in its cache. */
  evaluated: boolean;
  /** The row of the table, which is the same however often it is asked for. */
  logits: Float32Array | undefined;
}

export class PrefixTree {
  readonly root = prefix([], undefined);
  /** Contexts that are not dropped. */
  open = 0;
  readonly #maxContexts: number;

  constructor({ maxContexts }: { maxContexts: number }) {
    this.#maxContexts = maxContexts;
  }

  context(tokens: readonly TokenId[]): TreeContext {
    return new TreeContext(this, child(this.root, tokens));
  }

  hold(at: Prefix): void {
    if (this.open >= this.#maxContexts) {
      throw new SijoError("model.contexts", `More than ${this.#maxContexts} contexts are open at a time.`);
    }
    this.open += 1;
    for (let up: Prefix | undefined = at; up; up = up.parent) up.holders += 1;
  }

  letGo(at: Prefix): void {
    this.open -= 1;
    for (let up: Prefix | undefined = at; up; up = up.parent) {
      up.holders -= 1;
      if (up.holders === 0) up.evaluated = false;
    }
  }

  /** Marks a prefix as evaluated; returns how many of its tokens were not. */
  evaluate(at: Prefix): number {
    let count = 0;
    for (let up = at; up.parent && !up.evaluated; up = up.parent) {
      up.evaluated = true;
      count += 1;
    }
    return count;
  }
}

export class TreeContext implements Context {
  #at: Prefix;
  #dropped = false;
  readonly #tree: PrefixTree;

  constructor(tree: PrefixTree, at: Prefix) {
    this.#tree = tree;
    this.#at = at;
    tree.hold(at);
  }

  /** Where it stands. @throws SijoError `model.dropped` after `drop`. */
  get prefix(): Prefix {
    if (this.#dropped) throw new SijoError("model.dropped", "A context was used after it was dropped.");
    return this.#at;
  }

  get length(): number {
    return this.prefix.tokens.length;
  }

  tokens(): TokenId[] {
    return [...this.prefix.tokens];
  }

  fork(): Context {
    return new TreeContext(this.#tree, this.prefix);
  }

  extend(tokens: readonly TokenId[]): void {
    const before = this.prefix;
    this.#at = child(before, tokens);
    for (let up = this.#at; up !== before; up = up.parent as Prefix) up.holders += 1;
  }

  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#tree.letGo(this.#at);
  }
}

function child(from: Prefix, tokens: readonly TokenId[]): Prefix {
  let at = from;
  for (const token of tokens) {
    let next = at.children.get(token);
    if (!next) {
      next = prefix([...at.tokens, token], at);
      at.children.set(token, next);
    }
    at = next;
  }
  return at;
}

function prefix(tokens: readonly TokenId[], parent: Prefix | undefined): Prefix {
  return { tokens, parent, children: new Map(), holders: 0, evaluated: false, logits: undefined };
}
