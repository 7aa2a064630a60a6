/**
 * The pipeline: `ask()` ties the stages together and returns a verdict.
 * @module
 */

export type { WarmPrompt } from "../model/warm.ts";
export { ask } from "./ask.ts";
export { CONTEXTS_EACH, EFFORTS, type Effort, type Spending, spendingOf } from "./effort.ts";
export { progressOf, type RunEvent } from "./events.ts";
export { type AskOptions, DEFAULT_PARTICLES, MOST_PARTICLES } from "./options.ts";
export { type TracePageOptions, tracePage } from "./page/page.ts";
export { type PlanForOptions, planFor } from "./plan.ts";
export { type AskByChatOptions, askByChat } from "./planned/by-chat.ts";
export { type AskProgramOptions, askProgram } from "./planned/program.ts";
export { type ProgramRun, type ProgramRunOptions, runProgram } from "./program-run.ts";
export { startTrace } from "./record.ts";
export type { Difference, Kept } from "./repair/difference.ts";
export { type Repair, type RepairOptions, repair } from "./repair/repair.ts";
export type { RecordedModel, RecordedRun } from "./replay/again.ts";
export { type ReplayDifference, TOLERANCE } from "./replay/comparison.ts";
export { type Continuation, type ContinueOptions, continueRun, type Step } from "./replay/continue.ts";
export { assertUnchanged, type GivenProgram, type RecordedProgram } from "./replay/programs.ts";
export { type Replay, replay } from "./replay/replay.ts";
export { PROVIDER, withSpans } from "./spans.ts";
export type { Bill, Candidate, HandOff, ModelUse, Verdict, VerdictCheck } from "./verdict.ts";
export { OTHER_CONTEXTS } from "./write.ts";
