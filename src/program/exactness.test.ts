import assert from "node:assert/strict";
import { test } from "node:test";
import type { Constraint } from "../inference/constraint.ts";
import { logSumExp } from "../inference/distribution.ts";
import { importance } from "../inference/importance.ts";
import type { Inference, Population } from "../inference/population.ts";
import { type Random, random } from "../inference/random.ts";
import { multinomial, type Resampling, residual, stratified, systematic } from "../inference/resampling.ts";
import { smc } from "../inference/smc.ts";
import { type ExactAnswer, testAlgorithm, testConstraint } from "../inference/testing.ts";
import { enumerate, type TableModelOptions, tableModel } from "../model/table/table-model.ts";
import { barrier, context, factor, observe, type Program, sample } from "./effects.ts";
import { ProgramPopulation } from "./engine.ts";

/** A bigram model over a, b, c that prefers to repeat, and ends after a while. */
const bigram: TableModelOptions = {
  vocabulary: ["a", "b", "ab"],
  next: (tokens) => {
    const last = tokens.at(-1);
    const row = [0.5, 0.3, 0.2, tokens.length < 2 ? 0.1 : 0.6];
    if (last !== undefined) row[last] += 0.4;
    return tokens.length >= 5 ? [0, 0, 0, 1] : row;
  },
};

/** Texts with exactly this many b, and no two of them side by side. */
function spacedBs(wanted: number): Constraint<{ count: number; last: boolean }> {
  return {
    start: { count: 0, last: false },
    next: (state, point) => {
      const isB = point === 98;
      if (isB && (state.last || state.count === wanted)) return undefined;
      return { count: state.count + (isB ? 1 : 0), last: isB };
    },
    mayEnd: (state) => state.count === wanted,
    key: (state) => `${state.count}${state.last}`,
    alphabet: new Set([97, 98]),
  };
}

const write = (constraint: Constraint<{ count: number; last: boolean }>): Program<string> =>
  function* () {
    const follower = yield* context([]);
    let text = "";
    let position = { state: constraint.start };
    while (true) {
      const step = yield* sample(follower, { constraint, position });
      if (step.ended) return text;
      text += step.text;
      position = step.position;
      yield* barrier();
    }
  };

const obeys = (wanted: number) => (text: string) =>
  text.split("b").length - 1 === wanted && !text.includes("bb");

