/**
 * Where a program comes from: what its trace names it by, and what it takes to run it again.
 * @module
 */
import { createHash } from "node:crypto";
import type { Program } from "./effects.ts";

/** What identifies a program, with its parameters and what it is tested by. */
export interface ProgramSource {
  /**
   * `sandbox`: the text is all of it, and runs again wherever it is. `file`: a file of somebody's own, known by its hash;
   * what it imports is not in it. `function`: a function of a running process, which can only be given again.
   */
  readonly kind: "sandbox" | "file" | "function";
  readonly name?: string | undefined;
  /** Of a program that is kept. */
  readonly version?: number | undefined;
  readonly description?: string | undefined;
  readonly text: string;
  /** Of a file. */
  readonly path?: string | undefined;
  /** What the program is called with. */
  readonly params?: unknown;
  /** JavaScript that declares `function check(text)`, by which a finished text is tested in the sandbox. */
  readonly check?: string | undefined;
  /** Clauses that a finished text is checked against, in the notation. */
  readonly contract?: string | undefined;
}

const known = new WeakMap<Program<never>, ProgramSource>();

/** Notes where a program comes from, for whoever runs it with a trace. */
export function withSource<Result>(program: Program<Result>, source: ProgramSource): Program<Result> {
  known.set(program as Program<never>, source);
  return program;
}

/** Where a program comes from: what was noted, or else the text of its function. */
export const sourceOf = <Result>(program: Program<Result>): ProgramSource =>
  known.get(program as Program<never>) ?? { kind: "function", text: String(program) };

/** SHA-256 of a source's text, as lower-case hex. */
export const hashOfSource = ({ text }: Pick<ProgramSource, "text">): string =>
  createHash("sha256").update(text).digest("hex");
