/**
 * What a run returns: the answer with its checks, its bill and how it came about; or a hand-off to a person.
 * @module
 */
import type { Contract } from "../contract/index.ts";
import type { Bound, Energy, Limits, Money } from "../limits/index.ts";
import type { Reading } from "./second-reading.ts";

/** `proved`: computed exactly; `judged`: a model's opinion; `unverified`: nobody checked. */
export type CheckKind = "proved" | "judged" | "unverified";

export interface VerdictCheck {
  /** The clause in the notation; of something unverified, what it is about. */
  readonly clause: string;
  readonly how: CheckKind;
  /** Null where nothing was checked. */
  readonly passed: boolean | null;
  readonly evidence: string;
  /** Places in the answer: UTF-16 [start, end). */
  readonly offsets: readonly (readonly [start: number, end: number])[];
}

export interface Candidate {
  readonly text: string;
  /** Share of the posterior, by weight; 0 of the follower's likeliest text, which is no sample of it. */
  readonly share: number;
  /** Mean natural-log probability a character under the follower, the contract aside. */
  readonly logProbabilityPerCharacter: number;
  /** What the taste of its language takes off: repetition in Korean; mostly 0. */
  readonly logTastePerCharacter: number;
  readonly passed: boolean;
  /**
   * How it reads to the follower when that isn't told the rules; absent: it was not among the best. Of a text that was written
   * sentence by sentence, this and what is said a character are of its last sentence.
   */
  readonly reading?: Reading;
}

export interface ModelUse {
  readonly role: "planner" | "follower";
  readonly name: string;
  readonly sha256: string | null;
}

export interface Bill {
  /** Tokens evaluated, by role. */
  readonly tokens: Readonly<Record<ModelUse["role"], number>>;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the processor, with where the figure comes from. */
  readonly joules: Energy;
  /** By the prices that were given; without one, local models cost nothing, and what others cost is not known here. */
  readonly money: Money;
}

/** Why a person must take over, and what would have to change. */
export interface HandOff {
  readonly reason: "contradiction" | "limit" | "no-text" | "failed-checks" | "cancelled";
  readonly message: string;
  /** Clauses that can't hold together, or failed. */
  readonly clauses: readonly string[];
  readonly suggestions: readonly string[];
}

/** A program that a planner wrote for the request, and its check. */
export interface PlannedProgram {
  readonly source: string;
  readonly check: string;
  /** How many answers of the planner it took. */
  readonly attempts: number;
}

/** An answer with all that it rests on, or a hand-off to a person. */
export interface Verdict {
  readonly status: "answered" | "handed_off";
  /** The answer; of a hand-off, null. */
  readonly answer: string | null;
  /** The best text there is, of a hand-off too. */
  readonly best: string | null;
  readonly contract: Contract;
  /** The contract in its notation. */
  readonly notation: string;
  /** Absent where the contract was the plan. */
  readonly program?: PlannedProgram;
  readonly checks: readonly VerdictCheck[];
  /** A probability that the checks don't see a mistake; null until it is calibrated. */
  readonly confidence: null;
  readonly candidates: readonly Candidate[];
  readonly handOff: HandOff | null;
  readonly bill: Bill;
  readonly limits: { readonly set: Limits; readonly bound: Bound | null };
  readonly seed: number;
  readonly particles: number;
  readonly models: readonly ModelUse[];
  readonly traceId: string;
  /** Why no whole trace was kept; absent: it was. */
  readonly traceFailure?: string;
}
