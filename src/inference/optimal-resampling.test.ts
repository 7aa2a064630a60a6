import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logSumExp } from "./distribution.ts";
import { type WeightedResampling, withoutReplacement } from "./optimal-resampling.ts";
import { random } from "./random.ts";
import { multinomial, systematic } from "./resampling.ts";
import { testMeans } from "./testing.ts";

const weights = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.double({ min: -30, max: 5, noNaN: true }) }, fc.constant(-Infinity)),
    { minLength: 1, maxLength: 30 },
  )
  .filter((list) => list.some((weight) => weight > Number.NEGATIVE_INFINITY))
  .map((list) => Float64Array.from(list));

const aliveIn = (logWeights: Float64Array): number[] =>
  [...logWeights.keys()].filter((index) => logWeights[index] > Number.NEGATIVE_INFINITY);

test("survivors are distinct, alive, as many as wanted or all there are, and weigh what all weighed", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 30 }), fc.nat(), (logWeights, wanted, seed) => {
      const survivors = withoutReplacement(logWeights, random(seed), wanted);
      const { ancestors } = survivors;
      const alive = aliveIn(logWeights);
      assert.equal(new Set(ancestors).size, ancestors.length);
      assert.equal(survivors.logWeights.length, ancestors.length);
      for (const ancestor of ancestors) assert.ok(alive.includes(ancestor));
      const total = logSumExp(logWeights);
      assert.ok(Math.abs(logSumExp(survivors.logWeights) - total) < 1e-9);
      if (alive.length <= wanted) {
        assert.deepEqual([...ancestors], alive);
        assert.deepEqual(
          [...survivors.logWeights],
          alive.map((index) => logWeights[index]),
        );
        return;
      }
      // Only particles lighter than a rounding error of the heavy may leave a place empty.
      const least = Math.max(...alive.map((index) => logWeights[index])) - 34;
      assert.ok(
        ancestors.length === wanted || alive.some((index) => logWeights[index] < least),
        `${ancestors.length} of ${wanted}`,
      );
    }),
    { numRuns: 1000 },
  );
});

test("no survivor weighs less than it did, the light ones weigh the same, and the heavier survive for sure", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 30 }), fc.nat(), (logWeights, wanted, seed) => {
      fc.pre(aliveIn(logWeights).length > wanted);
      const { ancestors, logWeights: after } = withoutReplacement(logWeights, random(seed), wanted);
      const raised = [...ancestors.keys()].filter((at) => after[at] !== logWeights[ancestors[at]]);
      for (const at of raised) {
        assert.ok(after[at] > logWeights[ancestors[at]] - 1e-12);
        assert.equal(after[at], after[raised[0]]);
      }
      if (raised.length === 0) return;
      for (const index of aliveIn(logWeights)) {
        if (logWeights[index] > after[raised[0]] + 1e-12) assert.ok(ancestors.includes(index));
      }
    }),
    { numRuns: 1000 },
  );
});

const lists = [
  [0.1, 0.2, 0.3, 0.4, 1, 2.5],
  [3, 0, 1, 0, 0.01, 0.2],
  [1, 1, 1, 1],
  [100, 1, 1, 1, 1],
];

/** Mean weight of each particle after resampling. */
const testUnbiased = (scheme: WeightedResampling, list: readonly number[], wanted: number) => {
  const logWeights = Float64Array.from(list, Math.log);
  const named = (at: number): string => `particle ${at}`;
  return testMeans(
    async (seed) => {
      const survivors = scheme(logWeights, random(seed), wanted);
      return new Map(
        Array.from(survivors.ancestors, (ancestor, at) => [
          named(ancestor),
          Math.exp(survivors.logWeights[at]),
        ]),
      );
    },
    { expected: new Map(list.map((weight, at) => [named(at), weight])), runs: 5000 },
  );
};

for (const list of lists) {
  for (const wanted of [1, 2, 3]) {
    test(`${wanted} survivors of ${list.join(", ")} carry each particle's weight on average`, async () => {
      await testUnbiased(withoutReplacement, list, wanted);
    });
  }
}

test("the test of survivors catches the heaviest that always survive, and light ones that keep their weight", async () => {
  const heaviest: WeightedResampling = (logWeights, _, wanted) => {
    const sorted = aliveIn(logWeights).sort((one, other) => logWeights[other] - logWeights[one]);
    const ancestors = Int32Array.from(sorted.slice(0, wanted));
    const total = logSumExp(logWeights);
    return { ancestors, logWeights: new Float64Array(ancestors.length).fill(total - Math.log(wanted)) };
  };
  const keeping: WeightedResampling = (logWeights, stream, wanted) => {
    const { ancestors } = withoutReplacement(logWeights, stream, wanted);
    return { ancestors, logWeights: Float64Array.from(ancestors, (index) => logWeights[index]) };
  };
  for (const mutant of [heaviest, keeping])
    await assert.rejects(testUnbiased(mutant, lists[0], 3), /instead of/);
});

test("it changes the weights less than schemes with replacement do", () => {
  const logWeights = Float64Array.from([0.5, 0.2, 0.1, 0.08, 0.05, 0.04, 0.02, 0.01], Math.log);
  const wanted = 4;
  const runs = 3000;
  const squaredError = (after: (seed: number) => Float64Array): number => {
    let sum = 0;
    for (let seed = 0; seed < runs; seed += 1) {
      for (const [index, weight] of after(seed).entries()) sum += (weight - Math.exp(logWeights[index])) ** 2;
    }
    return sum / runs;
  };
  const optimal = squaredError((seed) => {
    const all = new Float64Array(logWeights.length);
    const survivors = withoutReplacement(logWeights, random(seed), wanted);
    for (const [at, ancestor] of survivors.ancestors.entries())
      all[ancestor] = Math.exp(survivors.logWeights[at]);
    return all;
  });
  for (const scheme of [systematic, multinomial]) {
    const other = squaredError((seed) => {
      const all = new Float64Array(logWeights.length);
      for (const ancestor of scheme(logWeights, random(seed), wanted)) all[ancestor] += 1 / wanted;
      return all;
    });
    assert.ok(optimal < 0.8 * other, `${optimal} is not below ${other}`);
  }
});
