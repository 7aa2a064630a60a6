/**
 * The planning stage, as part of a run or by itself.
 * @module
 */
import { SijoError } from "../errors.ts";
import { type Random, random } from "../inference/index.ts";
import type { TokenId, TokenModel } from "../model/token-model.ts";
import { type WarmPrompt, warmed } from "../model/warm.ts";
import { type Plan, plannerPrefix, planRequest } from "../planner/index.ts";
import type { RunEvent } from "./events.ts";
import { requestOf } from "./request.ts";

interface PlanOnceOptions {
  readonly request: string;
  readonly planner: TokenModel;
  readonly random: Random;
  readonly shouldStop: () => boolean;
  readonly warm: WarmPrompt | undefined;
  readonly emit: (event: RunEvent) => void;
}

/** Plans a request with the planner's prompt warmed up; undefined: it was stopped before there was any plan. */
export async function planOnce({
  request,
  planner,
  random,
  shouldStop,
  warm,
  emit,
}: PlanOnceOptions): Promise<Plan | undefined> {
  emit({ kind: "stage", stage: "warm" });
  const tokens = (): readonly TokenId[] => plannerPrefix({ model: planner, request });
  const held = await warmed(warm, { model: planner, tokens, shouldStop });
  try {
    emit({ kind: "stage", stage: "plan" });
    return await planRequest({
      request,
      model: planner,
      random,
      shouldStop,
      onAttempt: (attempt) => emit({ kind: "plan", attempt }),
    });
  } finally {
    held?.drop();
  }
}

export interface PlanForOptions {
  readonly request: string;
  readonly planner: TokenModel;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly warm?: WarmPrompt;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * The contract of a request, and nothing written.
 * @throws SijoError `ask.request` (usage), `plan.none` when no plan could be made.
 */
export async function planFor({
  request,
  planner,
  seed = 1,
  signal,
  warm,
  onEvent = () => {},
}: PlanForOptions): Promise<Plan> {
  const plan = await planOnce({
    request: requestOf({ request }),
    planner,
    random: random(seed).split(1),
    shouldStop: () => signal?.aborted ?? false,
    warm,
    emit: onEvent,
  });
  if (!plan) throw new SijoError("plan.none", "No plan was made.");
  return plan;
}
