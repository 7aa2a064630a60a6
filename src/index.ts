/**
 * Sijo: small, local language models under hard limits. Contracts, inference programs, and `ask`, which ties them
 * together.
 * @module
 */
export {
  type Check,
  type CheckReport,
  type Clause,
  type Contract,
  type Conventions,
  check,
  parseContract,
  printContract,
  readContract,
} from "./contract/index.ts";
export { SijoError } from "./errors.ts";
export { importance, random, smc } from "./inference/index.ts";
export type { Limits } from "./limits/index.ts";
export { openLlama, type TokenModel, tableModel } from "./model/index.ts";
export {
  barrier,
  context,
  factor,
  observe,
  type Program,
  ProgramPopulation,
  sample,
} from "./program/index.ts";
export {
  type AskOptions,
  ask,
  planFor,
  type Repair,
  type RepairOptions,
  repair,
  type Verdict,
} from "./run/index.ts";
