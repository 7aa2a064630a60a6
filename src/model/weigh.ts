/**
 * Weights of all tokens from their scores, four at a time: the one pass over the vocabulary that every draw needs.
 * @module
 */
import type { TokenId } from "./token-model.ts";

/** What `weigh.wat` exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  maximum(bytes: number): number;
  weigh(bytes: number, max: number, scale: number, all: number): number;
  admit(bytes: number, bits: number, all: number, sums: number): number;
}

/** What is used of WebAssembly, of which the types for Node.js say nothing. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => unknown;
  readonly Instance: new (module: unknown) => { readonly exports: unknown };
}

/** `weigh.wat`, compiled by `wat2wasm --enable-relaxed-simd` (wabt 1.0.39). */
const COMPILED =
  "AGFzbQEAAAABFgNgAX8BfWAEf318fwF8YAR/f39/AXwDBAMAAQIFAwEAAQckBAZtZW1vcnkCAAdtYXhpbXVtAAAFd2VpZ2gAAQVhZG1pdAACCuIHA14CAX8Ce0MAAID//RMhAiACIQMDQCACIAH9AAQA/esBIQIgAyAB/QAEEP3rASEDIAFBIGohASABIABJDQALIAIgA/3rASECIAL9HwAgAv0fAZcgAv0fAiAC/R8Dl5cLvgQEAn8HewJ8C3sgAf0TIQ8gArb9EyEQIAIgAra7obb9EyERRAAAAAAAwF/AIAKjtv0TIRJDfwBAS/0TIRNDPzYiOf0TIRRDf8SvOv0TIRVD8pQdPP0TIRZDFldjPf0TIRdD8P11Pv0TIRhDGXIxP/0TIRkDQCAEQYABaiEF/QwAAAAAAAAAAAAAAAAAAAAAIQv9DAAAAAAAAAAAAAAAAAAAAAAhDANAIBIgBP0ABAAgD/3lAf3rASEGIAYgECAT/YUCIQcgBiAQIBMgB/3lAf2FAiEIIAYgESAI/YUCIQggFCAIIBX9hQIhBiAGIAggFv2FAiEGIAYgCCAX/YUCIQYgBiAIIBj9hQIhBiAGIAggGf2FAiEGIAdBF/2rASEHIAYgCP3mASAHIAf9hQIhCSAEIAn9CwQAIBIgBP0ABBAgD/3lAf3rASEGIAYgECAT/YUCIQcgBiAQIBMgB/3lAf2FAiEIIAYgESAI/YUCIQggFCAIIBX9hQIhBiAGIAggFv2FAiEGIAYgCCAX/YUCIQYgBiAIIBj9hQIhBiAGIAggGf2FAiEGIAdBF/2rASEHIAYgCP3mASAHIAf9hQIhCiAEIAr9CwQQIAkgCv3kASEJIAsgCf1f/fABIQsgDCAJIAn9DQgJCgsMDQ4PAAECAwQFBgf9X/3wASEMIARBIGohBCAEIAVJDQALIAsgDP3wASELIAv9IQAgC/0hAaAhDSADIA05AwAgDiANoCEOIANBCGohAyAEIABJDQALIA4LwAIDA38GewJ8A0AgBEGAAWohBSABKAIAIQZEAAAAAAAAAAAhDSAGQX9GBEAgAisDACENBSAGBED9DAAAAAAAAAAAAAAAAAAAAAAhCP0MAAAAAAAAAAAAAAAAAAAAACEJIAb9ESEL/QwBAAAAAgAAAAQAAAAIAAAAIQwDQCAE/QAEACALIAz9TiAM/Tf9TiEHIAxBBP2rASEMIAT9AAQQIAsgDP1OIAz9N/1OIQogDEEE/asBIQwgByAK/eQBIQcgCCAH/V/98AEhCCAJIAcgB/0NCAkKCwwNDg8AAQIDBAUGB/1f/fABIQkgBEEgaiEEIAQgBUkNAAsgCCAJ/fABIQggCP0hACAI/SEBoCENCwsgBSEEIAMgDTkDACAOIA2gIQ4gAUEEaiEBIAJBCGohAiADQQhqIQMgBCAASQ0ACyAOCw==";

const PAGE = 65_536;
/** Tokens in a block: the bits of a number. */
const BLOCK = 32;
/**
 * Beyond these, numbers that the kernel makes of a scale are none that float32 has. Nothing but the likeliest token is left
 * long before the one, and nothing tells tokens apart long before the other.
 */
