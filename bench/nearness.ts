/**
 * Whether a text is about what was asked for, by vectors of texts: a measure that dull text doesn't satisfy.
 * @module
 */
import type { TokenModel } from "../src/model/token-model.ts";

/** The model's vectors of some texts, one after the other, less their mean: what they all share says nothing. */
export async function centredVectors(
  model: TokenModel,
  texts: readonly string[],
): Promise<readonly Float64Array[]> {
  const { vectors, vocabulary } = model;
  if (!vectors) return [];
  const found: Float64Array[] = [];
  for (const text of texts) {
    const tokens = vocabulary.tokenize(text).slice(0, vectors.longest);
    found.push(Float64Array.from(await vectors.of(tokens)));
  }
  const mean = found[0].map(
    (_, index) => found.reduce((sum, vector) => sum + vector[index], 0) / found.length,
  );
  return found.map((vector) => vector.map((value, index) => value - mean[index]));
}

/**
 * For each text, the share of the other requests that are farther from it than its own (by the angle between vectors):
 * 1 where its own is the nearest, about 0.5 where texts have nothing to do with their requests.
 */
export function nearness(
  texts: readonly Float64Array[],
  requests: readonly Float64Array[],
): readonly number[] {
  return texts.map((text, own) => {
    const near = requests.map((request) => cosine(text, request));
    const farther = near.filter((value, other) => other !== own && value < near[own]).length;
    return requests.length < 2 ? 1 : farther / (requests.length - 1);
  });
}

function cosine(one: Float64Array, other: Float64Array): number {
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, index) => sum + value * b[index], 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}
