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
  /** The same in the first round. There are more where none of these passes, or where they came to much the same text. */
  readonly atFirst: number;
  /** Rounds of so many at least, each by itself: the particles of one come to much the same text where the way is narrow. */
  readonly tries: number;
  /** Rounds more, at most, of a text that reads oddly, or of what comes behind its beginning. */
  readonly triesMoreOfOdd: number;
  /** How many times as many try a word that decides much. */
  readonly width: number;
}

/** Contexts of a particle, at most: of who writes, and of who reads. */
export const CONTEXTS_EACH = 2;

/** Of the texts that were written side by side, one in so many is read again. */
const READ_AGAIN = 4;

/** How many texts are read again at most. */
export const mostReadAgain = ({ particles, tries }: Pick<Spending, "particles" | "tries">): number =>
  Math.floor((particles * tries) / READ_AGAIN);

const SPENDING: Readonly<Record<Effort, Omit<Spending, "tries" | "triesMoreOfOdd">>> = {
  low: { particles: 4, atFirst: 4, width: 1 },
  medium: { particles: 8, atFirst: 8, width: 2 },
  high: { particles: 16, atFirst: 8, width: 3 },
  max: { particles: 32, atFirst: 16, width: 4 },
};

/** Of fewer texts, counted by their shares, one has it all … */
const FEWEST_TEXTS = 2;
/** … which says something only where ln Z is known as well as this. */
const AGREED = 0.5;

/** What is short, and hard to come by: a sijo, or a sentence with a last word. */
const LEAST_FOR_HARD = 16;
/** Rounds where words have their places in a sentence: the way to each is narrow. */
const TRIES_FOR_PLACES: Readonly<Record<Effort, number>> = { low: 1, medium: 1, high: 2, max: 2 };

/** What an effort comes to for a contract, all at once or sentence by sentence; without one, for the hardest. */
export function spendingOf(
  effort: Effort = "medium",
  contract?: Contract,
  { bySentence = false }: { readonly bySentence?: boolean } = {},
): Spending {
  const { particles, atFirst, width } = SPENDING[effort];
  const isHard = contract === undefined || contract.form === "sijo" || bySentence;
  const least = isHard ? LEAST_FOR_HARD : 1;
  const enough = (count: number): number => Math.max(least, count);
  const tries = contract === undefined || hasPlacedWords(contract) ? TRIES_FOR_PLACES[effort] : 1;
  const triesMoreOfOdd = effort === "low" ? 0 : 2;
  return { particles: enough(particles), atFirst: enough(atFirst), tries, triesMoreOfOdd, width };
}

/**
 * Whether a round says enough: it left something to choose from, by the effective number of different texts, 1 / Σ share²
 * (as Kong 1992 for particles), or its particles came to one text without descending from a few of them, which the standard
 * error of ln Z shows.
 */
export function saysEnough({
  texts,
  logZStandardError,
}: {
  readonly texts: readonly { readonly share: number }[];
  readonly logZStandardError: number | null;
}): boolean {
  const together = texts.reduce((sum, { share }) => sum + share * share, 0);
  if (together > 0 && 1 / together >= FEWEST_TEXTS) return true;
  return logZStandardError !== null && logZStandardError < AGREED;
}

/** Whether a word that is no sentence's first or last has its place: the way to it is narrow. */
export const hasPlacedWords = ({ clauses }: Contract): boolean =>
  clauses.some((clause) => Math.abs(wordPlace(clause) ?? 1) !== 1);
