/**
 * The smallest writer of zip files, for wheels in tests.
 * Format: APPNOTE.TXT of PKWARE, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (end).
 * @module
 */
import { crc32, deflateRawSync } from "node:zlib";

/** A zip file with these members, compressed. */
export function zipOf(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const path = Buffer.from(name);
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    fields({ path, packed, content }).copy(header, 4);
    local.push(header, path, packed);
    const directory = Buffer.alloc(46);
    directory.writeUInt32LE(0x02014b50, 0);
    directory.writeUInt16LE(20, 4);
    fields({ path, packed, content }).copy(directory, 6);
    directory.writeUInt32LE(offset, 42);
    central.push(directory, path);
    offset += header.length + path.length + packed.length;
  }
  const directoryBytes = central.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(central.length / 2, 8);
  end.writeUInt16LE(central.length / 2, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...central, end]);
}

/** The fields that both headers share: version, flags, method, time, checksum, sizes, lengths. */
function fields({ path, packed, content }: { path: Buffer; packed: Buffer; content: Uint8Array }): Buffer {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt32LE(crc32(content), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(content.length, 18);
  shared.writeUInt16LE(path.length, 22);
  return shared;
}
