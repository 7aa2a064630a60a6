/**
 * What is measured, and of whom.
 * @module
 */
import { SijoError } from "../../src/errors.ts";

/**
 * `decode`: every sequence gets the same number of tokens, and none ends. `free`: SMC without a constraint. `words`: SMC
 * under one. See `tasks.ts`.
 */
export type Task = "decode" | "free" | "words";

export interface Measured {
  readonly task: Task;
  readonly particles: number;
  /** Tokens that all particles wrote. */
  readonly sampled: number;
  /** Tokens that the model decoded for it, where that is known; fewer where beginnings are shared. */
  readonly decoded?: number;
  readonly seconds: number;
}

/** The weights, and where to find them. */
export interface Weights {
  /** A GGUF file. */
  readonly path: string;
  readonly sha256: string | null;
  /** For folders. */
  readonly name: string;
}

export interface Round extends Weights {
  readonly task: Task;
  readonly particles: readonly number[];
  /** Tokens that each particle writes at most. */
  readonly tokens: number;
  /** The prompt of `tasks.ts` in this model's tokens. */
  readonly prompt: readonly number[];
  readonly threads: number;
}

export interface Contestant {
  readonly name: string;
  /** What it is asked for by: `--only`. */
  readonly peer: string;
  readonly tasks: readonly Task[];
  /** Whatever is needed, made once. @throws SijoError `bench.tool`, `bench.peer` */
  setUp(weights: Weights): Promise<void>;
  /** In a process of its own, which loads the weights before any clock starts. @throws SijoError `bench.peer` */
  measure(round: Round): Promise<readonly Measured[]>;
}

/** The lines of an output that are JSON objects with this field. @throws SijoError `bench.peer` when there are none. */
export function jsonLines<Line>(text: string, field: string): Line[] {
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes(`"${field}"`))
    .map((line) => JSON.parse(line) as Line);
  if (lines.length > 0) return lines;
  throw new SijoError("bench.peer", `Nothing measured was printed, but: ${text.slice(-400)}`);
}
