/**
 * Whether counts came from a distribution.
 * @module
 */
import assert from "node:assert/strict";

/**
 * Asserts that counts fit expected counts (each of 5 at least): Pearson's χ² below the quantile that a standard normal
 * exceeds at `sigmas`, by Wilson and Hilferty's cube root (1931).
 */
export function assertCounts(
  counts: readonly number[],
  expected: readonly number[],
  { sigmas = 4 }: { sigmas?: number } = {},
): void {
  let statistic = 0;
  let cells = 0;
  for (const [index, wanted] of expected.entries()) {
    if (wanted === 0) assert.equal(counts[index], 0, `cell ${index} is impossible`);
    else {
      assert.ok(wanted >= 5, `cell ${index} expects ${wanted} only`);
      statistic += (counts[index] - wanted) ** 2 / wanted;
      cells += 1;
    }
  }
  const freedom = cells - 1;
  const spread = 2 / (9 * Math.max(1, freedom));
  const limit = freedom * (1 - spread + sigmas * Math.sqrt(spread)) ** 3;
  assert.ok(statistic <= limit, `χ² is ${statistic.toFixed(1)}, above ${limit.toFixed(1)}`);
}
