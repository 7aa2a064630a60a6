import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "./random.ts";
import {
  effectiveSampleSize,
  multinomial,
  type Resampling,
  residual,
  stratified,
  systematic,
} from "./resampling.ts";
import { testMeans } from "./testing.ts";

const schemes: Readonly<Record<string, Resampling>> = { multinomial, residual, stratified, systematic };

/** Log weights with dead particles among them, but not all of them dead. */
const weights = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.double({ min: -30, max: 5, noNaN: true }) }, fc.constant(-Infinity)),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .filter((list) => list.some((weight) => weight > Number.NEGATIVE_INFINITY))
  .map((list) => Float64Array.from(list));

function expectedChildren(logWeights: Float64Array): number[] {
  const max = Math.max(...logWeights);
  const plain = Array.from(logWeights, (weight) => Math.exp(weight - max));
  const total = plain.reduce((sum, weight) => sum + weight, 0);
  return plain.map((weight) => (logWeights.length * weight) / total);
}

function children(ancestors: Int32Array): number[] {
  const counts = new Array<number>(ancestors.length).fill(0);
  for (const ancestor of ancestors) counts[ancestor] += 1;
  return counts;
}

for (const [name, scheme] of Object.entries(schemes)) {
  test(`${name} resampling gives N ancestors, none of them without weight`, () => {
    fc.assert(
      fc.property(weights, fc.nat(), (logWeights, seed) => {
        const ancestors = scheme(logWeights, random(seed));
        assert.equal(ancestors.length, logWeights.length);
        for (const ancestor of ancestors) assert.ok(logWeights[ancestor] > Number.NEGATIVE_INFINITY);
      }),
      { numRuns: 500 },
    );
  });

  for (const list of [
    [0.1, 0.2, 0.3, 0.4, 1, 2.5],
    [3, 0, 1, 0, 0.01, 0.2],
    [1, 1, 1, 1],
  ]) {
    test(`${name} resampling of ${list.join(", ")} gives N·W children on average`, async () => {
      const logWeights = Float64Array.from(list, Math.log);
      const named = (counts: readonly number[]) =>
        new Map(counts.map((count, index): [string, number] => [`particle ${index}`, count]));
      await testMeans(async (seed) => named(children(scheme(logWeights, random(seed)))), {
        expected: named(expectedChildren(logWeights)),
        runs: 5000,
      });
    });
  }
}

const bounds: readonly [string, Resampling, (expected: number) => readonly [number, number]][] = [
  ["systematic: less than 1 from N·W", systematic, (mean) => [mean - 1, mean + 1]],
  ["stratified: less than 2 from N·W", stratified, (mean) => [mean - 2, mean + 2]],
  ["residual: ⌊N·W⌋ at least", residual, (mean) => [Math.floor(mean) - 1, Number.POSITIVE_INFINITY]],
];

for (const [name, scheme, bound] of bounds) {
  test(`numbers of children, ${name}`, () => {
    fc.assert(
      fc.property(weights, fc.nat(), (logWeights, seed) => {
        const expected = expectedChildren(logWeights);
        for (const [index, count] of children(scheme(logWeights, random(seed))).entries()) {
          const [low, high] = bound(expected[index]);
          assert.ok(
            count > low - 1e-9 && count < high + 1e-9,
            `${count} children where ${expected[index]} are due`,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
}

test("systematic and residual resampling of equal weights changes nothing", () => {
  for (const scheme of [systematic, residual]) {
    for (let count = 1; count <= 100; count += 1) {
      const logWeights = new Float64Array(count).fill(-3);
      assert.deepEqual([...scheme(logWeights, random(count))], [...logWeights.keys()]);
    }
  }
});

test("the effective sample size is 1 to the number alive, and does not see a common factor", () => {
  fc.assert(
    fc.property(weights, fc.double({ min: -700, max: 700, noNaN: true }), (logWeights, factor) => {
      const size = effectiveSampleSize(logWeights);
      const alive = logWeights.filter((weight) => weight > Number.NEGATIVE_INFINITY).length;
      assert.ok(size >= 1 - 1e-9 && size <= alive + 1e-9, `${size} of ${alive}`);
      const scaled = effectiveSampleSize(logWeights.map((weight) => weight + factor));
      assert.ok(Math.abs(scaled - size) < 1e-9 * size);
      const plain = expectedChildren(logWeights).map((mean) => mean / logWeights.length);
      assert.ok(Math.abs(size * plain.reduce((sum, share) => sum + share * share, 0) - 1) < 1e-9);
    }),
  );
});

test("k equal particles among dead ones are k particles, and none are none", () => {
  const dead = Number.NEGATIVE_INFINITY;
  for (const [list, size] of [
    [[dead, dead], 0],
    [[dead, -800, dead], 1],
    [[2, dead, 2, 2], 3],
  ] as const) {
    assert.ok(Math.abs(effectiveSampleSize(Float64Array.from(list)) - size) < 1e-12);
  }
});
