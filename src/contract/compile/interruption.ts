/**
 * The end of a search that nobody has time for any more. Compiling is one synchronous piece, deep in which machines are
 * searched; whoever waits for it says here when to stop, and the searches ask, instead of each layer handing it on.
 * @module
 */
import { SijoError } from "../../errors.ts";

const INTERRUPTED = "contract.interrupted";

/** Steps between two questions: well under a millisecond. */
const STEPS = 512;

let shouldStop: (() => boolean) | undefined;
let steps = 0;

/**
 * Does synchronous work whose searches end once `stop` is true.
 * @throws SijoError `contract.interrupted`, and what the work throws.
 */
export function interruptible<Result>(stop: () => boolean, work: () => Result): Result {
  const before = shouldStop;
  shouldStop = stop;
  try {
    return work();
  } finally {
    shouldStop = before;
  }
}

/** A step of a search. @throws SijoError `contract.interrupted` */
export function searchStep(): void {
  if (shouldStop === undefined) return;
  steps += 1;
  if (steps < STEPS) return;
  steps = 0;
  if (shouldStop()) throw new SijoError(INTERRUPTED, "The contract was not compiled to its end.");
}

/** Undefined where it was told to stop: there is nothing to say of what was not searched. */
export function unlessInterrupted<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SijoError && error.code === INTERRUPTED) return undefined;
    throw error;
  }
}
