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
  contractConstraint,
  parseContract,
  pattern,
  printContract,
  readContract,
} from "./contract/index.ts";
export { SijoError } from "./errors.ts";
export {
  ALGORITHM_NAMES,
  type Algorithm,
  type AlgorithmName,
  type BarrierEvent,
  beam,
  bestOfN,
  type Constraint,
  characters,
  importance,
  locallyConstrained,
  oneOf,
  random,
  rejection,
  resampleMove,
  type Sample,
  smc,
  steering,
} from "./inference/index.ts";
export type { Limits, Money, Prices } from "./limits/index.ts";
export {
  type ChatModel,
  type Message,
  openLlama,
  openModel,
  openRemoteChat,
  openRemoteFollower,
  type TokenModel,
  tableModel,
} from "./model/index.ts";
export { localChat } from "./planner/index.ts";
export {
  barrier,
  type ContextHandle,
  call,
  context,
  factor,
  type InferOptions,
  infer,
  observe,
  type Posterior,
  type Program,
  type ProgramDefinition,
  ProgramPopulation,
  type ProgramSource,
  type ProgramTest,
  program,
  sample,
  sandboxProgram,
  tell,
  twist,
  write,
} from "./program/index.ts";
export {
  type AskOptions,
  ask,
  askByChat,
  askProgram,
  type Continuation,
  type ContinueOptions,
  continueRun,
  planFor,
  type Repair,
  type RepairOptions,
  type Replay,
  repair,
  replay,
  startTrace,
  tracePage,
  type Verdict,
} from "./run/index.ts";
export {
  examineTrace,
  findTrace,
  listTraces,
  type Trace,
  type TraceEvent,
  verifyTrace,
} from "./trace/index.ts";
