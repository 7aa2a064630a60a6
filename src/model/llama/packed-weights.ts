/**
 * Loads a model whose weights are packed, with an image of them in place of packing them where there is one.
 *
 * For weights in a layout of its own the library asks the layout's buffer type for memory, and hands that memory each
 * weight to pack. Both are structs that begin with functions (`ggml/src/ggml-backend-impl.h`). For the time of one load
 * the function that makes the memory is ours: it makes it as ever, so that we know where the packed weights are; or its
 * memory is the mapped image, and does nothing with weights that it is handed.
 * @module
 */
import koffi from "koffi";
import type { Library } from "./library.ts";
import { mapImage, unmap } from "./mapping.ts";
import type { Memory } from "./packed-image.ts";

/** Fields of `ggml_backend_buffer_type`, 8 bytes each, as far as they are looked at. */
const TYPE = { getName: 0, allocBuffer: 1, count: 2 } as const;
/** … and of `ggml_backend_buffer`, which begins with eleven functions. */
const BUFFER = { freeBuffer: 0, getBase: 1, setTensor: 4, type: 11, base: 12, size: 13, count: 14 } as const;

const ALLOC_BUFFER = koffi.proto("void *sijo_alloc_buffer(void *type, size_t size)");
const GET_BASE = koffi.proto("void *sijo_get_base(void *buffer)");
koffi.struct("sijo_dl_info", {
  file: "const char *",
  base: "void *",
  symbol: "const char *",
  address: "void *",
});
/** Bytes of memory that is made to become other memory. */
const LEAST = 64;

/** How long another thread's load is waited for, and how long until the next look. */
const PATIENCE_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 2;

export interface Loaded<T> {
  readonly model: T;
  /** Weights that were packed now, where they can be kept. */
  readonly packed: Memory | undefined;
  /** For when the model has been freed. */
  release(): void;
}

/** Where the image or the library is not as expected, weights are packed as if there was no image. */
export function loadPacked<T>({
  library: { layoutTypes, nobody },
  image,
  load,
}: {
  library: Pick<Library, "layoutTypes" | "nobody">;
  /** The path of its file. */
  image: string;
  load(): T;
}): Loaded<T> {
  const type = layoutTypes[0] as bigint;
  const made: { readonly buffer: bigint; readonly bytes: number }[] = [];
  let mapped: Memory | undefined;
  const model = withAllocator({
    type,
    work: load,
    allocator: (bytes, allocate) => {
      // A model that wants memory twice is not known here.
      if (made.length === 0) mapped = mapImage(image, bytes);
      const lent = mapped && made.length === 0 ? lend({ memory: mapped, type, nobody, allocate }) : undefined;
      const buffer = lent ?? allocate(bytes);
      made.push({ buffer, bytes });
      return buffer;
    },
  });
  const [only, ...others] = made;
  const isNew = only && others.length === 0 && !mapped && isBuffer(only.buffer, { type, bytes: only.bytes });
  return {
    model,
    packed: isNew
      ? { address: fieldsAt(only.buffer, BUFFER.count)[BUFFER.base], bytes: only.bytes }
      : undefined,
    release: () => mapped && unmap(mapped),
  };
}

/** Memory of the library's that is this memory, filled already; undefined where its struct is not as it should be. */
function lend({
  memory: { address, bytes },
  type,
  nobody,
  allocate,
}: {
  memory: Memory;
  type: bigint;
  nobody: unknown;
  allocate(bytes: number): bigint;
}): bigint | undefined {
  const buffer = allocate(LEAST);
  if (!isBuffer(buffer, { type, bytes: LEAST })) return undefined;
  const fields = fieldsAt(buffer, BUFFER.count);
  fields[BUFFER.freeBuffer] = 0n;
  fields[BUFFER.setTensor] = koffi.address(nobody as bigint);
  fields[BUFFER.base] = address;
  fields[BUFFER.size] = BigInt(bytes);
  return buffer;
}

function isBuffer(buffer: bigint, { type, bytes }: { type: bigint; bytes: number }): boolean {
  const fields = fieldsAt(buffer, BUFFER.count);
  return (
    fields[BUFFER.type] === type &&
    fields[BUFFER.size] === BigInt(bytes) &&
    koffi.call(fields[BUFFER.getBase], GET_BASE, buffer) === fields[BUFFER.base]
  );
}

/**
 * Does something while a type's memory is made by somebody else. The struct belongs to the process: threads take it one
 * after another, and who waits too long does without.
 */
function withAllocator<T>({
  type,
  allocator,
  work,
}: {
  type: bigint;
  allocator(bytes: number, allocate: (bytes: number) => bigint): bigint;
  work(): T;
}): T {
  const slots = fieldsAt(type, TYPE.count);
  const library = fileOf(slots[TYPE.getName]);
  let original = 0n;
  const allocate = (bytes: number): bigint => koffi.call(original, ALLOC_BUFFER, type, bytes);
  const callback = koffi.register(
    (_type: unknown, size: number | bigint): bigint => allocator(Number(size), allocate),
    koffi.pointer(ALLOC_BUFFER),
  );
  const isOurs = (): boolean => {
    const found = Atomics.load(slots, TYPE.allocBuffer);
    if (fileOf(found) !== library) return false;
    original = found;
    return Atomics.compareExchange(slots, TYPE.allocBuffer, found, koffi.address(callback)) === found;
  };
  const isTaken = waitFor(isOurs);
  try {
    return work();
  } finally {
    if (isTaken) Atomics.store(slots, TYPE.allocBuffer, original);
    koffi.unregister(callback);
  }
}

function waitFor(isSo: () => boolean): boolean {
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + PATIENCE_MILLISECONDS;
  while (!isSo()) {
    if (performance.now() > until) return false;
    Atomics.wait(nobodyWakes, 0, 0, LOOK_MILLISECONDS);
  }
  return true;
}

const fieldsAt = (pointer: bigint, count: number): BigUint64Array =>
  new BigUint64Array(koffi.view(pointer, count * 8));

const dladdr = koffi.load(null).func("int dladdr(void *address, _Out_ sijo_dl_info *info)");

/** Where the file is loaded that a function is from. */
function fileOf(code: bigint): unknown {
  const info: { base?: unknown } = {};
  return dladdr(code, info) ? info.base : undefined;
}
