/**
 * The size of a model as its file announces it: tested for sense, since libllama ends the process where a division by
 * one of these fails, and used to foresee how much memory a context takes.
 * @module
 */
import { SijoError } from "../../errors.ts";
import { damaged, type GgufHead } from "./gguf.ts";

export interface Dimensions {
  readonly architecture: string;
  readonly layers: number;
  /** Tokens that the model was trained to hold. */
  readonly trainedLength: number;
  /** Bytes of one key-value cell over all layers, in half precision; 0 where the file doesn't tell. */
  readonly cellBytes: number;
  readonly vocabulary: number;
}

/** No model comes near these. */
const MOST = 1e7;
const MOST_LAYERS = 1000;

/** @throws SijoError `model.damaged` for what can't be. */
export function dimensionsOf(path: string, { metadata, tensors, bytes }: GgufHead): Dimensions {
  const architecture = metadata.get("general.architecture");
  if (typeof architecture !== "string") throw damaged(path, "it does not tell its architecture");
  // Every tensor takes some bytes of the head.
  if (tensors < 1 || tensors > bytes / 8) throw damaged(path, `it announces ${tensors} tensors`);
  const number = (key: string, { least = 0, most = MOST } = {}): number | undefined => {
    const value = metadata.get(`${architecture}.${key}`);
    if (typeof value !== "number") return undefined;
    if (!Number.isInteger(value) || value < least || value > most)
      throw damaged(path, `${architecture}.${key} is ${value}`);
    return value;
  };
  const layers = number("block_count", { least: 1, most: MOST_LAYERS }) ?? 0;
  const width = number("embedding_length", { least: 1 }) ?? 0;
  const heads = number("attention.head_count") ?? 0;
  const groups = number("attention.head_count_kv") ?? heads;
  number("feed_forward_length");
  if (heads > 0 && (heads > width || groups > heads))
    throw damaged(path, `it has ${heads} heads, ${groups} of them for keys, for ${width} numbers a token`);
  for (const [key, value] of metadata) {
    if (key.endsWith("_epsilon") && !(typeof value === "number" && value >= 0 && value <= 1))
      throw damaged(path, `${key} is ${String(value)}`);
  }
  const head = heads > 0 ? width / heads : 0;
  const keys = number("attention.key_length") ?? head;
  const values = number("attention.value_length") ?? head;
  return {
    architecture,
    layers,
    trainedLength: number("context_length", { least: 1, most: 1e9 }) ?? 0,
    cellBytes: Math.ceil(2 * layers * groups * (keys + values)),
    vocabulary: vocabularyOf(path, metadata),
  };
}

function vocabularyOf(path: string, metadata: GgufHead["metadata"]): number {
  const lengthOf = (key: string): number | undefined => {
    const value = metadata.get(`tokenizer.ggml.${key}`);
    return typeof value === "object" ? value.length : undefined;
  };
  const size = lengthOf("tokens");
  if (size === undefined || size < 1 || size > MOST) throw damaged(path, "it has no vocabulary");
  for (const key of ["token_type", "scores"]) {
    const length = lengthOf(key);
    if (length !== undefined && length !== size)
      throw damaged(path, `its vocabulary has ${size} tokens, but ${length} of tokenizer.ggml.${key}`);
  }
  return size;
}

/**
 * Refuses a context that would take more memory than there is: the system grants it at first, and ends the process when it
 * is used.
 * @returns bytes that stay free.
 * @throws SijoError `model.memory`.
 */
export function assertMemory({
  path,
  dimensions: { cellBytes, vocabulary },
  cells,
  contexts,
  available,
}: {
  path: string;
  dimensions: Dimensions;
  cells: number;
  contexts: number;
  /** Bytes. */
  available: number;
}): number {
  const needed = cells * cellBytes + contexts * vocabulary * 4;
  if (needed <= available) return available - needed;
  const size = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new SijoError(
    "model.memory",
    `${cells} tokens of context for ${path} take ${size(needed)} of memory, and ${size(available)} are free.`,
    {
      kind: "usage",
      hint: "Use a shorter context, fewer contexts or a smaller model.",
      data: { needed, available },
    },
  );
}
