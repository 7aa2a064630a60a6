/**
 * What a run tells those who watch it.
 * @module
 */

import type { Contract } from "../contract/index.ts";
import type { BarrierEvent } from "../inference/index.ts";
import type { PlanAttempt } from "../planner/index.ts";

export type RunEvent =
  | { readonly kind: "stage"; readonly stage: "warm" | "plan" | "compile" | "write" | "check" }
  | { readonly kind: "plan"; readonly attempt: PlanAttempt }
  | { readonly kind: "contract"; readonly contract: Contract }
  | {
      readonly kind: "progress";
      readonly alive: number;
      readonly particles: number;
      readonly effectiveSampleSize: number;
      /** The text of the heaviest particle. */
      readonly best: string;
      readonly tokens: number;
      readonly seconds: number;
    };

/** What a barrier shows of a run: how many particles live, and the text of the heaviest. */
export function progressOf(
  { logWeights, texts, effectiveSampleSize, alive }: BarrierEvent,
  spent: { readonly tokens: number; readonly seconds: number },
): RunEvent {
  let heaviest = 0;
  for (const [index, weight] of logWeights.entries()) if (weight > logWeights[heaviest]) heaviest = index;
  return {
    kind: "progress",
    alive,
    particles: logWeights.length,
    effectiveSampleSize,
    best: texts[heaviest],
    ...spent,
  };
}
