/**
 * How hard a request is tried: effort in place of numbers.
 * @module
 */
import type { Contract } from "../contract/index.ts";
import { wordPlace } from "../contract/word-place.ts";

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
/** How many times as many where words have their places in a sentence: the way to each is narrow. */
const FOR_PLACES = 1.5;

/** What an effort comes to for a contract; without one, for the hardest. */
export function spendingOf(effort: Effort = "medium", contract?: Contract): Spending {
  const { particles, width } = SPENDING[effort];
  const more = contract === undefined || hasPlacedWords(contract) ? particles * FOR_PLACES : particles;
  const least = contract === undefined || contract.form === "sijo" ? LEAST_FOR_SIJO : 1;
  return { particles: Math.max(least, more), width };
}

/** Whether a word that is no sentence's first or last has its place. */
const hasPlacedWords = ({ clauses }: Contract): boolean =>
  clauses.some((clause) => Math.abs(wordPlace(clause) ?? 1) !== 1);
