/**
 * A run whose contract is planned by a model that answers in text; the rest of its way is that of any run with a contract.
 * @module
 */
import { type Contract, printContract } from "../../contract/index.ts";
import type { ChatModel } from "../../model/chat-model.ts";
import { type Plan, planByChat } from "../../planner/index.ts";
import { tracedModel } from "../../program/index.ts";
import { environment } from "../../trace/index.ts";
import { ask } from "../ask.ts";
import { type AskOptions, DEFAULT_PARTICLES } from "../options.ts";
import { handOffOf } from "../outcome.ts";
import { startRecord } from "../record.ts";
import { requestOf } from "../request.ts";
import type { Verdict, VerdictCheck } from "../verdict.ts";
import { Budget } from "./budget.ts";

export interface AskByChatOptions extends Omit<AskOptions, "planner" | "contract" | "request" | "warm"> {
  readonly request: string;
  readonly chat: ChatModel;
  /** How often a contract goes back to the planner. */
  readonly replans?: number;
  readonly onRefused?: (refused: { readonly answer: string; readonly reason: string }) => void;
}

/**
 * Answers a request with a contract that the planner writes, or hands it off.
 * @throws SijoError of kind `usage` for what can't be worked with; `remote.*` where the planner can't be reached.
 * @example
 * const chat = openRemoteChat({ address: "openai:http://localhost:8080/v1/qwen2.5-coder-32b" });
 * const verdict = await askByChat({ request: "A sentence of nine words.", chat, follower });
 */
export async function askByChat(options: AskByChatOptions): Promise<Verdict> {
  const { chat, replans, onRefused, request: given, ...rest } = options;
  const request = requestOf({ request: given });
  const budget = new Budget({ ...rest, chat });
  const { seed, onEvent = () => {}, completed = (own) => own } = rest;
  onEvent({ kind: "stage", stage: "plan" });
  const plan = await budget.planning(() =>
    planByChat({
      request,
      chat,
      signal: budget.signal,
      shouldStop: budget.shouldStop,
      mostTokens: budget.mostTokens,
      ...(seed !== undefined && { seed }),
      ...(replans !== undefined && { replans }),
      ...(onRefused && { onRefused }),
      onAttempt: (attempt) => onEvent({ kind: "plan", attempt }),
    }),
  );
  if (!plan) return unplanned({ budget, request, ...rest });
  const plannedBy = { name: chat.name, sha256: chat.sha256, attempts: plan.attempts.length };
  const verdict = await ask({
    ...rest,
    request,
    contract: plan.contract,
    plannedBy,
    limits: budget.left(),
    completed: (own) =>
      completed({
        ...own,
        bill: budget.bill(),
        models: budget.models,
        limits: { set: rest.limits ?? {}, bound: budget.bound() ?? own.limits.bound },
      }),
  });
  // A replay plans nothing, and would miss these among the checks recorded.
  return { ...verdict, checks: [...verdict.checks, ...leftOpen(plan)] };
}

/** A hand-off before anything was written; its trace says so. */
function unplanned({
  budget,
  request,
  follower,
  ...options
}: Omit<AskOptions, "request"> & { readonly budget: Budget; readonly request: string }): Verdict {
  const { seed = 0, particles = DEFAULT_PARTICLES, limits = {}, completed = (own) => own } = options;
  const contract: Contract = { clauses: [] };
  const bound = budget.bound();
  const record = startRecord(options, {
    spent: () => {
      const { tokens, seconds, cpuSeconds } = budget.bill();
      return { tokens, seconds, cpuSeconds };
    },
  });
  record.add("request", {
    run: "ask",
    request,
    seed,
    particles: options.particles ?? null,
    limits,
    width: options.width ?? null,
    temperature: options.temperature ?? null,
    language: options.language ?? null,
    contract: null,
    models: [
      ...budget.models
        .filter(({ role }) => role === "planner")
        .map((model) => ({ ...model, contextLength: 0, maxContexts: 0 })),
      tracedModel(follower),
    ],
    environment: environment(),
  });
  if (bound) record.limit(bound);
  const verdict = completed({
    status: "handed_off",
    answer: null,
    best: null,
    contract,
    notation: printContract(contract),
    checks: [],
    confidence: null,
    candidates: [],
    handOff: handOffOf({ contract, compilation: undefined, checks: [], bound, best: null }),
    bill: budget.bill(),
    limits: { set: limits, bound: bound ?? null },
    seed,
    particles,
    models: budget.models,
    traceId: record.id,
  });
  record.add("verdict", verdict);
  record.end(verdict.status);
  const { failure } = record;
  return failure === undefined ? verdict : { ...verdict, traceFailure: failure };
}

/** What the audit couldn't find in the contract. */
function leftOpen({ findings }: Plan): VerdictCheck[] {
  return findings
    .filter(({ kind }) => kind === "unused")
    .map(({ message }) => ({
      clause: "the plan",
      how: "unverified",
      passed: null,
      evidence: message,
      offsets: [],
    }));
}
