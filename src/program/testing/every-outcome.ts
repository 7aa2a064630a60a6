/**
 * Expectations without chance: a run is done once for each way in which its uniform numbers may fall.
 *
 * Whatever a uniform number decides changes at a few places of [0, 1) only. One run for each part between them, weighed by
 * the part's length, gives the mean over all random numbers. Numbers are taken close to one end of their part: who decides
 * otherwise at one of the places, and be it by a millionth, is seen from one of its sides.
 * @module
 */
import { logSumExp } from "../../inference/distribution.ts";

/** A number from one of the parts that these places, increasing, make of [0, 1). */
export type Pick = (places: readonly number[]) => number;

/** The end of their part that numbers are close to. */
export type Side = "first" | "last";
const BEFORE: Readonly<Record<Side, number>> = { first: 1e-6, last: 1 - 1e-6 };

/** Every outcome of a run, which takes its uniform numbers from `pick`, with its probability. */
export async function* everyOutcome<Value>(
  run: (pick: Pick) => Promise<Value>,
  side: Side,
): AsyncGenerator<{ readonly value: Value; readonly probability: number }> {
  const forks: { part: number; readonly parts: number }[] = [];
  do {
    let depth = 0;
    let probability = 1;
    const value = await run((places) => {
      const edges = [0, ...places, 1];
      forks[depth] ??= { part: 0, parts: edges.length - 1 };
      const { part } = forks[depth];
      depth += 1;
      probability *= edges[part + 1] - edges[part];
      return edges[part] + BEFORE[side] * (edges[part + 1] - edges[part]);
    });
    yield { value, probability };
    while (forks.length > 0 && forks[forks.length - 1].part + 1 === forks[forks.length - 1].parts)
      forks.pop();
    if (forks.length > 0) forks[forks.length - 1].part += 1;
  } while (forks.length > 0);
}

/** Where resampling `wanted` particles changes with its uniform number of this index, by the scheme's definition. */
export type Places = (logWeights: Float64Array, wanted: number, index: number) => number[];

export const places: Readonly<Record<"systematic" | "stratified" | "multinomial" | "residual", Places>> = {
  systematic: (logWeights, wanted) => inside(cumulative(shares(logWeights, wanted)).map((sum) => sum % 1)),
  stratified: (logWeights, wanted, index) =>
    inside(cumulative(shares(logWeights, wanted)).map((sum) => sum - index)),
  multinomial: (logWeights) => inside(cumulative(shares(logWeights, 1))),
  residual: (logWeights, wanted) => {
    const rests = shares(logWeights, wanted).map((share) => Math.max(0, share - Math.floor(share + 1e-9)));
    const left = rests.reduce((sum, rest) => sum + rest, 0);
    return inside(cumulative(rests.map((rest) => rest / left)));
  },
};

/** The number of children that each is due. */
function shares(logWeights: Float64Array, wanted: number): number[] {
  const total = logSumExp(logWeights);
  return Array.from(logWeights, (logWeight) => wanted * Math.exp(logWeight - total));
}

function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** Those within (0, 1), increasing; of equals one. */
function inside(values: readonly number[]): number[] {
  const sorted = values.filter((value) => value > 1e-9 && value < 1 - 1e-9).sort((one, other) => one - other);
  return sorted.filter((value, index) => index === 0 || value - sorted[index - 1] > 1e-9);
}
