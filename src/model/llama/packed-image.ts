/**
 * Packed weights as they lie in memory, kept in a file: the next process maps them in place of packing them again, which
 * is most of what opening a model takes, and all that have the model open share one copy.
 * @module
 */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import koffi from "koffi";
import { copyPath } from "../catalogue/index.ts";
import type { TensorInfo } from "./gguf.ts";
import { keep } from "./kept-files.ts";
import { type Packing, packedNames } from "./kernels.ts";

/** Elsewhere they have not been tried. */
const HAS_IMAGES = process.platform === "linux";

const ENDING = ".packed";
/** Of all images together, and of one. */
const MOST_BYTES = 2 ** 33;

/** Behind the weights stands the checksum of samples of them. */
export const CHECKSUM_BYTES = 32;
const SAMPLES = 64;
const SAMPLE_BYTES = 4096;

/** Of which weights, and where its file is or would be. */
export interface Image {
  readonly path: string;
  /** Regular expressions that their names match. */
  readonly names: readonly string[];
}

/** Memory of this process. */
export interface Memory {
  readonly address: bigint;
  readonly bytes: number;
}

export const bytesOf = ({ address, bytes }: Memory): Uint8Array => new Uint8Array(koffi.view(address, bytes));

/** The image of a model's packed weights, whether it is there or not. Undefined where none is kept. */
export function imageOf({
  path,
  packing,
  infos,
  stateKey,
  features,
}: {
  /** Of the weights as they came. */
  path: string;
  packing: Packing;
  /** Of the weights that are opened. */
  infos: readonly TensorInfo[];
  /** What tells the weights, how they are packed, and the library. */
  stateKey: string;
  /** Of the processor. */
  features: string;
}): Image | undefined {
  // Without AVX2 the library has no kernels for fours, and packs nothing.
  if (!HAS_IMAGES || !features.includes("AVX2=1")) return undefined;
  const names = packedNames(packing, infos);
  if (names.length === 0) return undefined;
  return { path: copyPath({ path, made: `${stateKey}\n${features}`, ending: ENDING }), names };
}

/**
 * Checksum of an image's size and of pages all over it: enough to tell a file of which a part never reached the disk, in
 * no time.
 */
export function sampledChecksum(weights: Uint8Array): Buffer {
  const hash = createHash("sha256").update(String(weights.length));
  const step = Math.max(1, Math.floor(weights.length / SAMPLES));
  for (let at = 0; at < weights.length; at += step) hash.update(weights.subarray(at, at + SAMPLE_BYTES));
  return hash.update(weights.subarray(-SAMPLE_BYTES)).digest();
}

/** Writes an image, where there is room for it. */
export async function keepImage(path: string, memory: Memory): Promise<void> {
  const { bytes } = memory;
  if (bytes > MOST_BYTES) return;
  const weights = bytesOf(memory);
  await keep({
    path,
    ending: ENDING,
    maxBytes: MOST_BYTES,
    bytes,
    async write(unfinished) {
      await using file = await open(unfinished, "wx");
      await file.writeFile(weights);
      await file.writeFile(sampledChecksum(weights));
      await file.sync();
      return true;
    },
  });
}
