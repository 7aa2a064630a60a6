/**
 * A GGUF file written anew with some of its weights in another form.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";
import { aligned, type GgufHead, type TensorInfo } from "./gguf.ts";

/** A form in which numbers are stored by blocks. */
export interface Form {
  /** Of `ggml_type`. */
  readonly type: number;
  readonly blockBytes: number;
}

/** From one form to another. */
export interface Recoding {
  /** In a block of either. */
  readonly numbers: number;
  readonly from: Form;
  readonly to: Form;
  /** Whole blocks of the one as whole blocks of the other. */
  recode(blocks: Buffer): Uint8Array;
}

/** What becomes of a file's tensors. */
export interface Plan {
  readonly recoding: Recoding;
  /** Of the new file. */
  readonly bytes: number;
  readonly infos: readonly TensorInfo[];
  /** In the order in which they stand in both files. */
  readonly moves: readonly Move[];
}

interface Move {
  readonly from: number;
  readonly bytes: number;
  readonly to: number;
  readonly isRecoded: boolean;
}

/** Bytes that are read at a time. */
const PIECE = 1 << 23;
/** Names that come out as they were read, byte for byte. */
const PLAIN_NAME = /^[ -~]+$/;

/** How the tensors that are chosen are recoded; undefined where none is, or the file's list makes no sense. */
export function planRecoding({
  head: { infos, dataAt, alignment, bytes },
  recoding,
  isChosen,
}: {
  head: GgufHead;
  recoding: Recoding;
  /** Asked of matrices in the form that is recoded. */
  isChosen: (info: TensorInfo) => boolean;
}): Plan | undefined {
  const { numbers, from, to } = recoding;
  const isRecoded = (info: TensorInfo): boolean =>
    info.type === from.type && info.lengths.length === 2 && isChosen(info);
  if (!infos.some(isRecoded) || !infos.every(({ name }) => PLAIN_NAME.test(name))) return undefined;
  const ordered = infos.toSorted((one, other) => one.offset - other.offset);
  const offsets = new Map<string, number>();
  const moves: Move[] = [];
  let at = 0;
  for (const [index, info] of ordered.entries()) {
    const end = ordered[index + 1]?.offset ?? bytes - dataAt;
    const blocks = (info.lengths[0] * info.lengths[1]) / numbers;
    const chosen = isRecoded(info);
    const size = chosen ? blocks * from.blockBytes : end - info.offset;
    if (!Number.isSafeInteger(size) || size < 0 || info.offset + size > end) return undefined;
    moves.push({ from: dataAt + info.offset, bytes: size, to: dataAt + at, isRecoded: chosen });
    offsets.set(info.name, at);
    at = aligned(at + (chosen ? blocks * to.blockBytes : size), alignment);
  }
  if (!Number.isSafeInteger(dataAt + at) || offsets.size < infos.length) return undefined;
  return {
    recoding,
    bytes: dataAt + at,
    infos: infos.map((info) => ({
      ...info,
      type: isRecoded(info) ? to.type : info.type,
      offset: offsets.get(info.name) as number,
    })),
    moves,
  };
}

/** Writes the new file, tensor by tensor. Throws what the file system does, and where it moves less than it was asked to. */
export async function writeRecoded({
  from,
  to,
  head,
  plan,
}: {
  from: string;
  to: string;
  head: GgufHead;
  plan: Plan;
}): Promise<void> {
  await using source = await open(from, "r");
  await using target = await open(to, "wx");
  const start = Buffer.alloc(head.dataAt);
  await readWhole(source, start.subarray(0, head.infosAt), 0);
  encodeInfos(plan.infos).copy(start, head.infosAt);
  await writeWhole(target, start, 0);
  for (const move of plan.moves) await moveTensor({ source, target, move, recoding: plan.recoding });
  await target.truncate(plan.bytes);
  // Before it gets its name: a file that has it is whole, after a loss of power too.
  await target.sync();
}

async function moveTensor({
  source,
  target,
  move,
  recoding,
}: {
  source: FileHandle;
  target: FileHandle;
  move: Move;
  recoding: Recoding;
}): Promise<void> {
  const piece = PIECE - (PIECE % recoding.from.blockBytes);
  let to = move.to;
  for (let done = 0; done < move.bytes; done += piece) {
    const read = Buffer.alloc(Math.min(piece, move.bytes - done));
    await readWhole(source, read, move.from + done);
    const written = move.isRecoded ? recoding.recode(read) : read;
    await writeWhole(target, written, to);
    to += written.length;
  }
}

// A file that ends or a disk that is full moves a part and says so: the rest would be zeros.

async function readWhole(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
  if (bytesRead < bytes.length) throw new Error(`The file ends ${bytes.length - bytesRead} bytes too early.`);
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, at);
  if (bytesWritten < bytes.length) throw new Error(`${bytes.length - bytesWritten} bytes were not written.`);
}

function encodeInfos(infos: readonly TensorInfo[]): Buffer {
  return Buffer.concat(
    infos.map(({ name, lengths, type, offset }) => {
      const bytes = Buffer.from(name);
      const info = Buffer.alloc(8 + bytes.length + 4 + lengths.length * 8 + 4 + 8);
      let at = info.writeBigUInt64LE(BigInt(bytes.length));
      at += bytes.copy(info, at);
      at = info.writeUInt32LE(lengths.length, at);
      for (const length of lengths) at = info.writeBigUInt64LE(BigInt(length), at);
      at = info.writeUInt32LE(type, at);
      info.writeBigUInt64LE(BigInt(offset), at);
      return info;
    }),
  );
}
