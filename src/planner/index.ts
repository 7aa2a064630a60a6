/**
 * Planning: a request becomes a contract.
 * @module
 */
export { auditPlan, type Finding } from "./audit/audit.ts";
export { type ChatPlanOptions, planByChat } from "./chat-plan.ts";
export { type Evidence, evidenceOf } from "./evidence/evidence.ts";
export { hasSubject } from "./evidence/subject.ts";
export { wordsOfRequest } from "./evidence/words.ts";
export { nearestBook } from "./likeness.ts";
export { localChat } from "./local-chat.ts";
export { type Plan, type PlanAttempt, type PlanOptions, planRequest } from "./plan.ts";
export type { Draft } from "./program/draft.ts";
export { type ProgramAttempt, type ProgramPlan, planProgramSource } from "./program/plan.ts";
export { openDraft, type Problem, tryDraft } from "./program/trial.ts";
export { bookMessages, plannerPrefix } from "./prompt.ts";
