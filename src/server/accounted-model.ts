/**
 * A model as one request sees it: the same weights and cells as for all others, with an account of its own, so that
 * its bill and its limits are the same whatever else the model is computing.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Context, TokenId, TokenModel } from "../model/token-model.ts";

/** A token of a text of this request. */
interface Prefix {
  readonly token: TokenId;
  readonly parent: Prefix | undefined;
  readonly children: Map<TokenId, Prefix>;
  /** Contexts that end here. */
  references: number;
  paid: boolean;
}

const prefix = (token: TokenId, parent: Prefix | undefined): Prefix => ({
  token,
  parent,
  children: new Map(),
  references: 0,
  paid: false,
});

export interface AccountOptions {
  readonly model: TokenModel;
  /** Tokens that a context may grow beyond its prompt; then it is full. */
  readonly mostWritten?: number | undefined;
}

/**
 * `evaluated` counts the tokens that this request needed scores after, each once while a context holds it: also those
 * that another request's decode had already paid for.
 */
export function accountedModel({ model, mostWritten }: AccountOptions): TokenModel {
  const root = prefix(0, undefined);
  let evaluated = 0;

  const pay = ({ at }: AccountedContext): void => {
    for (let node: Prefix | undefined = at; node?.parent && !node.paid; node = node.parent) {
      node.paid = true;
      evaluated += 1;
    }
  };
  const assertRoom = ({ length, prompt }: AccountedContext, more = 0): void => {
    if (mostWritten === undefined || length - prompt + more <= mostWritten) return;
    throw new SijoError("model.context-full", `A text may have ${mostWritten} tokens.`, { kind: "usage" });
  };

  return {
    // Where a text may have so many tokens, none beyond them is asked for.
    description: {
      ...model.description,
      looksAhead: mostWritten === undefined && model.description.looksAhead,
    },
    vocabulary: model.vocabulary,
    get evaluated() {
      return evaluated;
    },
    context: (tokens) => new AccountedContext(model.context(tokens), walk(root, tokens), tokens.length),
    chat: (messages) => model.chat(messages),
    async next(contexts, options) {
      const own = contexts as readonly AccountedContext[];
      for (const context of own) assertRoom(context);
      try {
        return await model.next(
          own.map(({ inner }) => inner),
          options,
        );
      } finally {
        // Behind it, so that a limit on tokens doesn't stop what it has let begin.
        for (const context of own) pay(context);
      }
    },
    async score(context, tokens, options) {
      const own = context as AccountedContext;
      assertRoom(own, tokens.length);
      const scores = await model.score(own.inner, tokens, options);
      own.move(tokens);
      pay(own);
      return scores;
    },
    // The model belongs to the server.
    close: async () => {},
  };
}

class AccountedContext implements Context {
  readonly inner: Context;
  readonly prompt: number;
  at: Prefix;

  constructor(inner: Context, at: Prefix, prompt: number) {
    this.inner = inner;
    this.at = at;
    this.prompt = prompt;
    at.references += 1;
  }

  get length(): number {
    return this.inner.length;
  }

  tokens(): TokenId[] {
    return this.inner.tokens();
  }

  fork(): Context {
    return new AccountedContext(this.inner.fork(), this.at, this.prompt);
  }

  extend(tokens: readonly TokenId[]): void {
    this.inner.extend(tokens);
    this.move(tokens);
  }

  move(tokens: readonly TokenId[]): void {
    this.at.references -= 1;
    this.at = walk(this.at, tokens);
    this.at.references += 1;
  }

  drop(): void {
    this.inner.drop();
    this.at.references -= 1;
    prune(this.at);
  }
}

function walk(from: Prefix, tokens: readonly TokenId[]): Prefix {
  let at = from;
  for (const token of tokens) {
    let child = at.children.get(token);
    if (!child) {
      child = prefix(token, at);
      at.children.set(token, child);
    }
    at = child;
  }
  return at;
}

/** What nobody holds has left the cache, and is paid for again. */
function prune(from: Prefix): void {
  let at = from;
  while (at.parent && at.references === 0 && at.children.size === 0) {
    at.parent.children.delete(at.token);
    at = at.parent;
  }
}
