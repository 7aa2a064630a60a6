/**
 * What a model can be opened with.
 * @module
 */
import { SijoError } from "../../errors.ts";

/** Sequences beyond the contexts: nodes inside the tree may need one of their own for a moment. */
export const SPARE_SEQUENCES = 4;
/** Sequences that were given back and wait until it pays to move cells; each costs the library one row of scores. */
const RETIRED_SEQUENCES = 64;
/** libllama's limit. */
const MOST_SEQUENCES = 256;
export const MOST_CONTEXTS = MOST_SEQUENCES - SPARE_SEQUENCES;
const MOST_THREADS = 512;
const MOST_CELLS = 2 ** 31 - 1;

/** Sequences of the key-value cache for so many contexts. */
export const sequencesFor = (contexts: number): number =>
  Math.min(MOST_SEQUENCES, contexts + SPARE_SEQUENCES + RETIRED_SEQUENCES);

/** @throws SijoError `model.options`. */
export function assertOptions(options: {
  readonly contextLength: number;
  readonly maxContexts: number;
  readonly threads: number;
}): void {
  const most = { contextLength: MOST_CELLS, maxContexts: MOST_CONTEXTS, threads: MOST_THREADS };
  for (const [name, value] of Object.entries(options)) {
    const limit = most[name as keyof typeof most];
    if (Number.isInteger(value) && value >= 1 && value <= limit) continue;
    throw new SijoError("model.options", `A model can't be opened with ${name} ${value}.`, {
      kind: "usage",
      hint: `Give a whole number from 1 to ${limit}.`,
    });
  }
}
