/**
 * What endpoints ask of a model, whichever it is: the bare follower and the pipeline answer in the same way.
 * @module
 */
import type { Verdict } from "../run/index.ts";
import type { Need } from "./load/admission.ts";
import type { Spending } from "./load/budgets.ts";
import type { Piece } from "./sampling/pieces.ts";

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Text of a choice as it is written. */
  readonly onPiece: (choice: number, piece: Piece) => void | Promise<void>;
  /** A line on what is going on, while there is no text yet. */
  readonly onProgress: (line: string) => void;
}

export interface Finished {
  readonly reason: "stop" | "length";
  /** Why there is no answer. */
  readonly refusal: string | null;
}

export interface Outcome {
  readonly choices: readonly Finished[];
  readonly usage: Usage;
  /** What the pipeline came to; absent for bare models. */
  readonly verdict?: Verdict;
}

export interface Usage {
  readonly prompt: number;
  /** Tokens written and those of thinking. */
  readonly completion: number;
  /** Those of thinking alone. */
  readonly reasoning: number;
}

/** A request that has been understood, and has not begun. */
export interface Generation {
  readonly needs: readonly Need[];
  /** What it has had evaluated so far, and what that costs, whatever became of it. */
  spent(): Spending;
  /** Runs it. Contexts that it made are dropped when it returns or throws. */
  run(options: RunOptions): Promise<Outcome>;
}
