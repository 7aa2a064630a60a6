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
export type { Tool, Tools } from "./tools.ts";
