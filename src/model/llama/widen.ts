/**
 * Weights of five bits written anew as eight, number for number: the tiles of AMX multiply the ones and not the others.
 *
 * A block of Q5_0 is a scale in half precision and 32 numbers from −16 to 15, one of Q8_0 the same scale and 32 numbers
 * from −128 to 127, and both are multiplied by the same eight-bit form of what comes in. So every weight and every
 * product stays what it was, and only the order of sums is another (`block_q5_0`, `block_q8_0` and `type_traits_cpu` of
 * ggml).
 * @module
 */
import type { GgufHead, TensorInfo } from "./gguf.ts";
import { type Plan, planRecoding, type Recoding } from "./recode.ts";

const Q5_0 = { type: 6, blockBytes: 22 };
const Q8_0 = { type: 8, blockBytes: 34 };

const WIDENING: Recoding = { numbers: 32, from: Q5_0, to: Q8_0, recode: widen };

/** How a file's weights of five bits become ones of eight; undefined where it has none. */
export function wideningOf(head: GgufHead): Plan | undefined {
  const isTied = !head.infos.some(({ name }) => name === "output.weight");
  // Rows of the first table are looked up, one a token, and multiplied only where it is the last as well.
  const isChosen = ({ name }: TensorInfo): boolean => isTied || name !== "token_embd.weight";
  return planRecoding({ head, recoding: WIDENING, isChosen });
}

function widen(blocks: Buffer): Uint8Array {
  const count = blocks.length / Q5_0.blockBytes;
  const wide = new Uint8Array(count * Q8_0.blockBytes);
  for (let block = 0; block < count; block += 1) {
    const from = block * Q5_0.blockBytes;
    const to = block * Q8_0.blockBytes;
    wide[to] = blocks[from];
    wide[to + 1] = blocks[from + 1];
    const fifth = blocks.readInt32LE(from + 2);
    // A byte holds four bits of a number of the first half and of its like in the second; the fifth bits stand apart.
    for (let at = 0; at < 16; at += 1) {
      const four = blocks[from + 6 + at];
      wide[to + 2 + at] = ((four & 15) | (((fifth >> at) & 1) << 4)) - 16;
      wide[to + 18 + at] = ((four >> 4) | (((fifth >> (at + 16)) & 1) << 4)) - 16;
    }
  }
  return wide;
}
