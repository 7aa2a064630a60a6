/**
 * How many tokens were written in a model's contexts: what is decoded is less, where contexts begin alike.
 * @module
 */
import type { Context, TokenId, TokenModel } from "../src/model/token-model.ts";

/** A model that counts the tokens its contexts are extended by. */
export interface CountingModel extends TokenModel {
  readonly written: number;
}

export function counting(model: TokenModel): CountingModel {
  let written = 0;
  const inner = new WeakMap<Context, Context>();
  const wrap = (context: Context): Context => {
    const own: Context = {
      get length() {
        return context.length;
      },
      tokens: () => context.tokens(),
      fork: () => wrap(context.fork()),
      extend(tokens: readonly TokenId[]) {
        written += tokens.length;
        context.extend(tokens);
      },
      drop: () => context.drop(),
    };
    inner.set(own, context);
    return own;
  };
  return {
    // What is evaluated ahead would count as written.
    description: { ...model.description, looksAhead: false },
    vocabulary: model.vocabulary,
    context: (tokens) => wrap(model.context(tokens)),
    chat: (messages) => model.chat(messages),
    next: (contexts, decoding) =>
      model.next(
        contexts.map((context) => inner.get(context) as Context),
        decoding,
      ),
    score: (context, tokens, decoding) => model.score(inner.get(context) as Context, tokens, decoding),
    get evaluated() {
      return model.evaluated;
    },
    get written() {
      return written;
    },
    close: () => model.close(),
  };
}
