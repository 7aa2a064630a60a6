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
export { type Plan, type PlanAttempt, type PlanOptions, planRequest } from "./plan.ts";
export { bookMessages, plannerPrefix } from "./prompt.ts";
