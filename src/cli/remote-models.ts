/**
 * Models behind engines, as the command line names them.
 * @module
 */
import { SijoError } from "../errors.ts";
import { isRemote, openRemoteFollower, type RemoteFollower } from "../model/remote/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import type { ModelSession } from "./models-session.ts";

/**
 * A follower, here or behind an engine that tells log-probabilities.
 * @throws SijoError `usage.vocabulary` where an engine's tokens can't be known.
 */
export async function openFollower(
  session: ModelSession,
  follower: string,
  {
    vocabulary,
    maxContexts,
    signal,
  }: { readonly vocabulary: string | undefined; readonly maxContexts: number; readonly signal: AbortSignal },
): Promise<TokenModel> {
  if (!isRemote(follower)) return session.open(follower, { maxContexts });
  if (vocabulary === undefined) {
    throw new SijoError("usage.vocabulary", "Engines don't give their vocabularies away.", {
      kind: "usage",
      hint: "Name a local model of the same family, of any size: --vocabulary qwen2.5-coder-0.5b",
    });
  }
  const like = await session.open(vocabulary, { maxContexts });
  return openRemoteFollower({ address: follower, like, signal });
}

/** What a follower behind an engine left out of its distributions, in words; undefined: next to nothing, or it is here. */
export function cutNote(follower: TokenModel): string | undefined {
  if (!("cut" in follower)) return undefined;
  const { mean, most } = (follower as RemoteFollower).cut;
  if (most < WORTH_SAYING) return undefined;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return `of the follower's probability, ${percent(mean)} was left out on average and ${percent(most)} at most: see docs/remote.md`;
}

const WORTH_SAYING = 0.01;
