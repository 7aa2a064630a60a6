/**
 * Inference: constraints and their masks, particles, and the algorithms that move them.
 * @module
 */

export { drawByRejection, type RejectionDrawOptions } from "./adaptive-rejection.ts";
export { ALGORITHM_NAMES, type AlgorithmName, algorithmNamed } from "./algorithms.ts";
export { type BeamOptions, beam } from "./beam.ts";
export { type BestOfNOptions, bestOfN } from "./best-of-n.ts";
export type { Constraint, FreePieces, PieceKind } from "./constraint.ts";
export { drawMasked, logNormalizer, logSumExp, type Mask } from "./distribution.ts";
export { importance } from "./importance.ts";
export { locallyConstrained } from "./locally-constrained.ts";
export { type Masks, masks, type Position } from "./mask.ts";
export { type Survivors, type WeightedResampling, withoutReplacement } from "./optimal-resampling.ts";
export type {
  Algorithm,
  AlgorithmOptions,
  BarrierEvent,
  Inference,
  Population,
  Sample,
} from "./population.ts";
export { finishedSamples } from "./population.ts";
export { inTurn, type Random, random } from "./random.ts";
export { type RejectionOptions, rejection } from "./rejection.ts";
export { type ResampleMoveOptions, resampleMove } from "./resample-move.ts";
export {
  effectiveSampleSize,
  multinomial,
  type Resampling,
  residual,
  stratified,
  systematic,
} from "./resampling.ts";
export { characters, oneOf } from "./simple-constraints.ts";
export { type SmcOptions, smc } from "./smc.ts";
export { type SteeringOptions, steering } from "./steering.ts";
export {
  type TextBestOfNOptions,
  type TextLevelOptions,
  type TextRejection,
  type TextRejectionOptions,
  textBestOfN,
  textRejection,
} from "./text-level.ts";
