/**
 * The head of a GGUF file, read before libllama sees the file, so that one that can't be loaded is explained in words.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { SijoError } from "../../errors.ts";

export type GgufValue = number | boolean | string | { readonly length: number };

/** How the numbers of a tensor are stored, and how many there are each way. */
export interface TensorShape {
  /** Of `ggml_type`. */
  readonly type: number;
  readonly lengths: readonly number[];
}

/** A tensor as the head lists it. */
export interface TensorInfo extends TensorShape {
  readonly name: string;
  /** Where its bytes begin, from where all tensors' do. */
  readonly offset: number;
}

export interface GgufHead {
  readonly version: number;
  /** How many it announces. */
  readonly tensors: number;
  readonly infos: readonly TensorInfo[];
  /** Where in the file the list of tensors begins, and where their bytes do. */
  readonly infosAt: number;
  readonly dataAt: number;
  /** Bytes whose multiples tensors begin at. */
  readonly alignment: number;
  /** Bytes of the file. */
  readonly bytes: number;
  /** Values by key; of arrays only the length. */
  readonly metadata: ReadonlyMap<string, GgufValue>;
}

/** Of tensors in the file, where it doesn't say another. */
const ALIGNMENT = 32;
const MOST_KEYS = 100_000;
const MOST_TENSORS = 100_000;
const MOST_LENGTHS = 4;
const ARRAY = 9;
const STRING = 8;
/** Bytes of a value by its type. */
const BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/**
 * Reads the head of a file.
 * @throws SijoError `model.missing`, `model.not-gguf`, `model.version`, `model.truncated`, `model.damaged`.
 */
export function readGgufHead(path: string): GgufHead {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw new SijoError("model.missing", `There is no model file at ${path} that can be read.`, {
      kind: "usage",
      hint: "Give the path of a .gguf file, or an id that `sijo models list` shows.",
      cause,
    });
  }
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw notGguf(path, "it is a folder");
    if (stat.size === 0) throw notGguf(path, "it is empty");
    const reader = new Reader({ file, bytes: stat.size, path });
    if (stat.size < 4 || reader.text(4) !== "GGUF") throw notGguf(path, "it does not begin with “GGUF”");
    const version = reader.number(4);
    if (version < 2 || version > 3) {
      throw new SijoError(
        "model.version",
        `${path} is GGUF version ${version}; versions 2 and 3 can be read.`,
        { kind: "usage", hint: "Convert the model again with a current llama.cpp." },
      );
    }
    const tensors = reader.size();
    const keys = reader.size();
    if (keys > MOST_KEYS) throw damaged(path, `it announces ${keys} keys`);
    const metadata = new Map<string, GgufValue>();
    for (let count = 0; count < keys; count += 1) {
      const key = reader.text(reader.size());
      metadata.set(key, value(reader, path));
    }
    const infosAt = reader.position;
    const infos = infosOf(reader, tensors);
    const alignment = Number(metadata.get("general.alignment") ?? ALIGNMENT);
    const dataAt = aligned(reader.position, alignment);
    return { version, tensors, infos, infosAt, dataAt, alignment, bytes: stat.size, metadata };
  } finally {
    closeSync(file);
  }
}

/** None where the list can't be read: what is wrong with the file is for libllama to say. */
function infosOf(reader: Reader, tensors: number): TensorInfo[] {
  const infos: TensorInfo[] = [];
  try {
    for (let count = 0; count < Math.min(tensors, MOST_TENSORS); count += 1) {
      const name = reader.text(reader.size());
      const lengths = Array.from({ length: Math.min(reader.number(4), MOST_LENGTHS) }, () => reader.size());
      infos.push({ name, lengths, type: reader.number(4), offset: reader.size() });
    }
    return infos;
  } catch {
    return [];
  }
}

