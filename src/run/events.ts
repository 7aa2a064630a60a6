/**
 * What a run tells those who watch it.
 * @module
 */
import type { Contract } from "../contract/index.ts";
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
