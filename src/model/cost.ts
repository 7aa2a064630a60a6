/**
 * What models cost while something runs.
 * @module
 */
import { type Money, moneyOf, type Prices } from "../limits/index.ts";
import type { TokenModel } from "./token-model.ts";

/** Money for what these models evaluate from now on; one that is named twice is counted once. */
export function costOf(models: Iterable<TokenModel>, prices?: Prices): () => Money {
  const before = new Map([...models].map((model) => [model, model.evaluated]));
  return () => {
    const uses = [...before].map(([model, tokens]) => ({
      name: model.description.name,
      tokens: model.evaluated - tokens,
      local: !model.description.remote,
    }));
    return moneyOf(uses, prices);
  };
}
