/**
 * Batches filled up to fours. Kernels for packed weights take four rows at a time, and what is left over goes to others,
 * which sum in another order (`ggml/src/ggml-cpu/repack.cpp`, `forward_mul_mat_one_chunk`). With rows and outputs in
 * fours, all go the same way, and a text's scores depend on its tokens alone.
 * @module
 */
import type { DecodeRequest } from "./protocol.ts";

/** Rows that kernels take together. */
const FOUR = 4;

export type Batch = Pick<DecodeRequest, "tokens" | "positions" | "sequences" | "outputs">;

/**
 * The same batch with rows behind it that nobody needs: they go on with the last row's sequence, where no other row sees
 * them, and stand in the last cells, which are free again when they are removed. Where the outputs still make no fours,
 * other rows give some.
 */
export function inFours(batch: Batch): Batch {
  const { tokens, positions, sequences, outputs } = batch;
  const rows = tokens.length;
  const more = -rows & (FOUR - 1);
  const filled = (values: Int32Array, next: (index: number) => number): Int32Array => {
    const all = new Int32Array(rows + more);
    all.set(values);
    for (let index = 0; index < more; index += 1) all[rows + index] = next(index);
    return all;
  };
  const wanted = new Int8Array(rows + more);
  wanted.set(outputs);
  let missing = -outputs.reduce((sum, output) => sum + output, 0) & (FOUR - 1);
  for (let row = wanted.length - 1; missing > 0; row -= 1) {
    if (wanted[row]) continue;
    wanted[row] = 1;
    missing -= 1;
  }
  return {
    tokens: filled(tokens, () => tokens[rows - 1]),
    positions: filled(positions, (index) => positions[rows - 1] + 1 + index),
    sequences: filled(sequences, () => sequences[rows - 1]),
    outputs: wanted,
  };
}

/** Rows or outputs that are added at most. */
export const MOST_ADDED = FOUR - 1;