const [FLATTEST, STEEPEST] = [1e-36, 1e30];

/** The kernel's memory, laid out for a vocabulary: weights, a bit for each token, and sums of blocks. */
interface Room {
  readonly weights: Float32Array;
  readonly bits: Uint32Array;
  /** Of all tokens. */
  readonly all: Float64Array;
  /** Of those whose bits are set. */
  readonly sums: Float64Array;
}

let kernel: Kernel | undefined;
let room: Room | undefined;
let current: Weights | undefined;
/** Whose bits are set. */
let marked: readonly Int32Array[] | undefined;

/** The weights of all tokens, until the next call of `weigh`; blocks of them have sums beside them. */
export interface Weights {
  /**
   * e^((logit − max) / temperature) for each token, to 7 digits; below e^−87 it loses them and is soon 0, as it is behind
   * the last token.
   */
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
  const { weights, all } = roomFor(kernel, logits.length);
  weights.set(logits);
  weights.fill(Number.NEGATIVE_INFINITY, logits.length);
  const max = kernel.maximum(weights.byteLength);
  if (max === Number.NEGATIVE_INFINITY) return undefined;
  const scale = Math.LOG2E * Math.max(FLATTEST, Math.min(1 / temperature, STEEPEST));
  const sum = kernel.weigh(weights.byteLength, max, scale, all.byteOffset);
  current = { weights, sum, logScale: max / temperature };
  return current;
}

/** Whether nothing has been weighed since. */
export function isCurrent(weights: Weights | undefined): boolean {
  return weights === current;
}

/** ln of a factor beyond which a weight may leave the range of float32, or come from one that was made 0. */
const MOST = 40;

/**
 * What `use` makes of the weights made last, with some of them multiplied by e^factor; behind it they are what they were.
 * Undefined: a factor is too large for that.
 */
export function withFactors<Result>(
  factors: ReadonlyMap<TokenId, number>,
  use: () => Result,
): Result | undefined {
  for (const factor of factors.values()) if (!(factor <= MOST)) return undefined;
  const { weights, all } = room as Room;
  const before: { readonly token: TokenId; readonly weight: number; readonly block: number }[] = [];
  for (const [token, factor] of factors) {
    before.push({ token, weight: weights[token], block: all[token >>> 5] });
    weights[token] *= Math.exp(factor);
  }
  for (const { token } of before) sumBlockOf(token);
  try {
    return use();
  } finally {
    for (const { token, weight, block } of before) {
      weights[token] = weight;
      all[token >>> 5] = block;
    }
  }
}

/** Made anew, not by a difference, which what is left of a block may be too small for. */
function sumBlockOf(token: TokenId): void {
  const { weights, all } = room as Room;
  const block = token >>> 5;
  let sum = 0;
  for (let at = block * BLOCK; at < (block + 1) * BLOCK; at += 1) sum += weights[at];
  all[block] = sum;
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
  const { weights, bits, all, sums } = room as Room;
  // Particles that stand at one place are often one behind the other.
  if (marked !== parts) markAll(bits, parts);
  marked = parts;
  const [ofBits, ofAll, ofSums] = [bits, all, sums].map(({ byteOffset }) => byteOffset);
  const sum = (kernel as Kernel).admit(weights.byteLength, ofBits, ofAll, ofSums);
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

function markAll(bits: Uint32Array, parts: readonly Int32Array[]): void {
  bits.fill(0);
  for (const part of parts) {
    if (part.length < LARGE) mark(bits, part);
    else {
      const own = bitsOf(part);
      for (let index = 0; index < own.length; index += 1) bits[index] |= own[index];
    }
  }
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
  const bits = blocks * BLOCK * 4;
  const all = Math.ceil((bits + blocks * 4) / 8) * 8;
  const sums = all + blocks * 8;
  const bytes = sums + blocks * 8;
  const { byteLength } = memory.buffer;
  if (byteLength < bytes) memory.grow(Math.ceil((bytes - byteLength) / PAGE));
  const { buffer } = memory;
  if (room?.sums.length !== blocks || room.weights.buffer !== buffer) {
    marked = undefined;
    room = {
      weights: new Float32Array(buffer, 0, blocks * BLOCK),
      bits: new Uint32Array(buffer, bits, blocks),
      all: new Float64Array(buffer, all, blocks),
      sums: new Float64Array(buffer, sums, blocks),
    };
  }
  return room;
}

function instantiate(): Kernel {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  return new Instance(new Module(Buffer.from(COMPILED, "base64"))).exports as Kernel;
}
