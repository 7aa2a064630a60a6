/**
 * The library's scores as arrays, without copies.
 *
 * Memory outside V8's heap counts towards its next collection: made anew each step, views of 16 × 0.6 MB kept its
 * threads busy for a fifth of every batch, on cores that compute. So there is one buffer for each place, and it is
 * handed on: whoever still holds a view from before finds it empty, not filled with another text's scores.
 * @module
 */
import koffi from "koffi";

export class Outputs {
  readonly #bytes: number;
  readonly #buffers = new Map<bigint, ArrayBuffer>();
  /** Places that somebody may hold a view of. */
  readonly #out = new Set<bigint>();

  /** `size`: numbers in a view. */
  constructor({ size }: { size: number }) {
    this.#bytes = size * 4;
  }

  /** The scores that stand at an address until the library writes there again. */
  view(address: bigint): Float32Array {
    let buffer = this.#buffers.get(address);
    if (!buffer) {
      buffer = koffi.view(address, this.#bytes) as ArrayBuffer;
      this.#buffers.set(address, buffer);
    }
    this.#out.add(address);
    return new Float32Array(buffer);
  }

  /** Makes all views that were handed out empty. */
  detach(): void {
    for (const address of this.#out) {
      const buffer = this.#buffers.get(address);
      if (buffer) this.#buffers.set(address, buffer.transfer());
    }
    this.#out.clear();
  }
}
