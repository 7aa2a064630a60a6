/**
 * Memory that the library keeps some of a model's weights in, made by us.
 *
 * Which memory a weight is kept in may be said by its name (`tensor_buft_overrides` of `llama_model_params`): as a buffer
 * type, a struct that begins with functions, of which one makes a buffer, another such struct (both in
 * `ggml/src/ggml-backend-impl.h`, of the version that `layout.ts` names).
 * @module
 */
import koffi from "koffi";
import type { Memory } from "./packed-image.ts";

/** Fields of `ggml_backend_buffer_type`, 8 bytes each … */
const TYPE = { allocBuffer: 1, count: 8 } as const;
/** … and of `ggml_backend_buffer`, which begins with eleven functions. */
const BUFFER = { freeBuffer: 0, getBase: 1, setTensor: 4, type: 11, base: 12, size: 13, count: 14 } as const;

const ALLOC_BUFFER = koffi.proto("void *sijo_alloc_buffer(void *type, size_t size)");
const GET_BASE = koffi.proto("void *sijo_get_base(void *buffer)");
const free = koffi.load(null).func("void free(void *memory)");
/** Bytes of memory that is made to become other memory. */
const LEAST = 64;

/**
 * Has the weights of these names kept in buffers that somebody makes, of one of the library's types.
 * @param names Regular expressions.
 * @param makes Of so many bytes, a buffer of the type; `make` makes one as the type does.
 * @param work Is given the value of `tensor_buft_overrides`.
 */
export function withOwnBuffers<T>(
  { type, names, makes }: { type: bigint; names: readonly string[]; makes: MakesBuffer },
  work: (overrides: bigint) => T,
): T {
  const callback = koffi.register(
    (_type: unknown, bytes: number | bigint): bigint => makes(Number(bytes), make),
    koffi.pointer(ALLOC_BUFFER),
  );
  const own = fieldsAt(type, TYPE.count).slice();
  const original = own[TYPE.allocBuffer];
  const make = (bytes: number): bigint => koffi.call(original, ALLOC_BUFFER, type, bytes);
  own[TYPE.allocBuffer] = koffi.address(callback);
  // Outside of what JavaScript collects: nothing but the library refers to it.
  const lent: bigint[] = [];
  const lend = (bytes: Uint8Array): bigint => {
    const address = koffi.alloc("uint8_t", bytes.length) as bigint;
    new Uint8Array(koffi.view(address, bytes.length)).set(bytes);
    lent.push(address);
    return address;
  };
  try {
    const ownAddress = lend(new Uint8Array(own.buffer));
    const pairs = names.flatMap((name) => [lend(Buffer.from(`${name}\0`)), ownAddress]);
    return work(lend(new Uint8Array(BigUint64Array.from([...pairs, 0n, 0n]).buffer)));
  } finally {
    koffi.unregister(callback);
    for (const address of lent) koffi.free(address);
  }
}

/** @returns a buffer of so many bytes. */
export type MakesBuffer = (bytes: number, make: (bytes: number) => bigint) => bigint;

/** Where a buffer's memory is; undefined where the struct is not as it should be. */
export function memoryOf(
  buffer: bigint,
  { type, bytes }: { type: bigint; bytes: number },
): Memory | undefined {
  const fields = fieldsAt(buffer, BUFFER.count);
  const isKnown =
    fields[BUFFER.type] === type &&
    fields[BUFFER.size] === BigInt(bytes) &&
    koffi.call(fields[BUFFER.getBase], GET_BASE, buffer) === fields[BUFFER.base];
  return isKnown ? { address: fields[BUFFER.base], bytes } : undefined;
}

/**
 * A buffer whose weights are in this memory already: what it is handed is left, and the memory is not its own. Undefined
 * where the library's structs are not as they should be.
 */
export function filledBuffer(
  memory: Memory,
  { type, make, nobody }: { type: bigint; make(bytes: number): bigint; nobody: bigint },
): bigint | undefined {
  const buffer = make(LEAST);
  const own = memoryOf(buffer, { type, bytes: LEAST });
  if (!own) return undefined;
  free(own.address);
  const fields = fieldsAt(buffer, BUFFER.count);
  fields[BUFFER.base] = memory.address;
  fields[BUFFER.size] = BigInt(memory.bytes);
  fields[BUFFER.setTensor] = nobody;
  fields[BUFFER.freeBuffer] = 0n;
  return buffer;
}

const fieldsAt = (pointer: bigint, count: number): BigUint64Array =>
  new BigUint64Array(koffi.view(pointer, count * 8));
