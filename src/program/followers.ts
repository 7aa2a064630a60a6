/**
 * The followers of one run: which one a context belongs to, and one decode of each for all that wait.
 * @module
 */
import { SijoError } from "../errors.ts";
import { allSettled } from "../model/all-settled.ts";
import type { Context, DecodeOptions, NextToken, TokenModel } from "../model/token-model.ts";
import type { OwnContext } from "./particle.ts";

export interface Followers {
  readonly model: TokenModel;
  readonly followers?: Readonly<Record<string, TokenModel>>;
}

/** A conversation of one of the followers. */
export interface Prompt {
  readonly model: TokenModel;
  readonly context: Context;
}

/** @throws SijoError `program.follower` for a name that the run doesn't have. */
export function followerNamed(name: string | undefined, { model, followers = {} }: Followers): TokenModel {
  if (name === undefined) return model;
  if (Object.hasOwn(followers, name)) return followers[name];
  throw new SijoError(
    "program.follower",
    `A program asked for a follower called “${name}”, which this run has not.`,
    {
      hint: `Followers given: ${Object.keys(followers).join(", ") || "none but the model itself"}.`,
      data: { follower: name },
    },
  );
}

/** Scores after each context, in order: one call of each model, all at once. */
async function nextOfAll(
  contexts: readonly OwnContext[],
  options: DecodeOptions,
): Promise<readonly NextToken[]> {
  const models = new Set(contexts.map(({ model }) => model));
  const next = (model: TokenModel, own: readonly OwnContext[]): Promise<readonly NextToken[]> =>
    model.next(
      own.map(({ context }) => context),
      options,
    );
  if (models.size === 1) return next(contexts[0].model, contexts);
  const scores = new Map<OwnContext, NextToken>();
  await allSettled(
    [...models].map(async (model) => {
      const own = contexts.filter((context) => context.model === model);
      const found = await next(model, own);
      // Copied, since another run may decode with this model while the others of this one are awaited.
      for (const [index, context] of own.entries())
        scores.set(context, { logits: found[index].logits.slice() });
    }),
  );
  return contexts.map((context) => scores.get(context) as NextToken);
}

/** Scores after those that are asked; those after the others are evaluated along, where there is room for them too. */
export async function nextAndAhead(
  asked: readonly OwnContext[],
  ahead: readonly OwnContext[],
  options: DecodeOptions,
): Promise<readonly NextToken[]> {
  try {
    return await nextOfAll([...asked, ...ahead], options);
  } catch (error) {
    if (ahead.length === 0) throw error;
    return nextOfAll(asked, options);
  }
}

/** @throws SijoError `program.effect` where a token of one context would be another text in the next. */
export function checkAlike(contexts: readonly OwnContext[]): void {
  const [{ model }] = contexts;
  for (const other of contexts) {
    if (other.model === model || other.model.vocabulary.fingerprint === model.vocabulary.fingerprint)
      continue;
    throw new SijoError(
      "program.effect",
      `A program sampled one token from followers with different vocabularies: ${model.description.name} and ${other.model.description.name}.`,
      { hint: "Products and proposals need followers of one family, with the same tokens." },
    );
  }
}
