/**
 * How small a bias shows: of every algorithm Z is known to 0.3 %, and one that is 2 % off is caught. SMC and its schemes of
 * resampling are known without chance, to a millionth: `every-outcome.test.ts`.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { logSumExp } from "../inference/distribution.ts";
import type { Inference } from "../inference/population.ts";
import { testAlgorithm, weightedShares } from "../inference/testing.ts";
import { algorithms } from "./testing/algorithms.ts";
import { type Case, cases } from "./testing/cases.ts";
import { runCase } from "./testing/run-case.ts";

/** Relative standard error of Z: the bound of four of them is passed by 2 %, whatever chance does. */
const RESOLUTION = 0.003;
/** Standard error of the likeliest result's share. */
const SHARE_RESOLUTION = 0.003;
const LEAST_RUNS = 1000;
const PARTICLES = 24;

const named = (part: string): Case => cases.find(({ name }) => name.includes(part)) as Case;
/** Cases whose weights vary little, so that few runs see much. */
const caseOf = (algorithm: string): Case =>
  algorithm === "rejection" ? named("an early end that weighs more") : named("a mask at temperature 1.7");

/** Runs until Z and the likeliest result's share are known well enough. */
async function runs(algorithm: string): Promise<Inference<string>[]> {
  const toyCase = caseOf(algorithm);
  const { logZ, posterior } = toyCase.exact;
  const [likeliest] = likeliestOf(posterior);
  const run = runCase({ algorithm: algorithms[algorithm](toyCase), particles: PARTICLES, ...toyCase });
  const found: Inference<string>[] = [];
  const [ofZ, ofShare] = [standardError(), standardError()];
  let [error, shareError] = [1, 1];
  while (found.length < LEAST_RUNS || error > RESOLUTION || shareError > SHARE_RESOLUTION) {
    const inference = await run(found.length);
    found.push(inference);
    error = ofZ(Math.exp(inference.logZ - logZ));
    shareError = ofShare((weightedShares(inference).get(likeliest) ?? 0) / Math.exp(logZ));
  }
  return found;
}

const likeliestOf = (posterior: ReadonlyMap<string, number>): readonly [result: string, share: number] =>
  [...posterior].reduce((one, other) => (other[1] > one[1] ? other : one));

/** Told one value after the other, it says how well their mean is known. */
function standardError(): (value: number) => number {
  let [count, sum, squares] = [0, 0, 0];
  return (value) => {
    count += 1;
    sum += value;
    squares += value * value;
    return Math.sqrt((squares / count - (sum / count) ** 2) / (count - 1));
  };
}

/** Another sample of the likeliest result, so heavy that its share is 0.02 too large on average. */
function favours({ exact }: Case): (inference: Inference<string>) => Inference<string> {
  const [result, share] = likeliestOf(exact.posterior);
  const part = 0.02 / (1 - share);
  return ({ samples, ...rest }) => {
    const total = logSumExp(samples.map(({ logWeight }) => logWeight));
    return { ...rest, samples: [...samples, { result, logWeight: total + Math.log(part / (1 - part)) }] };
  };
}

const knownExactly = (name: string): boolean => /^smc, \w+(, always)?$/.test(name);

for (const algorithm of Object.keys(algorithms).filter((name) => !knownExactly(name))) {
  suite(`${algorithm}, with Z known to 0.3 %`, () => {
    const toyCase = caseOf(algorithm);
    const all = runs(algorithm);
    const tested = async (change: ReturnType<typeof favours>): Promise<void> => {
      const found = await all;
      const changed = async (seed: number): Promise<Inference<string>> => change(found[seed]);
      await testAlgorithm(changed, { ...toyCase, runs: found.length, resolution: RESOLUTION * 1.03 });
    };
    test("is exact", () => tested((inference) => inference));
    test("would be caught with a Z that is 2 % too large", () =>
      assert.rejects(
        tested((inference) => ({ ...inference, logZ: inference.logZ + Math.log(1.02) })),
        /instead of/,
      ));
    test("would be caught with a Z that is 2 % too small", () =>
      assert.rejects(
        tested((inference) => ({ ...inference, logZ: inference.logZ - Math.log(1.02) })),
        /instead of/,
      ));
    test("would be caught with a share that is 0.02 too large", () =>
      assert.rejects(tested(favours(toyCase)), /instead of/));
  });
}
