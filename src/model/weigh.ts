/**
 * Weights of all tokens from their scores, four at a time: the one pass over the vocabulary that every draw needs.
 * @module
 */
import type { TokenId } from "./token-model.ts";

/** What `weigh.wat` exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  maximum(bytes: number): number;
  weigh(bytes: number, max: number, scale: number): number;
  admit(bytes: number, bits: number, sums: number): number;
}

/** What is used of WebAssembly, of which the types for Node.js say nothing. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => unknown;
  readonly Instance: new (module: unknown) => { readonly exports: unknown };
}

/** `weigh.wat`, compiled by `wat2wasm` (wabt 1.0.39). */
const COMPILED =
  "AGFzbQEAAAABFANgAX8BfWADf319AXxgA39/fwF8AwQDAAECBQMBAAEHJAQGbWVtb3J5AgAHbWF4aW11bQAABXdlaWdoAAEFYWRtaXQAAgq/BQNeAgF/AntDAACA//0TIQIgAiEDA0AgAiAB/QAEAP3rASECIAMgAf0ABBD96wEhAyABQSBqIQEgASAASQ0ACyACIAP96wEhAiAC/R8AIAL9HwGXIAL9HwIgAv0fA5eXC+YCAgF/BnsDQCAD/QAEACAB/RP95QEgAv0T/eYBIQQgBEMAAK7C/RP9RCEHQwAArsL9EyAE/esBIQQgBEM7qrg//RP95gH9aiEFIAQgBUMAgDE//RP95gH95QEgBUODgF45/RP95gH95AEhBkNnaVA5/RMhBCAEIAb95gFDzkO3Ov0T/eQBIQQgBCAG/eYBQwiJCDz9E/3kASEEIAQgBv3mAUPBqSo9/RP95AEhBCAEIAb95gFDqqoqPv0T/eQBIQQgBCAG/eYBQwAAAD/9E/3kASEEIAQgBv3mASAG/eYBIAb95AFDAACAP/0T/eQBIQQgBf34AUH/AP0R/a4BQRf9qwEhBSAEIAX95gEgB/1OIQcgAyAH/QsEACAIIAf9X/3wASEIIAkgByAH/Q0ICQoLDA0ODwABAgMEBQYH/V/98AEhCSADQRBqIQMgAyAASQ0ACyAIIAn98AEhCCAI/SEAIAj9IQGgC/UBAwN/A3sCfANAIANBgAFqIQQgASgCACEF/QwAAAAAAAAAAAAAAAAAAAAAIQf9DAAAAAAAAAAAAAAAAAAAAAAhCANAIAP9AAQAIAX9Ef0MAQAAAAIAAAAEAAAACAAAAP1O/QwAAAAAAAAAAAAAAAAAAAAA/Tj9TiEGIAcgBv1f/fABIQcgCCAGIAb9DQgJCgsMDQ4PAAECAwQFBgf9X/3wASEIIAVBBHYhBSADQRBqIQMgAyAESQ0ACyAHIAj98AEhByAH/SEAIAf9IQGgIQkgAiAJOQMAIAogCaAhCiABQQRqIQEgAkEIaiECIAMgAEkNAAsgCgs=";

const PAGE = 65_536;
/** Tokens in a block: the bits of a number. */
const BLOCK = 32;
/** Beyond it a scale is no number that float32 has; nothing but the likeliest token is left long before. */
const STEEPEST = 1e30;

/** The kernel's memory, laid out for a vocabulary: weights, a bit for each token, a sum for each block. */
interface Room {
  readonly weights: Float32Array;
  readonly bits: Uint32Array;
  readonly sums: Float64Array;
}

let kernel: Kernel | undefined;
let room: Room | undefined;
let current: Weights | undefined;

/** The weights of all tokens, until the next call of `weigh`. */
export interface Weights {
  /** e^((logit − max) / temperature) for each token, to 7 digits; 0 where it is below e^−87, and behind the last token. */
  readonly weights: Float32Array;
  /** Σ of the weights. */
  readonly sum: number;
  /** A weight w stands for the mass w · e^logScale. */
  readonly logScale: number;
}

