/**
 * What tests of the compiler share: numbers that look random, and the law that every finished text passes the check.
 * @module
 */
import assert from "node:assert/strict";
import { SijoError } from "../../errors.ts";
import { check } from "../check/check.ts";
import { printClause } from "../notation.ts";
import type { Contract } from "../types.ts";
import { type Compilation, type CompileOptions, compileContract } from "./compile.ts";
import { randomText } from "./walk.ts";

/** A small generator of numbers in [0, 1) (mulberry32), so that a failure can be had again. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The compilation; undefined for a contract that is refused because it asks too much. */
export function compileAny(options: CompileOptions): Compilation | undefined {
  try {
    return compileContract(options);
  } catch (error) {
    if (error instanceof SijoError && error.kind === "usage") return undefined;
    throw error;
  }
}

/** Random texts pass the checks of all that is enforced; returns how many were finished, none of a contradiction. */
export function assertLaw(
  contract: Contract,
  {
    seed,
    texts,
    longest = 2000,
    letters,
    compiled: known,
    ...options
  }: Omit<CompileOptions, "contract"> & {
    /** What the contract was compiled to already. */
    compiled?: Compilation;
    seed: number;
    texts: number;
    /** Characters after which a text counts as unfinished. */
    longest?: number;
    letters?: string;
  },
): number {
  const compiled = known ?? compileAny({ contract, ...options });
  if (compiled?.kind !== "compiled") return 0;
  const loose = new Set(compiled.unenforced.map(printClause));
  const random = generator(seed);
  let finished = 0;
  for (let count = 0; count < texts; count += 1) {
    const text = randomText(compiled.constraint, { random, longest, ...(letters && { letters }) });
    if (text === undefined) continue;
    finished += 1;
    const failed = check(contract, text).checks.filter((one) => !one.passed && !loose.has(one.clause));
    assert.deepEqual(failed, [], JSON.stringify(text));
  }
  return finished;
}
