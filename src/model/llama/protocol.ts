/**
 * What the main thread and a model's worker say to each other.
 * @module
 */
import type { Packing } from "./kernels.ts";
import type { Image, Memory } from "./packed-image.ts";

export interface OpenOptions {
  readonly path: string;
  /** Key-value cells, shared by all contexts. */
  readonly cells: number;
  /** Sequences of the key-value cache. */
  readonly sequences: number;
  /** At most; fewer while others use the cores. */
  readonly threads: number;
  readonly packing: Packing;
  readonly image?: Image | undefined;
}

/** Tokens of a batch at most. Between batches the number of threads may change, and others get their turn. */
export const BATCH = 256;

/** Cache operations, four numbers each: copy (source, target, length), remove (sequence, from, –), compact (–, –, –). */
type Operations = Int32Array;

export interface DecodeRequest {
  readonly kind: "decode";
  readonly operations: Operations;
  /** `BATCH` at most. */
  readonly tokens: Int32Array;
  readonly positions: Int32Array;
  readonly sequences: Int32Array;
  /** 1 where the scores after the token are wanted. */
  readonly outputs: Int8Array;
}

export type Request =
  | DecodeRequest
  | {
      readonly kind: "save" | "load";
      readonly operations: Operations;
      readonly path: string;
      readonly sequence: number;
      readonly tokens: Int32Array;
    }
  /** A part of a text whose hidden states are summed up; it begins at this position, at 0 a new text. */
  | { readonly kind: "embed"; readonly tokens: Int32Array; readonly from: number }
  | { readonly kind: "close" };

/** A control token and how templates spell it. */
export interface SpecialToken {
  readonly token: number;
  readonly text: string;
}

export interface Opened {
  readonly vocab: bigint;
  /** Weights that were packed, for an image; they stay where they are until the model is closed. */
  readonly packed: Memory | undefined;
  readonly trainedLength: number;
  /** Numbers of a hidden state. */
  readonly width: number;
  readonly chatTemplate: string;
  readonly addBos: boolean;
  readonly bos: SpecialToken | undefined;
  readonly eos: SpecialToken | undefined;
  /** Pieces of all tokens, end to end, and where each begins (size + 1 offsets). */
  readonly pieces: Uint8Array;
  readonly offsets: Int32Array;
  /** Per token: bit 0 control, bit 1 ends a text. */
  readonly flags: Uint8Array;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export type Reply =
  | { readonly kind: "opened"; readonly opened: Opened }
  /** Addresses of the scores, one for each output of the batch, valid until the next decode. */
  | { readonly kind: "decoded"; readonly addresses: BigUint64Array }
  | { readonly kind: "embedded"; readonly sum: Float64Array }
  /** Bytes of a state written; 0: it could not be. */
  | { readonly kind: "saved"; readonly bytes: number }
  | { readonly kind: "done"; readonly ok: boolean }
  | { readonly kind: "failed"; readonly failure: Failure };
