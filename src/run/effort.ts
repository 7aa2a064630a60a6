/**
 * How hard a request is tried: effort in place of numbers.
 * @module
 */
import type { Form } from "../contract/types.ts";

export const EFFORTS = ["low", "medium", "high", "max"] as const;
export type Effort = (typeof EFFORTS)[number];

/** What an effort comes to. */
export interface Spending {
  /** Texts that are written side by side. */
  readonly particles: number;
  /** How many times as many try a word that decides much. */
  readonly width: number;
}

const SPENDING: Readonly<Record<Effort, Spending>> = {
  low: { particles: 4, width: 1 },
  medium: { particles: 8, width: 1 },
  high: { particles: 16, width: 3 },
  max: { particles: 32, width: 4 },
};

/** A sijo is short, and hard to come by. */
const LEAST_FOR_SIJO = 16;

export function spendingOf(effort: Effort = "medium", form?: Form): Spending {
  const spending = SPENDING[effort];
  return form === "sijo"
    ? { ...spending, particles: Math.max(LEAST_FOR_SIJO, spending.particles) }
    : spending;
}
