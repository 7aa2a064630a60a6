/**
 * The law of an algorithm: what it estimates is, on average over many runs, the exact answer.
 * @module
 */
import assert from "node:assert/strict";
import type { Inference } from "../population.ts";

export interface ExactAnswer {
  readonly logZ: number;
  /** Posterior probability of each result. */
  readonly posterior: ReadonlyMap<string, number>;
}

/** Estimates of one run, by name; what is not named is 0. */
export type Estimates = ReadonlyMap<string, number>;

export interface MeansOptions {
  /** What each estimate is on average. */
  readonly expected: Estimates;
  readonly runs?: number;
  /** How many standard errors of the runs themselves a mean may be off, so that more runs see a smaller bias. */
  readonly sigmas?: number;
}

/**
 * Asserts that estimates are unbiased. The error of a mean is taken from the runs, which says nothing about an event so
 * rare that no run may show it: pool rare events first (`pooled`).
 */
export async function testMeans(
  run: (seed: number) => Promise<Estimates>,
  { expected, runs = 900, sigmas = 4 }: MeansOptions,
): Promise<ReadonlyMap<string, { readonly mean: number; readonly error: number }>> {
  const sums = new Map(Array.from(expected.keys(), (name) => [name, { sum: 0, squares: 0 }]));
  for (let seed = 0; seed < runs; seed += 1) {
    for (const [name, value] of await run(seed)) {
      const entry = sums.get(name);
      assert.ok(entry || value === 0, `seed ${seed} gave ${JSON.stringify(name)}, which is impossible`);
      if (!entry) continue;
      entry.sum += value;
      entry.squares += value * value;
    }
  }
  const found = new Map<string, { mean: number; error: number }>();
  for (const [name, { sum, squares }] of sums) {
    const wanted = expected.get(name) as number;
    const mean = sum / runs;
    const error = Math.sqrt(Math.max(0, squares / runs - mean * mean) / (runs - 1));
    assert.ok(
      Math.abs(mean - wanted) <= sigmas * error + 1e-6,
      `${name}: ${mean.toFixed(4)} ± ${error.toFixed(4)} instead of ${wanted.toFixed(4)}`,
    );
    found.set(name, { mean, error });
  }
  return found;
}

/**
 * Results by the name of their group: the likely ones alone, the rest together until each group has this probability.
 * Runs see every group often enough for the normal law.
 */
export function pooled(posterior: ReadonlyMap<string, number>, smallest = 0.05): ReadonlyMap<string, string> {
  const groups: { members: string[]; mass: number }[] = [];
  for (const [result, mass] of [...posterior].sort(([, one], [, other]) => other - one)) {
    const last = groups.at(-1);
    if (last && last.mass < smallest) {
      last.members.push(result);
      last.mass += mass;
    } else groups.push({ members: [result], mass });
  }
  const last = groups.at(-1);
  const before = groups.at(-2);
  if (last && before && last.mass < smallest) {
    before.members.push(...last.members);
    groups.pop();
  }
  return new Map(
    groups.flatMap(({ members }) => members.map((member) => [member, `“${members.join("”, “")}”`])),
  );
}

/**
 * Z times the posterior probability of each result, as weighted samples estimate it. Unlike the normalised weights
 * alone, which are only consistent, these are unbiased for any number of particles (Del Moral 2004, theorem 7.4.2).
 */
export function weightedShares({ samples, logZ }: Inference<string>): Estimates {
  const total = samples.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);
  return collected(samples, ({ logWeight }) => (Math.exp(logZ) * Math.exp(logWeight)) / total);
}

/** How often each result is among so many samples, whatever they weigh. */
export function sampleShares({ samples }: Inference<string>, count: number): Estimates {
  return collected(samples, () => 1 / count);
}

function collected<Sample extends { readonly result: string }>(
  samples: readonly Sample[],
  share: (sample: Sample) => number,
): Map<string, number> {
  const shares = new Map<string, number>();
  for (const sample of samples) shares.set(sample.result, (shares.get(sample.result) ?? 0) + share(sample));
  return shares;
}

/**
 * Runs an algorithm many times and compares the mean of exp(logZ), and the posterior that its weighted samples estimate,
 * with the exact answer; a result outside the posterior fails at once.
 */
export async function testAlgorithm(
  run: (seed: number) => Promise<Inference<string>>,
  {
    exact,
    runs,
    sigmas,
    resolution = 0.05,
  }: {
    exact: ExactAnswer;
    runs?: number;
    sigmas?: number;
    /** The relative standard error of Z that the runs must reach: a test that sees nothing proves nothing. */
    resolution?: number;
  },
): Promise<void> {
  const groups = pooled(exact.posterior);
  const expected = new Map([["Z", 1]]);
  for (const [result, group] of groups)
    expected.set(group, (expected.get(group) ?? 0) + (exact.posterior.get(result) as number));
  const found = await testMeans(
    async (seed) => {
      const inference = await run(seed);
      const estimates = new Map([["Z", Math.exp(inference.logZ - exact.logZ)]]);
      for (const [result, value] of weightedShares(inference)) {
        const group = groups.get(result) ?? result;
        estimates.set(group, (estimates.get(group) ?? 0) + value / Math.exp(exact.logZ));
      }
      return estimates;
    },
    { expected, ...(runs !== undefined && { runs }), ...(sigmas !== undefined && { sigmas }) },
  );
  const { error } = found.get("Z") as { error: number };
  assert.ok(error <= resolution, `Z is known to ± ${error.toFixed(4)} only: more runs are needed`);
}
