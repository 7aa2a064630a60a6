/**
 * Ceilings of a sandbox: what a program that nobody has read may use of the machine.
 * @module
 */
import { SijoError } from "../../errors.ts";

/** Ceilings of a sandbox. */
export interface SandboxLimits {
  /** Bytes that all particles of the program hold together. */
  readonly memoryBytes: number;
  /** Bytes of stack: some hundred calls deep for each 64 KiB. */
  readonly stackBytes: number;
  /**
   * Turns of loops, calls and steps of regular expressions between two effects, counted in thousands of ten; the same
   * program comes to the same number on every machine.
   */
  readonly turns: number;
  /** Wall time between two effects, for what turns don't count, such as one search in a long string. */
  readonly milliseconds: number;
  /** Effects of one particle. */
  readonly effects: number;
  /** UTF-16 units of the source. */
  readonly sourceCharacters: number;
  /** UTF-16 units of anything that crosses the border, as JSON: an effect, an answer, a result. */
  readonly characters: number;
}

/** What a sandbox may take, unless somebody says otherwise. */
export const DEFAULT_LIMITS: SandboxLimits = {
  memoryBytes: 32 * 1024 * 1024,
  stackBytes: 256 * 1024,
  turns: 1_000,
  milliseconds: 5_000,
  effects: 20_000,
  sourceCharacters: 50_000,
  characters: 100_000,
};

/** @throws SijoError `program.sandbox-limits` for a ceiling that is no positive whole number. */
export function limitsWith(changed: Partial<SandboxLimits>): SandboxLimits {
  const limits = { ...DEFAULT_LIMITS, ...changed };
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new SijoError("program.sandbox-limits", `A sandbox's ${name} can't be ${value}.`, {
      kind: "usage",
      hint: "Give a whole number above 0.",
    });
  }
  return limits;
}
