/**
 * What there is to tell of a barrier before anything is decided there.
 * @module
 */
import { SijoError } from "../errors.ts";
import { logSumExp } from "./distribution.ts";
import type { BarrierEvent, Population } from "./population.ts";
import { effectiveSampleSize } from "./resampling.ts";

/**
 * The event, without ancestors; undefined: no particle is alive. `atStart`: particles of weight 1 that the run began with.
 * @throws SijoError `inference.weight` when a weight is not a number.
 */
export function barrierEvent<Result>({
  population,
  index,
  atStart,
}: {
  population: Population<Result>;
  index: number;
  atStart: number;
}): BarrierEvent | undefined {
  const { logWeights } = population;
  const total = logSumExp(logWeights);
  if (Number.isNaN(total)) throw new SijoError("inference.weight", "A particle's weight is not a number.");
  const alive = logWeights.filter((weight) => weight > Number.NEGATIVE_INFINITY).length;
  if (alive === 0) return undefined;
  return {
    kind: "barrier",
    index,
    effectiveSampleSize: effectiveSampleSize(logWeights),
    alive,
    logZ: total - Math.log(atStart),
    logWeights: logWeights.slice(),
    texts: Array.from(logWeights, (_, particle) => population.text(particle)),
  };
}
