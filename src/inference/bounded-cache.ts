/**
 * A cache that holds what was used last, up to a total size.
 * @module
 */

export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  /** Keeps a value of this size. True: others had to go, down to half of the limit. */
  set(key: string, value: Value, size: number): boolean;
  clear(): void;
  /** Sum of the sizes held. */
  readonly size: number;
}

/** Least recently used goes first. Sizes are in whatever unit the limit is. */
export function boundedCache<Value>(limit: number): BoundedCache<Value> {
  // A Map keeps the order of insertion, so the first entry is the one unused for longest.
  const entries = new Map<string, { value: Value; size: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size) {
      const before = entries.get(key);
      if (before) total -= before.size;
      entries.delete(key);
      entries.set(key, { value, size });
      total += size;
      if (total <= limit) return false;
      for (const [oldest, entry] of entries) {
        if (total <= limit / 2 || oldest === key) break;
        entries.delete(oldest);
        total -= entry.size;
      }
      return true;
    },
    clear() {
      entries.clear();
      total = 0;
    },
    get size() {
      return total;
    },
  };
}
