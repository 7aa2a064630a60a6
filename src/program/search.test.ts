/** Searches that keep few of many continuations: what steering keeps is distinct, and beam search finds the mode. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { beam } from "../inference/beam.ts";
import type { Algorithm, BarrierEvent, Inference } from "../inference/population.ts";
import { steering } from "../inference/steering.ts";
import { pooled, sampleShares, testAlgorithm, testMeans } from "../inference/testing.ts";
import { type Case, cases } from "./testing/cases.ts";
import { PARTICLES, runCase } from "./testing/run-case.ts";
import { texts } from "./testing/toys.ts";

const [mask, late, hopes] = cases;

const watched = async (
  algorithm: Algorithm<string>,
  toyCase: Case,
  seed: number,
): Promise<{ inference: Inference<string>; events: readonly BarrierEvent[] }> => {
  const events: BarrierEvent[] = [];
  const run = runCase({
    algorithm: (options) => algorithm({ ...options, onBarrier: (event) => events.push(event) }),
    ...toyCase,
  });
  return { inference: await run(seed), events };
};

const threefold: Algorithm<string> = (options) => steering({ ...options, continuations: 3 });

test("steering keeps as many as there were, no text twice, and continues each", async () => {
  let largest = 0;
  for (let seed = 0; seed < 50; seed += 1) {
    const { events } = await watched(threefold, hopes, seed);
    for (const { ancestors, texts: written, logWeights } of events) {
      largest = Math.max(largest, logWeights.length);
      assert.ok(logWeights.length <= 3 * PARTICLES, `${logWeights.length} particles`);
      if (!ancestors) continue;
      const kept = [...new Set(ancestors)];
      assert.ok(kept.length <= PARTICLES, `${kept.length} were kept`);
      const alive = kept.map((ancestor) => written[ancestor]);
      // The same text may have ended in one particle and go on in another.
      for (const text of alive) assert.ok(alive.filter((other) => other === text).length <= 2);
    }
  }
  assert.equal(largest, 3 * PARTICLES);
});

test("steering's barriers say what the particles weighed, and each estimate of Z is the total so far", async () => {
  const { events, inference } = await watched(threefold, mask, 3);
  assert.equal(events.at(-1)?.ancestors, undefined);
  const total = inference.samples.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);
  assert.ok(Math.abs(Math.log(total / PARTICLES) - inference.logZ) < 1e-12);
  assert.equal(inference.logZStandardError, null);
});

test("steering stays exact where texts that it takes for the same are not", async () => {
  const run = runCase({
    algorithm: threefold,
    ...hopes,
    wrap: (population) => ({
      get logWeights() {
        return population.logWeights;
      },
      advance: () => population.advance(),
      finished: (particle) => population.finished(particle),
      resample: (ancestors) => population.resample(ancestors),
      result: (particle) => population.result(particle),
      text: (particle) => population.text(particle).slice(0, 1),
    }),
  });
  await testAlgorithm(run, { ...hopes, runs: 1500 });
});

test("with one seed both do the same again", async () => {
  for (const algorithm of [threefold, beam]) {
    const run = runCase({ algorithm, ...hopes });
    assert.deepEqual(await run(4), await run(4));
  }
});

test("each particle goes on as a whole number of continuations", async () => {
  for (const continuations of [0, -1, 1.5, Number.NaN]) {
    for (const algorithm of [steering, beam]) {
      const run = runCase({ algorithm: (options) => algorithm({ ...options, continuations }), ...mask });
      await assert.rejects(run(1), { code: "inference.continuations" });
    }
  }
});

/** The likeliest spelling of each text × its factors, best first. */
const modes = (logWeight: (text: string) => number): (readonly [string, number])[] => {
  const best = new Map<string, number>();
  for (const { text, logProbability } of texts()) {
    const value = logProbability + logWeight(text);
    if (value > Number.NEGATIVE_INFINITY && value > (best.get(text) ?? Number.NEGATIVE_INFINITY))
      best.set(text, value);
  }
  return [...best].sort(([, one], [, other]) => other - one);
};

test("beam search with room for all finds the likeliest texts, in order, with their probabilities", async () => {
  const wanted = modes((text) => (late.exact.posterior.has(text) ? lateWeight(text) : -Infinity));
  const wide: Algorithm<string> = (options) => beam({ ...options, continuations: 60 });
  const { samples, logZ } = await runCase({ algorithm: wide, ...late })(2);
  assert.ok(samples.length > 0 && samples.length <= PARTICLES);
  assert.equal(samples[0].result, wanted[0][0]);
  for (const { result, logWeight } of samples) {
    const [, value] = wanted.find(([text]) => text === result) as readonly [string, number];
    assert.ok(logWeight <= value + 1e-6, `${result} weighs e^${logWeight}, above e^${value}`);
  }
  assert.ok(Math.abs(samples[0].logWeight - wanted[0][1]) < 1e-6);
  assert.ok(logZ <= late.exact.logZ);
});

const lateWeight = (text: string): number =>
  (text.startsWith("a") ? 0 : Math.log(0.2)) + (text.endsWith("b") ? Math.log(3) : 0);

for (const toyCase of cases) {
  test(`beam search never claims more than Z of ${toyCase.name}`, async () => {
    const run = runCase({ algorithm: beam, ...toyCase });
    for (let seed = 0; seed < 30; seed += 1) {
      const { samples, logZ } = await run(seed);
      assert.ok(logZ <= toyCase.exact.logZ + 1e-6, `e^${logZ} is above e^${toyCase.exact.logZ}`);
      const results = samples.map(({ result }) => result);
      assert.equal(new Set(results).size, results.length);
      for (const result of results) assert.ok(toyCase.exact.posterior.has(result), result);
    }
  });
}

test("beam search is caught as no sampler", async () => {
  const run = runCase({ algorithm: beam, ...mask });
  await assert.rejects(testAlgorithm(run, { exact: mask.exact }), /instead of|more runs/);
  const groups = pooled(mask.exact.posterior);
  const expected = new Map<string, number>();
  for (const [text, share] of mask.exact.posterior) {
    const group = groups.get(text) as string;
    expected.set(group, (expected.get(group) ?? 0) + share);
  }
  await assert.rejects(
    testMeans(
      async (seed) => {
        const found = new Map<string, number>();
        const { samples } = await run(seed);
        for (const [text, share] of sampleShares(
          { samples, logZ: 0, logZStandardError: null },
          samples.length,
        )) {
          const group = groups.get(text) as string;
          found.set(group, (found.get(group) ?? 0) + share);
        }
        return found;
      },
      { expected },
    ),
    /instead of/,
  );
});

test("beam search says what it needs", async () => {
  const run = runCase({
    algorithm: beam,
    ...mask,
    wrap: (population) => ({
      logWeights: population.logWeights,
      advance: () => population.advance(),
      finished: (particle) => population.finished(particle),
      resample: (ancestors) => population.resample(ancestors),
      result: (particle) => population.result(particle),
      text: (particle) => population.text(particle),
    }),
  });
  await assert.rejects(run(1), { code: "inference.target" });
});
