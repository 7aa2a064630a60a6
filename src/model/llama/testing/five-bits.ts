/**
 * Real weights in the form Q5_0, which most models whose width is no multiple of 256 come with: those of the test model,
 * whose Q4_1 they are rounded from.
 * @module
 */
import { readGgufHead } from "../gguf.ts";
import { planRecoding, type Recoding, writeRecoded } from "../recode.ts";

const Q4_1 = { type: 3, blockBytes: 20 };
const Q5_0 = { type: 6, blockBytes: 22 };
const HALF = 16;

/** The numbers of a block of Q4_1: a scale and a least number in half precision, then four bits of each. */
function numbersOf(block: DataView): number[] {
  const [scale, least] = [block.getFloat16(0, true), block.getFloat16(2, true)];
  return Array.from({ length: 2 * HALF }, (_, at) => {
    const four = block.getUint8(4 + (at % HALF));
    return least + scale * (at < HALF ? four & 15 : four >> 4);
  });
}

/** As `quantize_row_q5_0_ref` of ggml: the number furthest from 0 becomes −16. */
function writeBlock(numbers: readonly number[], block: DataView): void {
  const furthest = numbers.reduce((most, number) => (Math.abs(number) > Math.abs(most) ? number : most));
  block.setFloat16(0, furthest / -16, true);
  const scale = furthest / -16;
  const five = numbers.map((number) => (scale === 0 ? 16 : Math.min(31, Math.floor(number / scale + 16.5))));
  block.setInt32(
    2,
    five.reduce((bits, number, at) => bits | ((number >> 4) << at), 0),
    true,
  );
  for (let at = 0; at < HALF; at += 1)
    block.setUint8(6 + at, (five[at] & 15) | ((five[at + HALF] & 15) << 4));
}

const ROUNDING: Recoding = {
  from: Q4_1,
  to: Q5_0,
  recode(blocks) {
    const count = blocks.length / Q4_1.blockBytes;
    const rounded = new Uint8Array(count * Q5_0.blockBytes);
    for (let block = 0; block < count; block += 1) {
      const from = new DataView(blocks.buffer, blocks.byteOffset + block * Q4_1.blockBytes, Q4_1.blockBytes);
      const to = new DataView(rounded.buffer, block * Q5_0.blockBytes, Q5_0.blockBytes);
      writeBlock(numbersOf(from), to);
    }
    return rounded;
  },
};

/** Writes such weights. */
export async function writeFiveBits({ from, to }: { from: string; to: string }): Promise<void> {
  const head = readGgufHead(from);
  const plan = planRecoding({ head, recoding: ROUNDING, isChosen: () => true });
  if (!plan) throw new Error(`${from} has no weights of four bits.`);
  await writeRecoded({ from, to, head, plan });
}
