/**
 * Writes GGUF heads, sound ones and others, for tests of what is said about files that can't be loaded.
 * @module
 */

export type GgufEntry =
  | { readonly type: "uint32"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  /** Bytes as they are, behind the key: for entries that no writer would write. */
  | { readonly type: "bytes"; readonly value: Uint8Array };

export interface GgufContent {
  readonly version?: number;
  readonly tensors?: number;
  /** Entries announced; default: as many as there are. */
  readonly keys?: number;
  readonly entries: Readonly<Record<string, GgufEntry>>;
}

const number = (value: number, bytes: 4 | 8): Buffer => {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 4) buffer.writeUInt32LE(value);
  else buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
};

const text = (value: string): Buffer =>
  Buffer.concat([number(Buffer.byteLength(value), 8), Buffer.from(value)]);

function encode(entry: GgufEntry): Buffer {
  switch (entry.type) {
    case "uint32":
      return Buffer.concat([number(4, 4), number(entry.value, 4)]);
    case "string":
      return Buffer.concat([number(8, 4), text(entry.value)]);
    case "strings":
      return Buffer.concat([
        number(9, 4),
        number(8, 4),
        number(entry.value.length, 8),
        ...entry.value.map(text),
      ]);
    case "bytes":
      return Buffer.from(entry.value);
  }
}

/** The bytes of a file that ends where its tensors would begin. */
export function ggufFile({ version = 3, tensors = 1, keys, entries }: GgufContent): Buffer {
  const list = Object.entries(entries);
  return Buffer.concat([
    Buffer.from("GGUF"),
    number(version, 4),
    number(tensors, 8),
    number(keys ?? list.length, 8),
    ...list.flatMap(([key, entry]) => [text(key), encode(entry)]),
  ]);
}