/** Undefined: no token has any mass. */
export function weigh(logits: Float32Array, temperature = 1): Weights | undefined {
  current = undefined;
  if (logits.length === 0) return undefined;
  kernel ??= instantiate();
  const { weights } = roomFor(kernel, logits.length);
  weights.set(logits);
  weights.fill(Number.NEGATIVE_INFINITY, logits.length);
  const max = kernel.maximum(weights.byteLength);
  if (max === Number.NEGATIVE_INFINITY) return undefined;
  const sum = kernel.weigh(weights.byteLength, max, Math.min(1 / temperature, STEEPEST));
  current = { weights, sum, logScale: max / temperature };
  return current;
}

/** Whether nothing has been weighed since. */
export function isCurrent(weights: Weights | undefined): boolean {
  return weights === current;
}

/** Ids of a part whose bits are kept as long as it is. */
const LARGE = 4096;
const bitsOfParts = new WeakMap<Int32Array, Uint32Array>();

/** Tokens of several parts together, among the weights that were made last. */
export interface Admitted {
  /** Σ of their weights. */
  readonly sum: number;
  /** The token at which the running sum of their weights, in the order of their ids, exceeds this number. */
  find(reached: number): TokenId;
}

export function admit(parts: readonly Int32Array[]): Admitted {
  const { weights, bits, sums } = room as Room;
  bits.fill(0);
  for (const part of parts) {
    if (part.length < LARGE) mark(bits, part);
    else {
      const own = bitsOf(part);
      for (let index = 0; index < own.length; index += 1) bits[index] |= own[index];
    }
  }
  const sum = (kernel as Kernel).admit(weights.byteLength, bits.byteOffset, sums.byteOffset);
  return {
    sum,
    find(reached) {
      let left = reached;
      let block = 0;
      let sought = 0;
      for (; block < sums.length; block += 1) {
        if (sums[block] === 0) continue;
        sought = block;
        if (left < sums[block]) break;
        left -= sums[block];
      }
      // What rounding leaves at the end falls to the last token that has a weight.
      let found = -1;
      for (let at = 0; at < BLOCK; at += 1) {
        const weight = weights[sought * BLOCK + at];
        if (weight === 0 || ((bits[sought] >>> at) & 1) === 0) continue;
        found = sought * BLOCK + at;
        left -= weight;
        if (left < 0) break;
      }
      return found;
    },
  };
}

function bitsOf(part: Int32Array): Uint32Array {
  let bits = bitsOfParts.get(part);
  if (!bits) {
    const largest = part.reduce((most, id) => Math.max(most, id), 0);
    bits = new Uint32Array(Math.floor(largest / BLOCK) + 1);
    mark(bits, part);
    bitsOfParts.set(part, bits);
  }
  return bits;
}

function mark(bits: Uint32Array, ids: Int32Array): void {
  for (let index = 0; index < ids.length; index += 1) bits[ids[index] >>> 5] |= 1 << (ids[index] & 31);
}

function roomFor({ memory }: Kernel, size: number): Room {
  const blocks = Math.ceil(size / BLOCK);
  const [bits, sums] = [blocks * BLOCK * 4, blocks * BLOCK * 4 + blocks * 4];
  const aligned = Math.ceil(sums / 8) * 8;
  const bytes = aligned + blocks * 8;
  const { byteLength } = memory.buffer;
  if (byteLength < bytes) memory.grow(Math.ceil((bytes - byteLength) / PAGE));
  const { buffer } = memory;
  if (room?.sums.length !== blocks || room.weights.buffer !== buffer) {
    room = {
      weights: new Float32Array(buffer, 0, blocks * BLOCK),
      bits: new Uint32Array(buffer, bits, blocks),
      sums: new Float64Array(buffer, aligned, blocks),
    };
  }
  return room;
}

function instantiate(): Kernel {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  return new Instance(new Module(Buffer.from(COMPILED, "base64"))).exports as Kernel;
}
