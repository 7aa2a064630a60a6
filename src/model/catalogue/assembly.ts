/**
 * A file in the making: bytes are appended, counted and hashed in one pass, and it is only finished when all of them
 * are the right ones.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { sourceFailure } from "./failures.ts";
import { hashSoFar } from "./hash.ts";

/** Small chunks are gathered before they are written: a system call for each 16 kB would cost more than the hash. */
const WRITE_BYTES = 1 << 20;

export interface AssemblyOptions {
  readonly path: string;
  /** How many bytes the whole file has. */
  readonly bytes: number;
  readonly sha256: string;
  readonly onReceived?: ((received: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens the file for appending; what an earlier attempt left there is kept, and hashed again. */
export async function openAssembly(options: AssemblyOptions): Promise<Assembly> {
  const { path, bytes, signal } = options;
  const already = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (already > bytes) await rm(path);
  const keep = already <= bytes && already > 0;
  const hash = keep ? await hashSoFar({ path, signal }) : createHash("sha256");
  return new Assembly(options, await open(path, "a"), hash, keep ? already : 0);
}

/** Owns the open file; `close` it, whatever happens. */
export class Assembly {
  readonly path: string;
  readonly #options: AssemblyOptions;
  readonly #file: FileHandle;
  #hash: Hash;
  #received: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(options: AssemblyOptions, file: FileHandle, hash: Hash, received: number) {
    this.path = options.path;
    this.#options = options;
    this.#file = file;
    this.#hash = hash;
    this.#received = received;
  }

  /** Bytes so far. */
  get received(): number {
    return this.#received;
  }

  /** @throws SijoError `weights.source.checksum` as soon as there are more bytes than the file has. */
  async append(chunk: Uint8Array): Promise<void> {
    if (this.#received + chunk.length > this.#options.bytes)
      throw this.#wrong("it is longer than it should be");
    this.#hash.update(chunk);
    this.#received += chunk.length;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= WRITE_BYTES) await this.flush();
    this.#options.onReceived?.(this.#received);
  }

  /** Hands what was gathered to the system, so that a later attempt finds it. */
  async flush(): Promise<void> {
    const chunks = this.#waiting;
    let rest = this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (rest === 0) return;
    const { bytesWritten } = await this.#file.writev(chunks);
    rest -= bytesWritten;
    // A short write is rare (a nearly full disk); the next one then says why.
    if (rest > 0) await this.#file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
  }

  /** Forgets all bytes: the other side sends the file from its beginning. */
  async restart(): Promise<void> {
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#file.truncate(0);
    this.#hash = createHash("sha256");
    this.#received = 0;
  }

  /**
   * The file is complete and on the disk.
   * @throws SijoError `weights.source.cut` when bytes are missing, `weights.source.checksum` when they are others.
   */
  async finish(): Promise<void> {
    const { bytes, sha256 } = this.#options;
    await this.flush();
    if (this.#received < bytes)
      throw sourceFailure("cut", `only ${this.#received} of ${bytes} bytes came`, {
        data: { received: this.#received, bytes },
      });
    const found = this.#hash.digest("hex");
    if (found !== sha256) throw this.#wrong("its SHA-256 is another", { expected: sha256, found });
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #wrong(how: string, data: Readonly<Record<string, unknown>> = {}) {
    return sourceFailure("checksum", `the file there is not the one that was asked for: ${how}`, { data });
  }
}
