/**
 * Real weights in other forms: those of the test model, whose Q4_1 they are rounded from.
 * @module
 */
import { readGgufHead, type TensorShape } from "../gguf.ts";
import { type Form, planRecoding, type Recoding, writeRecoded } from "../recode.ts";

const Q4_1 = { type: 3, blockBytes: 20 };
const BLOCK = 32;
const HALF = 16;

interface Rounding {
  /** In a block of this form; a multiple of 32. */
  readonly numbers: number;
  readonly form: Form;
  write(block: DataView, numbers: readonly number[]): void;
}

/** The numbers of a block of Q4_1: a scale and a least number in half precision, then four bits of each. */
function numbersOf(block: DataView): number[] {
  const [scale, least] = [block.getFloat16(0, true), block.getFloat16(2, true)];
  return Array.from({ length: BLOCK }, (_, at) => {
    const four = block.getUint8(4 + (at % HALF));
    return least + scale * (at < HALF ? four & 15 : four >> 4);
  });
}

/** Whole numbers and their scale, as `quantize_row_q…_0_ref` of ggml: the number furthest from 0 becomes the least. */
function rounded(numbers: readonly number[], bits: number): { scale: number; whole: number[] } {
  const least = -(2 ** (bits - 1));
  const furthest = numbers.reduce((most, number) => (Math.abs(number) > Math.abs(most) ? number : most));
  const scale = furthest / least;
  const whole = numbers.map((number) =>
    scale === 0 ? -least : Math.min(2 ** bits - 1, Math.floor(number / scale - least + 0.5)),
  );
  return { scale, whole };
}

function writeFours(block: DataView, at: number, whole: readonly number[]): void {
  for (let index = 0; index < HALF; index += 1)
    block.setUint8(at + index, (whole[index] & 15) | ((whole[index + HALF] & 15) << 4));
}

/** Which most models come with whose width is no multiple of 256. */
const Q5_0: Rounding = {
  numbers: BLOCK,
  form: { type: 6, blockBytes: 22 },
  write(block, numbers) {
    const { scale, whole } = rounded(numbers, 5);
    block.setFloat16(0, scale, true);
    block.setInt32(
      2,
      whole.reduce((bits, number, at) => bits | ((number >> 4) << at), 0),
      true,
    );
    writeFours(block, 6, whole);
  },
};

const Q4_0: Rounding = {
  numbers: BLOCK,
  form: { type: 2, blockBytes: 18 },
  write(block, numbers) {
    const { scale, whole } = rounded(numbers, 4);
    block.setFloat16(0, scale, true);
    writeFours(block, 2, whole);
  },
};

const SIX_BITS = 63;

/**
 * `block_q4_K`: for each 32 of 256 numbers a scale and a least number of six bits, whose own scales are in half precision.
 */
const Q4_K: Rounding = {
  numbers: 256,
  form: { type: 12, blockBytes: 144 },
  write(block, numbers) {
    const parts = Array.from({ length: 8 }, (_, part) => numbers.slice(part * BLOCK, (part + 1) * BLOCK));
    const depths = parts.map((part) => Math.max(0, -Math.min(...part)));
    const steps = parts.map((part, at) => (Math.max(...part) + depths[at]) / 15);
    const [step, depth] = [steps, depths].map((all) => Math.max(...all) / SIX_BITS || 1);
    block.setFloat16(0, step, true);
    block.setFloat16(2, depth, true);
    const scales = steps.map((each) => Math.round(each / step));
    const least = depths.map((each) => Math.round(each / depth));
    for (let at = 0; at < 4; at += 1) {
      block.setUint8(4 + at, scales[at] | ((scales[at + 4] >> 4) << 6));
      block.setUint8(8 + at, least[at] | ((least[at + 4] >> 4) << 6));
      block.setUint8(12 + at, (scales[at + 4] & 15) | ((least[at + 4] & 15) << 4));
    }
    const whole = parts.map((part, at) =>
      part.map((number) => {
        const size = step * scales[at];
        return size === 0 ? 0 : Math.max(0, Math.min(15, Math.round((number + depth * least[at]) / size)));
      }),
    );
    for (let pair = 0; pair < 4; pair += 1)
      for (let at = 0; at < BLOCK; at += 1)
        block.setUint8(16 + pair * BLOCK + at, whole[2 * pair][at] | (whole[2 * pair + 1][at] << 4));
  },
};

const FORMS = { Q5_0, Q4_0, Q4_K };

/** Writes the matrices of Q4_1 whose rows have whole blocks of the other form in it. */
export async function writeRounded({
  from,
  to,
  form: name,
}: {
  from: string;
  to: string;
  form: keyof typeof FORMS;
}): Promise<void> {
  const { numbers, form, write } = FORMS[name];
  const parts = numbers / BLOCK;
  const recoding: Recoding = {
    numbers,
    from: { ...Q4_1, blockBytes: parts * Q4_1.blockBytes },
    to: form,
    recode(blocks) {
      const part = (at: number): number[] =>
        numbersOf(new DataView(blocks.buffer, blocks.byteOffset + at * Q4_1.blockBytes, Q4_1.blockBytes));
      const count = blocks.length / (parts * Q4_1.blockBytes);
      const made = new Uint8Array(count * form.blockBytes);
      for (let block = 0; block < count; block += 1) {
        const all = Array.from({ length: parts }, (_, at) => part(block * parts + at)).flat();
        write(new DataView(made.buffer, block * form.blockBytes, form.blockBytes), all);
      }
      return made;
    },
  };
  const head = readGgufHead(from);
  const isChosen = ({ lengths: [columns] }: TensorShape): boolean => columns % numbers === 0;
  const plan = planRecoding({ head, recoding, isChosen });
  if (!plan) throw new Error(`${from} has no weights of Q4_1 that can be rounded to ${name}.`);
  await writeRecoded({ from, to, head, plan });
}
