/**
 * Inference: constraints and their masks, particles, and the algorithms that move them.
 * @module
 */
export type { Constraint } from "./constraint.ts";
export { drawMasked, logNormalizer, logSumExp, type Mask } from "./distribution.ts";
export { type Masks, masks, type Position } from "./mask.ts";
export type { BarrierEvent, Inference, Population, Sample } from "./population.ts";
export { type Random, random } from "./random.ts";
export {
  effectiveSampleSize,
  multinomial,
  type Resampling,
  residual,
  stratified,
  systematic,
} from "./resampling.ts";
export { importance, type SmcOptions, smc } from "./smc.ts";
