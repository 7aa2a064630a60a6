/**
 * The sandbox for programs and checks that nobody has read.
 * @module
 */
export { type CheckResult, runCheck, type SandboxedCheck, sandboxCheck } from "./check.ts";
export type { ConstraintSources, ConstraintSpec } from "./constraints.ts";
export { DEFAULT_LIMITS, type SandboxLimits } from "./limits.ts";
export { type SandboxedProgram, type SandboxOptions, sandboxProgram } from "./program.ts";
