/** The exactness test proves something only if it fails for what is wrong: small mistakes, each caught. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { logSumExp } from "../inference/distribution.ts";
import { type WeightedResampling, withoutReplacement } from "../inference/optimal-resampling.ts";
import type { Algorithm, Inference, Population } from "../inference/population.ts";
import { type Resampling, systematic } from "../inference/resampling.ts";
import { smc } from "../inference/smc.ts";
import { steering } from "../inference/steering.ts";
import { testAlgorithm } from "../inference/testing.ts";
import { type Case, cases } from "./testing/cases.ts";
import { plain, runCase } from "./testing/run-case.ts";

const [mask, , hopes, early] = cases;
const hinted = cases.find(({ name }) => name === "a proposal from another context") as Case;
const warm = cases.find(({ name }) => name.includes("1.7")) as Case;
const byRejection = cases.find(({ name }) => name === "a mask, by rejection") as Case;
const ALWAYS = 1.01;
const always: Algorithm<string> = (options) => smc({ ...options, threshold: ALWAYS });

/** A population that weighs wrongly: what a step multiplied the weight by, in logarithms, goes through `change`. */
const weighing = (change: (step: number) => number) => (population: Population<string>) =>
  plain(population, {
    async advance() {
      const before = population.logWeights.slice();
      const more = await population.advance();
      for (const [index, weight] of population.logWeights.entries()) {
        if (weight === Number.NEGATIVE_INFINITY || weight === before[index]) continue;
        population.logWeights[index] = before[index] + change(weight - before[index]);
      }
      return more;
    },
  });

/** Finished particles stay where they are, as if their texts could not be copied or replaced. */
const finishedStay = (population: Population<string>): Population<string> =>
  plain(population, {
    resample: (ancestors) =>
      population.resample(
        ancestors.map((ancestor, index) => (population.finished(index) ? index : ancestor)),
      ),
  });

const favoursHeaviest: Resampling = (logWeights, random) => {
  const ancestors = systematic(logWeights, random);
  ancestors[0] = logWeights.indexOf(Math.max(...logWeights));
  return ancestors;
};

/** The same pointers every time: the numbers of children are rounded instead of drawn. */
const rounds: Resampling = (logWeights, random) => systematic(logWeights, { ...random, next: () => 0.5 });

const scaledZ: Algorithm<string> = async (options) => {
  const inference: Inference<string> = await always(options);
  return { ...inference, logZ: inference.logZ + Math.log(1.02) };
};

/** The survivors of resampling without replacement, all with the same weight. */
const levels: WeightedResampling = (logWeights, random, wanted) => {
  const { ancestors } = withoutReplacement(logWeights, random, wanted);
  const mean = logSumExp(logWeights) - Math.log(ancestors.length);
  return { ancestors, logWeights: new Float64Array(ancestors.length).fill(mean) };
};

/** The same draw every time: which of the light survive is rounded. */
const settled: WeightedResampling = (logWeights, random, wanted) =>
  withoutReplacement(logWeights, { ...random, next: () => 0.5 }, wanted);

/** 2 % of the weight are lost at each resampling. */
const loses: WeightedResampling = (logWeights, random, wanted) => {
  const survivors = withoutReplacement(logWeights, random, wanted);
  return { ...survivors, logWeights: survivors.logWeights.map((weight) => weight - Math.log(1.02)) };
};

const steeringBy =
  (resampling: WeightedResampling): Algorithm<string> =>
  (options) =>
    steering({ ...options, resampling, continuations: 2 });

interface Mutant {
  readonly toyCase: Case;
  readonly algorithm?: Algorithm<string>;
  readonly wrap?: (population: Population<string>) => Population<string>;
  /** Runs that show it; absent: a fifth of those that find nothing wrong with the original. */
  readonly runs?: number;
}

const mutants: Readonly<Record<string, Mutant>> = {
  "dropped weights": { toyCase: mask, wrap: weighing(() => 0) },
  "weights counted twice": { toyCase: mask, wrap: weighing((step) => 2 * step) },
  "weights to the power 1.03": { toyCase: mask, wrap: weighing((step) => 1.03 * step), runs: 5000 },
  "each weight 2 % too large": { toyCase: mask, wrap: weighing((step) => step + Math.log(1.02)) },
  "a proposal whose draws count as the target's": { toyCase: hinted, wrap: weighing(() => 0) },
  "weights of rejection that are dropped": { toyCase: byRejection, wrap: weighing(() => 0) },
  "weights of rejection to the power 1.1": { toyCase: byRejection, wrap: weighing((step) => 1.1 * step) },
  "a Z that is 2 % too large": { toyCase: warm, algorithm: scaledZ, runs: 5000 },
  "finished particles that take no part in resampling": { toyCase: early, wrap: finishedStay },
  "a resampler that favours the heaviest": {
    toyCase: hopes,
    algorithm: (options) => smc({ ...options, resampling: favoursHeaviest, threshold: ALWAYS }),
  },
  "steering whose survivors all weigh the same": { toyCase: hopes, algorithm: steeringBy(levels) },
  "steering whose survivors are not drawn": { toyCase: hopes, algorithm: steeringBy(settled) },
  "steering that loses 2 % at each barrier": { toyCase: hopes, algorithm: steeringBy(loses) },
  "a resampler that rounds": {
    toyCase: hopes,
    algorithm: (options) => smc({ ...options, resampling: rounds, threshold: ALWAYS }),
  },
};

for (const [name, { toyCase, algorithm = always, wrap, runs = 1000 }] of Object.entries(mutants)) {
  test(`the exactness test catches ${name}`, async () => {
    const run = runCase({ algorithm, program: toyCase.program, ...(wrap && { wrap }) });
    await assert.rejects(testAlgorithm(run, { exact: toyCase.exact, runs }), /instead of/);
  });
}

for (const toyCase of [mask, hopes, early, warm, byRejection]) {
  test(`as many runs find nothing wrong with the original on ${toyCase.name}`, async () => {
    await testAlgorithm(runCase({ algorithm: always, ...toyCase }), { ...toyCase, runs: 5000 });
  });
}
