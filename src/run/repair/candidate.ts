/**
 * Texts that a repair might end with, and which of them it ends with.
 * @module
 */
import { type Check, type Contract, check } from "../../contract/index.ts";
import type { Message, TokenModel } from "../../model/token-model.ts";
import { differenceOf, keptOf } from "./difference.ts";
import { prefilled } from "./prefilled.ts";

/** A text that might do. */
export interface RepairCandidate {
  readonly text: string;
  readonly passed: boolean;
  /** Places at which checks fail, and by how much altogether. */
  readonly faults: number;
  readonly distance: number;
  /** Share of the original's characters that it keeps. */
  readonly kept: number;
}

/** What there is to say of a text without a model. */
export function candidateOf(
  text: string,
  { contract, original }: { contract: Contract; original: string },
): RepairCandidate {
  const { passed, checks } = check(contract, text);
  const failing = checks.filter((one) => !one.passed);
  return {
    text,
    passed,
    faults: failing.reduce((sum, { failures }) => sum + Math.max(1, failures.length), 0),
    distance: failing.reduce((sum, one) => sum + Math.max(1, distanceOf(one)), 0),
    kept: keptOf(differenceOf(original, text)).share,
  };
}

const distanceOf = ({ failures }: Check): number => failures.reduce((sum, { distance }) => sum + distance, 0);

/**
 * Texts that keep nearly as much as the best one are told apart by likelihood: two English words less, or four syllables of
 * Hangul, which is the same in UTF-8; or by share.
 */
const NEARLY = { bytes: 12, share: 0.05 };
const MOST_SCORED = 8;

export interface ChooseOptions {
  /** What counts first. */
  readonly by: "faults" | "distance";
  readonly original: string;
  readonly follower: TokenModel;
  /** What texts are likely after. */
  readonly messages: readonly Message[];
  readonly shouldStop: () => boolean;
}

/** The one with the fewest faults (or the nearest); of these one that keeps most, and of nearly equal ones the likeliest. */
export async function chooseRepair(
  candidates: readonly RepairCandidate[],
  { by, original, follower, messages, shouldStop }: ChooseOptions,
): Promise<RepairCandidate> {
  const least = Math.min(...candidates.map((one) => one[by]));
  const fit = candidates.filter((one) => one[by] === least);
  const most = Math.max(...fit.map(({ kept }) => kept));
  const nearly = Math.max(NEARLY.share, NEARLY.bytes / Buffer.byteLength(original));
  const near = [...new Map(fit.map((one) => [one.text, one])).values()]
    .filter(({ kept }) => kept >= most - nearly)
    .sort((one, other) => other.kept - one.kept)
    .slice(0, MOST_SCORED);
  if (near.length === 1) return near[0];
  const where = whereTheyDiffer(near.map(({ text }) => text));
  let best: { readonly candidate: RepairCandidate; readonly logProbability: number } | undefined;
  for (const candidate of near) {
    if (best && shouldStop()) break;
    const logProbability = await likelihoodOf(candidate.text, { ...where, follower, messages });
    if (!best || logProbability > best.logProbability) best = { candidate, logProbability };
  }
  return best!.candidate;
}

/** Natural-log probability of the part in which texts differ, and of some of what follows it. */
async function likelihoodOf(
  text: string,
  {
    front,
    back,
    follower,
    messages,
  }: { front: number; back: number; follower: TokenModel; messages: readonly Message[] },
): Promise<number> {
  const model = prefilled(follower, text.slice(0, front));
  const context = model.context(model.chat(messages));
  try {
    const tokens = model.vocabulary.tokenize(text.slice(front, text.length - back));
    const scores = await model.score(context, tokens);
    return scores.reduce((sum, score) => sum + score, 0);
  } finally {
    context.drop();
  }
}

/** Characters behind the last difference that weigh in. */
const AHEAD = 160;

/** How many characters at the front, whole words, and at the back texts share; of those at the back, some are left. */
function whereTheyDiffer(texts: readonly string[]): { readonly front: number; readonly back: number } {
  const [first, ...others] = texts;
  const shortest = Math.min(...texts.map(({ length }) => length));
  const same = (at: (text: string) => string | undefined): boolean =>
    others.every((text) => at(text) === at(first));
  let front = 0;
  while (front < shortest && same((text) => text[front])) front += 1;
  let back = 0;
  while (back < shortest - front && same((text) => text.at(-1 - back))) back += 1;
  // A word is scored as one, with the space before it.
  const words = first.slice(0, front).replace(/\s*\S*$/u, "");
  return { front: words.length, back: Math.max(0, back - AHEAD) };
}
