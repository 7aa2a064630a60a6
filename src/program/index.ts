/**
 * Inference programs: generator functions over effects, and the engine that runs them.
 * @module
 */
export {
  isProgramDefinition,
  type ProgramDefinition,
  type ProgramOptions,
  type ProgramTest,
  program,
  type RunDefaults,
} from "./define.ts";
export {
  barrier,
  type ContextHandle,
  call,
  context,
  type Effect,
  factor,
  observe,
  type Program,
  type Sampled,
  type SampleOptions,
  sample,
  tell,
} from "./effects.ts";
export { type EngineOptions, ProgramPopulation, type StepTimes } from "./engine.ts";
export { type InferOptions, infer, type Outcome, type Posterior } from "./infer.ts";
export type { InferenceData } from "./inference-record.ts";
export {
  checkedParams,
  describeParams,
  type ParamSpec,
  type ParamSpecs,
  type ParamsOf,
  paramsFromWords,
} from "./params.ts";
export {
  type RunData,
  RunRecord,
  type RunRequest,
  type Spent,
  type TracedModel,
  tracedModel,
} from "./record.ts";
export {
  type CheckResult,
  type ConstraintSources,
  type ConstraintSpec,
  DEFAULT_LIMITS,
  runCheck,
  type SandboxedCheck,
  type SandboxedProgram,
  type SandboxLimits,
  type SandboxOptions,
  sandboxCheck,
  sandboxProgram,
} from "./sandbox/index.ts";
export { hashOfSource, type ProgramSource } from "./source.ts";
export {
  type LoadedProgram,
  listPrograms,
  loadProgram,
  type ProgramHead,
  programsFolder,
  removeProgram,
  type StoredProgram,
  saveProgram,
} from "./stored/index.ts";
export type { Tool, Tools } from "./tools.ts";
export { takesTurns } from "./turns.ts";
export { type BarrierPlace, type Twist, twist, type WriteOptions, type WrittenText, write } from "./write.ts";
