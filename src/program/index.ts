/**
 * Inference programs: generator functions over effects, and the engine that runs them.
 * @module
 */
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
} from "./effects.ts";
export { type EngineOptions, ProgramPopulation, type StepTimes } from "./engine.ts";
export {
  type CheckResult,
  type ConstraintSources,
  type ConstraintSpec,
  DEFAULT_LIMITS,
  runCheck,
  type SandboxedProgram,
  type SandboxLimits,
  type SandboxOptions,
  sandboxProgram,
} from "./sandbox/index.ts";
export type { Tool, Tools } from "./tools.ts";
