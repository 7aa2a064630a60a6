/**
 * Contexts of a remote follower: places in a tree of tokens, in which each place keeps what the engine told about it for
 * as long as somebody stands there or further down.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Context, TokenId } from "../token-model.ts";
import type { Likeliest } from "./engines/engine.ts";

export interface Place {
  readonly token: TokenId;
  readonly length: number;
  readonly parent: Place | undefined;
  readonly children: Map<TokenId, Place>;
  /** Contexts that stand here or further down. */
  holders: number;
  /** Whether the engine has been asked about it since it was there. */
  asked: boolean;
  likeliest: Likeliest | undefined;
}

export class Prefixes {
  readonly #root: Place = place(-1, undefined);
  readonly #maxContexts: number;
  #open = 0;

  constructor({ maxContexts }: { maxContexts: number }) {
    this.#maxContexts = maxContexts;
  }

  context(tokens: readonly TokenId[]): RemoteContext {
    return new RemoteContext(this, behind(this.#root, tokens));
  }

  hold(at: Place): void {
    if (this.#open >= this.#maxContexts) {
      throw new SijoError("model.contexts", `More than ${this.#maxContexts} contexts are open at a time.`);
    }
    this.#open += 1;
    for (let up: Place | undefined = at; up; up = up.parent) up.holders += 1;
  }

  letGo(at: Place): void {
    this.#open -= 1;
    for (let up: Place | undefined = at; up; up = up.parent) {
      up.holders -= 1;
      if (up.holders === 0) up.parent?.children.delete(up.token);
    }
  }
}

export class RemoteContext implements Context {
  readonly #prefixes: Prefixes;
  #at: Place;
  #dropped = false;

  constructor(prefixes: Prefixes, at: Place) {
    this.#prefixes = prefixes;
    this.#at = at;
    prefixes.hold(at);
  }

  /** Where it stands. @throws SijoError `model.dropped` after `drop`. */
  get place(): Place {
    if (this.#dropped) throw new SijoError("model.dropped", "A context was used after it was dropped.");
    return this.#at;
  }

  get length(): number {
    return this.place.length;
  }

  tokens(): TokenId[] {
    return tokensTo(this.place);
  }

  fork(): Context {
    return new RemoteContext(this.#prefixes, this.place);
  }

  extend(tokens: readonly TokenId[]): void {
    const before = this.place;
    this.#at = behind(before, tokens);
    for (let up = this.#at; up !== before; up = up.parent as Place) up.holders += 1;
  }

  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#prefixes.letGo(this.#at);
  }
}

export function tokensTo(at: Place): TokenId[] {
  const tokens = new Array<TokenId>(at.length);
  for (let up = at; up.parent; up = up.parent) tokens[up.length - 1] = up.token;
  return tokens;
}

/** Marks a place and all before it as asked about; returns how many tokens were not. */
export function markAsked(at: Place): number {
  let count = 0;
  for (let up = at; up.parent && !up.asked; up = up.parent) {
    up.asked = true;
    count += 1;
  }
  return count;
}

/** Forgets what was told about the places before one: contexts have mostly moved on from there, and it is large. */
export function forgetBefore(at: Place): void {
  for (let up = at.parent; up?.likeliest; up = up.parent) up.likeliest = undefined;
}

function behind(from: Place, tokens: readonly TokenId[]): Place {
  let at = from;
  for (const token of tokens) {
    let next = at.children.get(token);
    if (!next) {
      next = place(token, at);
      at.children.set(token, next);
    }
    at = next;
  }
  return at;
}

function place(token: TokenId, parent: Place | undefined): Place {
  const length = parent ? parent.length + 1 : 0;
  return { token, length, parent, children: new Map(), holders: 0, asked: false, likeliest: undefined };
}