function value(reader: Reader, path: string): GgufValue {
  const type = reader.number(4);
  if (type === STRING) return reader.text(reader.size());
  if (type !== ARRAY) return reader.scalar(bytesOf(type, path), type);
  const element = reader.number(4);
  const length = reader.size();
  if (element === STRING) {
    for (let index = 0; index < length; index += 1) reader.skip(reader.size());
  } else {
    reader.skip(length * bytesOf(element, path));
  }
  return { length };
}

function bytesOf(type: number, path: string): number {
  const bytes = BYTES[type];
  if (bytes === undefined) throw damaged(path, `it holds a value of the unknown kind ${type}`);
  return bytes;
}

/** Reads on through a file by large pieces; whoever asks for more than there is learns that the file is cut. */
class Reader {
  readonly #file: number;
  readonly #bytes: number;
  readonly #path: string;
  #buffer: Buffer = Buffer.alloc(0);
  /** Where the buffer begins in the file, and how far it has been read. */
  #start = 0;
  #at = 0;

  constructor({ file, bytes, path }: { file: number; bytes: number; path: string }) {
    this.#file = file;
    this.#bytes = bytes;
    this.#path = path;
  }

  /** Where the next byte is read. */
  get position(): number {
    return this.#start + this.#at;
  }

  /** A little-endian number without sign, of at most 4 bytes. */
  number(bytes: number): number {
    return this.#buffer.readUIntLE(this.#take(bytes), bytes);
  }

  /** A length: 64 bits, which no file has use for. */
  size(): number {
    const at = this.#take(8);
    return this.#buffer.readUInt32LE(at) + this.#buffer.readUInt32LE(at + 4) * 2 ** 32;
  }

  text(bytes: number): string {
    const at = this.#take(bytes);
    return this.#buffer.toString("utf8", at, at + bytes);
  }

  scalar(bytes: number, type: number): number | boolean {
    const at = this.#take(bytes);
    const view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset + at, bytes);
    switch (type) {
      case 1:
        return view.getInt8(0);
      case 3:
        return view.getInt16(0, true);
      case 5:
        return view.getInt32(0, true);
      case 6:
        return view.getFloat32(0, true);
      case 7:
        return view.getUint8(0) !== 0;
      case 10:
        return Number(view.getBigUint64(0, true));
      case 11:
        return Number(view.getBigInt64(0, true));
      case 12:
        return view.getFloat64(0, true);
      default:
        return this.#buffer.readUIntLE(at, bytes);
    }
  }

  skip(bytes: number): void {
    if (this.#start + this.#at + bytes > this.#bytes) throw truncated(this.#path, this.#bytes);
    this.#at += bytes;
  }

  /** Makes sure that so many bytes are in the buffer, and steps over them. */
  #take(bytes: number): number {
    const from = this.#at;
    this.skip(bytes);
    if (this.#at <= this.#buffer.length) return from;
    this.#start += from;
    const wanted = Math.min(Math.max(bytes, 1 << 20), this.#bytes - this.#start);
    this.#buffer = Buffer.alloc(wanted);
    const read = readSync(this.#file, this.#buffer, 0, wanted, this.#start);
    if (read < bytes) throw truncated(this.#path, this.#bytes);
    this.#at = bytes;
    return 0;
  }
}

/** The next place whose number is a multiple of the alignment. */
export const aligned = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment;

const notGguf = (path: string, why: string): SijoError =>
  new SijoError("model.not-gguf", `${path} is not a GGUF model: ${why}.`, {
    kind: "usage",
    hint: "Models for sijo are .gguf files, as llama.cpp uses them.",
  });

/** The file ends before what it announces. */
export const truncated = (path: string, bytes: number): SijoError =>
  new SijoError(
    "model.truncated",
    `${path} ends too early (${bytes} bytes): the download was probably cut.`,
    { kind: "usage", hint: "Fetch the file again." },
  );

/** The file says things that can't be. */
export const damaged = (path: string, why: string): SijoError =>
  new SijoError("model.damaged", `${path} is damaged: ${why}.`, {
    kind: "usage",
    hint: "Fetch the file again, or convert the model again.",
  });
