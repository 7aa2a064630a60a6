/**
 * What the main thread and a model's worker say to each other.
 * @module
 */
export interface OpenOptions {
  readonly path: string;
  /** Key-value cells, shared by all contexts. */
  readonly cells: number;
  readonly maxContexts: number;
  readonly threads: number;
}

export type Request =
  | {
      readonly kind: "decode";
      /** Cache operations, four numbers each: 0 copy (source, target, length), 1 remove (sequence, from, –). */
      readonly operations: Int32Array;
      readonly tokens: Int32Array;
      readonly positions: Int32Array;
      readonly sequences: Int32Array;
      /** 1 where the scores after the token are wanted. */
      readonly outputs: Int8Array;
    }
  | { readonly kind: "save"; readonly path: string; readonly sequence: number; readonly tokens: Int32Array }
  | { readonly kind: "load"; readonly path: string; readonly sequence: number; readonly tokens: Int32Array }
  | { readonly kind: "close" };

export interface Opened {
  readonly model: bigint;
  readonly vocab: bigint;
  readonly trainedLength: number;
  readonly chatTemplate: string;
  readonly addBos: boolean;
  readonly bos: number;
  readonly eos: number;
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
  | { readonly kind: "done"; readonly ok: boolean }
  | { readonly kind: "failed"; readonly failure: Failure };
