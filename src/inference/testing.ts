/**
 * Assertions for whoever writes a constraint or an algorithm: the laws they must keep.
 * @module
 */
import assert from "node:assert/strict";
import type { Constraint } from "./constraint.ts";
import type { Inference } from "./population.ts";

/**
 * Visits states reachable over an alphabet, up to a limit, and asserts that none is a dead end, that states are not
 * changed by use, and that equal keys agree on what may come next.
 */
export function testConstraint<State>(
  constraint: Constraint<State>,
  { alphabet, limit = 2000 }: { alphabet: string; limit?: number },
): void {
  const points = Array.from(new Set(alphabet), (char) => char.codePointAt(0) as number);
  const admits = (state: State): string =>
    [
      ...points.map((point) => (constraint.next(state, point) === undefined ? "0" : "1")),
      constraint.mayEnd(state),
    ].join();
  const byKey = new Map<string | number, string>();
  const waiting: [State, string][] = [[constraint.start, ""]];
  for (let visited = 0; waiting.length > 0 && visited < limit; visited += 1) {
    const [state, text] = waiting.pop() as [State, string];
    const before = JSON.stringify(state);
    const admitted = admits(state);
    assert.ok(admitted.includes("1") || constraint.mayEnd(state), `a dead end after ${JSON.stringify(text)}`);
    assert.equal(JSON.stringify(state), before, "a state was changed by asking it");
    const key = constraint.key(state);
    assert.equal(
      byKey.get(key) ?? admitted,
      admitted,
      `states with the key ${key} differ after ${JSON.stringify(text)}`,
    );
    byKey.set(key, admitted);
    for (const point of points) {
      const next = constraint.next(state, point);
      if (next !== undefined) waiting.push([next, text + String.fromCodePoint(point)]);
    }
  }
}

export interface ExactAnswer {
  readonly logZ: number;
  /** Posterior probability of each result. */
  readonly posterior: ReadonlyMap<string, number>;
}

/**
 * Runs an algorithm many times and compares the mean of exp(logZ), and the posterior that its weighted samples estimate,
 * with the exact answer. Bounds are `sigmas` standard errors of the runs themselves, so that more runs see smaller bias.
 */
export async function testAlgorithm(
  run: (seed: number) => Promise<Inference<string>>,
  { exact, runs = 400, sigmas = 4 }: { exact: ExactAnswer; runs?: number; sigmas?: number },
): Promise<void> {
  const results = [...exact.posterior.keys()];
  // Z times the posterior expectation of an indicator is estimated without bias by the mean weight of its samples.
  const estimates = new Map<string, number[]>([
    ["Z", []],
    ...results.map((result): [string, number[]] => [result, []]),
  ]);
  for (let seed = 0; seed < runs; seed += 1) {
    const { samples, logZ } = await run(seed);
    const total = samples.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);
    estimates.get("Z")?.push(Math.exp(logZ - exact.logZ));
    for (const name of results) {
      const mass = samples.reduce(
        (sum, sample) => sum + (sample.result === name ? Math.exp(sample.logWeight) : 0),
        0,
      );
      estimates.get(name)?.push(total === 0 ? 0 : (Math.exp(logZ - exact.logZ) * mass) / total);
    }
  }
  for (const [name, values] of estimates) {
    const wanted = name === "Z" ? 1 : (exact.posterior.get(name) as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / runs;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
    const error = Math.sqrt(variance / runs);
    assert.ok(
      Math.abs(mean - wanted) <= sigmas * error + 1e-6,
      `${name}: ${mean.toFixed(4)} ± ${error.toFixed(4)} instead of ${wanted.toFixed(4)}`,
    );
  }
}
