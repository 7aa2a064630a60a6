/**
 * A model that has begun its answer already.
 * @module
 */
import type { TokenModel } from "../../model/token-model.ts";

/** The same model; its conversations end behind this beginning of the assistant's answer. */
export function prefilled(model: TokenModel, beginning: string): TokenModel {
  const tokens = model.vocabulary.tokenize(beginning);
  return {
    description: model.description,
    vocabulary: model.vocabulary,
    context: (some) => model.context(some),
    chat: (messages) => [...model.chat(messages), ...tokens],
    next: (contexts, options) => model.next(contexts, options),
    score: (context, some, options) => model.score(context, some, options),
    get evaluated() {
      return model.evaluated;
    },
    close: () => model.close(),
  };
}
