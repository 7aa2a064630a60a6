/**
 * What the same follower does without a contract to write under: its greedy text, and the best of n samples.
 * @module
 */
import { type Contract, check } from "../../contract/index.ts";
import { freeProgram } from "../../contract/program.ts";
import type { Random } from "../../inference/index.ts";
import type { TokenModel } from "../../model/token-model.ts";
import { followerMessages } from "../../run/messages.ts";
import { write } from "../../run/write.ts";
import type { CollieConstraint } from "./cases.ts";
import type { BaselineRecord } from "./record.ts";
import { satisfies } from "./verdict.ts";

export interface BaselineOptions {
  readonly request: string;
  readonly constraint: CollieConstraint;
  /** What best-of-n chooses by: texts that pass its check come first, then the likeliest a character. */
  readonly contract: Contract | undefined;
  readonly follower: TokenModel;
  /** Tokens that may be spent on samples, about. */
  readonly tokens: number;
  readonly temperature: number;
  readonly random: Random;
  readonly shouldStop: () => boolean;
}

/** So cold that the likeliest token is taken. */
const GREEDY = 1e-4;
const MOST_TOKENS = 512;
const MOST_SAMPLES = 64;

/** Both baselines; n is chosen so that they cost about `tokens`. */
export async function baselines(
  options: BaselineOptions,
): Promise<{ readonly greedy: BaselineRecord; readonly bestOfN: BaselineRecord }> {
  const { request, follower, tokens, temperature } = options;
  const greedy = await best({ ...options, samples: 1, temperature: GREEDY });
  const prompt = follower.chat(followerMessages(request)).length;
  const length = Math.max(1, follower.vocabulary.tokenize(greedy.text).length);
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round((tokens - prompt) / length)));
  return { greedy, bestOfN: await best({ ...options, samples, temperature }) };
}

async function best(options: BaselineOptions & { samples: number }): Promise<BaselineRecord> {
  const { request, constraint, contract, follower, samples, temperature, random, shouldStop } = options;
  const started = performance.now();
  const before = follower.evaluated;
  const { texts } = await write({
    program: freeProgram({ messages: followerMessages(request), temperature, maxTokens: MOST_TOKENS }),
    follower,
    particles: samples,
    random: random.split(samples),
    shouldStop,
    onBarrier: () => {},
  });
  const ranked = texts
    .map(({ text, logProbability }) => ({
      text,
      passed: contract ? check(contract, text).passed : null,
      score: logProbability / Math.max(1, [...text].length),
    }))
    .sort((one, other) => Number(other.passed) - Number(one.passed) || other.score - one.score);
  const [{ text, passed } = { text: "", passed: null }] = ranked;
  return {
    text,
    pass: satisfies(constraint, text),
    check: passed,
    samples,
    seconds: (performance.now() - started) / 1000,
    tokens: follower.evaluated - before,
  };
}
