/**
 * Texts as clients may give them: as text or as tokens, one or several.
 * @module
 */
import type { TokenId, Vocabulary } from "../model/token-model.ts";
import { badField } from "./errors.ts";

export type Texts = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

/** The tokens of each text. @throws ApiError 400 for a token that there is not. */
export function tokensOf(
  given: Texts,
  { vocabulary, param }: { readonly vocabulary: Vocabulary; readonly param: string },
): TokenId[][] {
  const all: readonly (string | number | readonly number[])[] = typeof given === "string" ? [given] : given;
  const texts =
    typeof all[0] === "number" ? [all as readonly number[]] : (all as readonly (string | number[])[]);
  return texts.map((text) => {
    if (typeof text === "string") return vocabulary.tokenize(text);
    const unknown = text.find((token) => token >= vocabulary.size);
    if (unknown === undefined) return [...text];
    throw badField(param, `The model has the tokens 0 to ${vocabulary.size - 1}, and no ${unknown}.`);
  });
}
