/**
 * What a planner writes.
 * @module
 */
export const PLANS = ["contract", "program"] as const;
export type Plan = (typeof PLANS)[number];
