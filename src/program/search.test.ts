/** Searches that keep few of many continuations: what steering keeps is distinct, and beam search finds the mode. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { beam } from "../inference/beam.ts";
import type { Algorithm, BarrierEvent, Inference } from "../inference/population.ts";
import { steering } from "../inference/steering.ts";
import { pooled, sampleShares, testAlgorithm, testMeans } from "../inference/testing.ts";
import { barrier, context, sample } from "./effects.ts";
import { type Case, cases } from "./testing/cases.ts";
import { PARTICLES, plain, runCase } from "./testing/run-case.ts";
import { toy } from "./testing/toys.ts";

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

const lateWeight = (text: string): number =>
  (text.startsWith("a") ? 0 : Math.log(0.2)) + (text.endsWith("b") ? Math.log(3) : 0);

interface Hypothesis {
  readonly tokens: readonly number[];
  readonly text: string;
  readonly ended: boolean;
  readonly value: number;
}

/** Beam search over the toy's tokens by definition, with the weight that an end brings. */
function textbookBeam(width: number, atEnd: (text: string) => number): readonly Hypothesis[] {
  let kept: readonly Hypothesis[] = [{ tokens: [], text: "", ended: false, value: 0 }];
  while (kept.some(({ ended }) => !ended)) {
    const best = new Map<string, Hypothesis>();
    for (const one of kept) {
      const row = toy.next(one.tokens);
      const total = row.reduce((sum, value) => sum + value, 0);
      const longer = one.ended
        ? [one]
        : row.map((value, token): Hypothesis => {
            const ended = token === toy.vocabulary.length;
            const text = one.text + (toy.vocabulary[token] ?? "");
            const gained = Math.log(value / total) + (ended ? atEnd(text) : 0);
            return { tokens: [...one.tokens, token], text, ended, value: one.value + gained };
          });
      for (const hypothesis of longer) {
        const key = `${hypothesis.ended} ${hypothesis.text}`;
        if (hypothesis.value > (best.get(key)?.value ?? Number.NEGATIVE_INFINITY)) best.set(key, hypothesis);
      }
    }
    kept = [...best.values()].sort((one, other) => other.value - one.value).slice(0, width);
  }
  return kept;
}

test("with barriers at tokens and room for all of them it is the textbook's beam search, whatever the seed", async () => {
  const wanted = textbookBeam(PARTICLES, lateWeight);
  assert.ok(wanted.length === PARTICLES && wanted.some(({ text }) => text.length > 2));
  const full: Algorithm<string> = (options) => beam({ ...options, continuations: PARTICLES });
  for (const seed of [1, 2, 3]) {
    const { samples, logZ } = await runCase({ algorithm: full, ...late })(seed);
    // “aaa” and “aab” are equally likely.
    assert.deepEqual(samples.map(({ result }) => result).sort(), wanted.map(({ text }) => text).sort());
    for (const [place, { logWeight }] of samples.entries())
      assert.ok(Math.abs(logWeight - wanted[place].value) < 1e-5);
    assert.ok(logZ < late.exact.logZ);
  }
});

test("a text of the beam goes on with different tokens, and greedily behind the first", async () => {
  const program = function* () {
    const follower = yield* context([]);
    let text = "";
    for (let tokens = 0; tokens < 3; tokens += 1) {
      const step = yield* sample(follower);
      if (step.ended) return text;
      text += step.text;
    }
    yield* barrier();
    return `${text}.`;
  };
  const run = runCase({ algorithm: (options) => beam({ ...options, continuations: 1 }), program });
  const { samples } = await run(1);
  // a, b and ab repeat themselves, and the end comes at once; there are no more tokens.
  assert.deepEqual(samples.map(({ result }) => result).sort(), ["", "aaa.", "ababab.", "bbb."]);
});

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
    wrap: plain,
  });
  await assert.rejects(run(1), { code: "inference.target" });
});
