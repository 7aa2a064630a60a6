/**
 * What models have evaluated while something runs.
 * @module
 */
import type { Use } from "../limits/index.ts";
import type { TokenModel } from "./token-model.ts";

/** What these models evaluate from now on; one that is named twice is counted once. */
export function usesOf(models: Iterable<TokenModel>): () => readonly Use[] {
  const before = new Map([...models].map((model) => [model, model.evaluated]));
  return () =>
    [...before].map(([model, tokens]) => ({
      name: model.description.name,
      tokens: model.evaluated - tokens,
      local: !model.description.remote,
    }));
}
