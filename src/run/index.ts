/**
 * The pipeline: `ask()` ties the stages together and returns a verdict.
 * @module
 */
export { ask } from "./ask.ts";
export { EFFORTS, type Effort, type Spending, spendingOf } from "./effort.ts";
export type { RunEvent } from "./events.ts";
export { type AskOptions, DEFAULT_PARTICLES, MOST_PARTICLES } from "./options.ts";
export { type PlanForOptions, planFor, type WarmPrompt } from "./plan.ts";
export { type AskByChatOptions, askByChat } from "./planned/by-chat.ts";
export { type AskProgramOptions, askProgram } from "./planned/program.ts";
export type { Difference, Kept } from "./repair/difference.ts";
export { type Repair, type RepairOptions, repair } from "./repair/repair.ts";
export {
  type Replay,
  type ReplayDifference,
  type ReplayOptions,
  replay,
  TOLERANCE,
} from "./replay.ts";
export type { Bill, Candidate, HandOff, ModelUse, Verdict, VerdictCheck } from "./verdict.ts";