function exactly(log: (text: string) => number): ExactAnswer {
  const weights = new Map<string, number>();
  for (const { text, logProbability } of enumerate({ options: bigram, maxTokens: 5 })) {
    const weight = Math.exp(logProbability + log(text));
    if (weight > 0) weights.set(text, (weights.get(text) ?? 0) + weight);
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return {
    logZ: Math.log(total),
    posterior: new Map([...weights].map(([text, weight]) => [text, weight / total])),
  };
}

interface Case {
  readonly name: string;
  readonly program: Program<string>;
  readonly exact: ExactAnswer;
}

const cases: readonly Case[] = [
  {
    name: "a mask",
    program: write(spacedBs(2)),
    exact: exactly((text) => (obeys(2)(text) ? 0 : Number.NEGATIVE_INFINITY)),
  },
  {
    name: "a factor that comes late",
    program: function* () {
      const follower = yield* context([]);
      let text = "";
      while (true) {
        const step = yield* sample(follower);
        if (step.ended) break;
        text += step.text;
        yield* barrier();
      }
      yield* factor(text.startsWith("a") ? 0 : Math.log(0.2));
      yield* factor(text.endsWith("b") ? Math.log(3) : 0);
      return text;
    },
    exact: exactly(
      (text) => (text.startsWith("a") ? 0 : Math.log(0.2)) + (text.endsWith("b") ? Math.log(3) : 0),
    ),
  },
  {
    name: "an observed beginning",
    program: function* () {
      const follower = yield* context([]);
      yield* observe(follower, "ab");
      let text = "ab";
      while (true) {
        const step = yield* sample(follower);
        if (step.ended) return text;
        text += step.text;
        yield* barrier();
      }
    },
    // The toy reads “ab” as its third token.
    exact: (() => {
      const weights = new Map<string, number>();
      for (const { tokens, text, logProbability } of enumerate({ options: bigram, maxTokens: 5 })) {
        if (tokens[0] === 2) weights.set(text, (weights.get(text) ?? 0) + Math.exp(logProbability));
      }
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
      return {
        logZ: Math.log(total),
        posterior: new Map([...weights].map(([text, weight]) => [text, weight / total])),
      };
    })(),
  },
];

type Algorithm = (options: { population: Population<string>; random: Random }) => Promise<Inference<string>>;

const algorithms: Readonly<Record<string, Algorithm>> = {
  importance: (options) => importance(options),
  "smc, systematic": (options) => smc({ ...options, resampling: systematic }),
  "smc, systematic, at every barrier": (options) => smc({ ...options, threshold: 1.01 }),
  "smc, multinomial": (options) => smc({ ...options, resampling: multinomial, threshold: 0.9 }),
  "smc, stratified": (options) => smc({ ...options, resampling: stratified, threshold: 0.9 }),
  "smc, residual": (options) => smc({ ...options, resampling: residual, threshold: 0.9 }),
};

const runWith =
  (algorithm: Algorithm, program: Program<string>, wrap = (population: Population<string>) => population) =>
  async (seed: number): Promise<Inference<string>> => {
    const stream = random(seed);
    const population = new ProgramPopulation({
      program,
      model: tableModel(bigram),
      particles: 6,
      random: stream,
    });
    const inference = await algorithm({ population: wrap(population), random: stream.split(99) });
    population.close();
    return inference;
  };

for (const [name, algorithm] of Object.entries(algorithms)) {
  for (const { name: what, program, exact } of cases) {
    test(`${name} estimates Z and the posterior of ${what} without bias`, async () => {
      await testAlgorithm(runWith(algorithm, program), { exact });
    });
  }
}

const biased: Resampling = (logWeights) => {
  const heaviest = logWeights.indexOf(Math.max(...logWeights));
  return Int32Array.from(logWeights, (_, index) => (index === 0 ? heaviest : index));
};

/** A population whose weights are wrong by a constant factor a token, as if a mask's mass were counted in part. */
const wrongWeights = (factorOf: (particle: number) => number) => (population: Population<string>) => {
  const wrapped: Population<string> = {
    logWeights: population.logWeights,
    advance: async () => {
      const before = population.logWeights.slice();
      const more = await population.advance();
      for (const [index, weight] of population.logWeights.entries()) {
        if (weight === Number.NEGATIVE_INFINITY) continue;
        population.logWeights[index] = before[index] + (weight - before[index]) * factorOf(index);
      }
      return more;
    },
    finished: (particle) => population.finished(particle),
    resample: (ancestors) => population.resample(ancestors),
    result: (particle) => population.result(particle),
    text: (particle) => population.text(particle),
  };
  return wrapped;
};

const mutants: Readonly<Record<string, (seed: number) => Promise<Inference<string>>>> = {
  "a dropped mask weight": runWith(
    algorithms["smc, systematic"],
    cases[0].program,
    wrongWeights(() => 0),
  ),
  "a weight counted twice": runWith(
    algorithms["smc, systematic"],
    cases[0].program,
    wrongWeights(() => 2),
  ),
  "a weight 3 % too small": runWith(
    algorithms["smc, systematic"],
    cases[0].program,
    wrongWeights(() => 1.03),
  ),
  "a resampler that favours the heaviest": runWith(
    (options) => smc({ ...options, resampling: biased, threshold: 1.01 }),
    cases[0].program,
  ),
};

for (const [name, mutant] of Object.entries(mutants)) {
  test(`the exactness test catches ${name}`, async () => {
    await assert.rejects(testAlgorithm(mutant, { exact: cases[0].exact, runs: 3000 }), /instead of/);
  });
}

test("the toy's constraint keeps the laws of constraints", () => {
  // It can't promise a finish within five tokens, but every state of its own has a way on.
  testConstraint(spacedBs(2), { alphabet: "ab" });
});

test("the same seed gives the same samples, another seed gives others", async () => {
  const run = runWith(algorithms["smc, systematic"], cases[0].program);
  const [one, again, other] = [await run(5), await run(5), await run(6)];
  assert.deepEqual(again, one);
  assert.notDeepEqual(other, one);
});

test("logSumExp of nothing but zeros is minus infinity", () => {
  assert.equal(logSumExp([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]), Number.NEGATIVE_INFINITY);
});
