/**
 * Loads a model some of whose weights are packed, with an image of these in place of packing them where there is one.
 * @module
 */
import { filledBuffer, type MakesBuffer, memoryOf, withOwnBuffers } from "./buffers.ts";
import type { Library } from "./library.ts";
import { mapImage, unmap } from "./mapping.ts";
import type { Image, Memory } from "./packed-image.ts";

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
  image: { path, names },
  load,
}: {
  library: Pick<Library, "layoutTypes" | "nobody">;
  image: Image;
  /** With fields of `llama_model_params`. */
  load(parameters: Readonly<Record<string, unknown>>): T;
}): Loaded<T> {
  const [type] = layoutTypes;
  const made: { readonly buffer: bigint; readonly bytes: number }[] = [];
  let mapped: Memory | undefined;
  const makes: MakesBuffer = (bytes, make) => {
    // A model that asks for memory twice is not known here.
    const isFirst = made.length === 0;
    if (isFirst) mapped = mapImage(path, bytes);
    const buffer = (isFirst && mapped && filledBuffer(mapped, { type, make, nobody })) || make(bytes);
    made.push({ buffer, bytes });
    return buffer;
  };
  const model = withOwnBuffers({ type, names, makes }, (overrides) =>
    load({ tensor_buft_overrides: overrides }),
  );
  const [only, ...others] = made;
  const isNew = only !== undefined && others.length === 0 && !mapped;
  return {
    model,
    packed: isNew ? memoryOf(only.buffer, { type, bytes: only.bytes }) : undefined,
    release: () => mapped && unmap(mapped),
  };
}
