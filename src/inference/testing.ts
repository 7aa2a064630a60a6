/**
 * Assertions for whoever writes a constraint or an algorithm: the laws they must keep.
 * @module
 */
export {
  type ExactAnswer,
  pooled,
  sampleShares,
  testAlgorithm,
  testMeans,
  weightedShares,
} from "./testing/algorithm.ts";
export { testConstraint } from "./testing/constraint.ts";
