/** Algorithms that do not sample the posterior: their estimate of Z is exact, and their samples keep their own law. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOfN } from "../inference/best-of-n.ts";
import { locallyConstrained } from "../inference/locally-constrained.ts";
import type { Inference } from "../inference/population.ts";
import { pooled, sampleShares, testAlgorithm, testMeans } from "../inference/testing.ts";
import { cases } from "./testing/cases.ts";
import { bestOfLaw, maskedOutcomes, type Outcome } from "./testing/outcomes.ts";
import { PARTICLES, runCase } from "./testing/run-case.ts";
import { spacedBs, texts, toy } from "./testing/toys.ts";

const baselines = { "best of n": bestOfN, "locally constrained decoding": locallyConstrained };

for (const toyCase of cases) {
  for (const [name, algorithm] of Object.entries(baselines)) {
    test(`${name} gives Z of ${toyCase.name}`, async () => {
      const run = runCase({ algorithm, ...toyCase });
      await testMeans(async (seed) => new Map([["Z", Math.exp((await run(seed)).logZ)]]), {
        expected: new Map([["Z", Math.exp(toyCase.exact.logZ)]]),
        runs: 400,
      });
    });
  }
  if (toyCase.masked) {
    test(`locally constrained decoding is caught as biased on ${toyCase.name}`, async () => {
      const run = runCase({ algorithm: locallyConstrained, ...toyCase });
      await assert.rejects(testAlgorithm(run, { exact: toyCase.exact, runs: 2500 }), /instead of/);
    });
  }
}

/** Asserts how often each text is among `count` samples, rare ones together. */
async function testLaw(
  run: (seed: number) => Promise<Inference<string>>,
  { law, count }: { law: ReadonlyMap<string, number>; count: number },
): Promise<void> {
  const groups = pooled(law);
  const grouped = (shares: ReadonlyMap<string, number>): Map<string, number> => {
    const sums = new Map<string, number>();
    for (const [text, share] of shares) {
      const group = groups.get(text) ?? text;
      sums.set(group, (sums.get(group) ?? 0) + share);
    }
    return sums;
  };
  await testMeans(async (seed) => grouped(sampleShares(await run(seed), count)), { expected: grouped(law) });
}

const byText = (outcomes: readonly Outcome[]): ReadonlyMap<string, number> => {
  const law = new Map<string, number>();
  for (const { text, drawn } of outcomes) law.set(text, (law.get(text) ?? 0) + drawn);
  return law;
};

const [mask, late] = cases;
const masked = maskedOutcomes(toy, spacedBs(2));

test("locally constrained decoding draws as if the masks cost nothing", async () => {
  const run = runCase({ algorithm: locallyConstrained, ...mask });
  await testLaw(run, { law: byText(masked), count: PARTICLES });
});

test("best of n returns the heaviest of n draws under a mask", async () => {
  await testLaw(runCase({ algorithm: bestOfN, ...mask }), { law: bestOfLaw(masked, PARTICLES), count: 1 });
});

test("best of n returns the first of equals", async () => {
  const outcomes = texts().map(({ text, logProbability }) => ({
    text,
    drawn: Math.exp(logProbability),
    weight: (text.startsWith("a") ? 1 : 0.2) * (text.endsWith("b") ? 3 : 1),
  }));
  const run = runCase({ algorithm: bestOfN, ...late });
  await testLaw(run, { law: bestOfLaw(outcomes, PARTICLES), count: 1 });
});

test("best of n can score by something else than weight", async () => {
  const shortest = (options: Parameters<typeof bestOfN<string>>[0]) =>
    bestOfN({ ...options, score: ({ result }) => -result.length });
  const outcomes = texts().map(({ text, logProbability }) => ({
    text,
    drawn: Math.exp(logProbability),
    weight: -text.length,
  }));
  const run = runCase({ algorithm: shortest, ...late });
  await testLaw(run, { law: bestOfLaw(outcomes, PARTICLES), count: 1 });
});
