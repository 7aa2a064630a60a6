/**
 * Weights of all tokens from their scores, four at a time: the one pass over the vocabulary that every draw needs.
 * @module
 */

/** What `weigh.wat` exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  maximum(bytes: number): number;
  weigh(bytes: number, max: number, scale: number): number;
}

/** What is used of WebAssembly, of which the types for Node.js say nothing. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => unknown;
  readonly Instance: new (module: unknown) => { readonly exports: unknown };
}

/** `weigh.wat`, compiled by `wat2wasm` (wabt 1.0.39). */
const COMPILED =
  "AGFzbQEAAAABDQJgAX8BfWADf319AXwDAwIAAQUDAQABBxwDBm1lbW9yeQIAB21heGltdW0AAAV3ZWlnaAABCsgDAl4CAX8Ce0MAAID//RMhAiACIQMDQCACIAH9AAQA/esBIQIgAyAB/QAEEP3rASEDIAFBIGohASABIABJDQALIAIgA/3rASECIAL9HwAgAv0fAZcgAv0fAiAC/R8Dl5cL5gICAX8GewNAIAP9AAQAIAH9E/3lASAC/RP95gEhBCAEQwAArsL9E/1EIQdDAACuwv0TIAT96wEhBCAEQzuquD/9E/3mAf1qIQUgBCAFQwCAMT/9E/3mAf3lASAFQ4OAXjn9E/3mAf3kASEGQ2dpUDn9EyEEIAQgBv3mAUPOQ7c6/RP95AEhBCAEIAb95gFDCIkIPP0T/eQBIQQgBCAG/eYBQ8GpKj39E/3kASEEIAQgBv3mAUOqqio+/RP95AEhBCAEIAb95gFDAAAAP/0T/eQBIQQgBCAG/eYBIAb95gEgBv3kAUMAAIA//RP95AEhBCAF/fgBQf8A/RH9rgFBF/2rASEFIAQgBf3mASAH/U4hByADIAf9CwQAIAggB/1f/fABIQggCSAHIAf9DQgJCgsMDQ4PAAECAwQFBgf9X/3wASEJIANBEGohAyADIABJDQALIAggCf3wASEIIAj9IQAgCP0hAaAL";

const PAGE = 65_536;
/** Scores are read in blocks of so many. */
const BLOCK = 8;
/** Beyond it a scale is no number that float32 has; nothing but the likeliest token is left long before. */
const STEEPEST = 1e30;

let kernel: Kernel | undefined;
let room = new Float32Array();

/** The weights of all tokens, until the next call of `weigh`. */
export interface Weights {
  /** e^((logit − max) / temperature) for each token, to 7 digits; 0 where it is below e^−87. */
  readonly weights: Float32Array;
  /** Σ of the weights. */
  readonly sum: number;
  /** A weight w stands for the mass w · e^logScale. */
  readonly logScale: number;
}

/** Undefined: no token has any mass. */
export function weigh(logits: Float32Array, temperature = 1): Weights | undefined {
  if (logits.length === 0) return undefined;
  kernel ??= instantiate();
  const padded = Math.ceil(logits.length / BLOCK) * BLOCK;
  const bytes = padded * 4;
  if (kernel.memory.buffer.byteLength < bytes)
    kernel.memory.grow(Math.ceil((bytes - kernel.memory.buffer.byteLength) / PAGE));
  if (room.length !== padded || room.buffer !== kernel.memory.buffer)
    room = new Float32Array(kernel.memory.buffer, 0, padded);
  room.set(logits);
  room.fill(Number.NEGATIVE_INFINITY, logits.length);
  const max = kernel.maximum(bytes);
  if (max === Number.NEGATIVE_INFINITY) return undefined;
  const sum = kernel.weigh(bytes, max, Math.min(1 / temperature, STEEPEST));
  return { weights: room, sum, logScale: max / temperature };
}

function instantiate(): Kernel {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  return new Instance(new Module(Buffer.from(COMPILED, "base64"))).exports as Kernel;
}
