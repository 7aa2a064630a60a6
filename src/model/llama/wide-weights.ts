/**
 * The folder of widened weights (`widen.ts`): each file is made once, at the first use of a model that wants it.
 * @module
 */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { rm, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { wideFolder, widePrefix } from "../catalogue/index.ts";
import type { GgufHead } from "./gguf.ts";
import { boundFolder, place, touch } from "./kept-files.ts";
import { writeRecoded } from "./recode.ts";
import { wideningOf } from "./widen.ts";

const ENDING = ".gguf";
/** Of the whole folder. */
const MOST_BYTES = 2 ** 32;

export interface WideWeights {
  readonly path: string;
  readonly bytes: number;
}

/**
 * A file of the same weights in a form that tiles multiply; made if it isn't there. Undefined where there is nothing to
 * gain, or no room on the disk for it and as much again, or the folder can't be written to.
 */
export async function wideWeights({
  path,
  sha256 = null,
  head,
  most = MOST_BYTES,
  folder = wideFolder(),
}: {
  path: string;
  sha256?: string | null;
  head: GgufHead;
  /** Bytes that the file may have. */
  most?: number;
  folder?: string;
}): Promise<WideWeights | undefined> {
  const plan = wideningOf(head);
  if (!plan || plan.bytes > Math.min(most, MOST_BYTES)) return undefined;
  const { bytes } = plan;
  const key = createHash("sha256").update(identityOf({ path, sha256 })).digest("hex").slice(0, 16);
  const wide = join(folder, `${widePrefix(path)}${key}${ENDING}`);
  try {
    if (!(await isThere(wide, bytes))) {
      await place(wide, async (unfinished) => {
        if ((await freeBytes(dirname(unfinished))) < 2 * bytes) return false;
        await writeRecoded({ from: path, to: unfinished, head, plan });
        return true;
      });
    }
    if (!(await touch(wide))) return undefined;
    await boundFolder({ folder, ending: ENDING, maxBytes: MOST_BYTES });
    return { path: wide, bytes };
  } catch {
    return undefined;
  }
}

/** What tells a file's weights from all others: their checksum, or else which file it is and when it was written. */
export function identityOf({ path, sha256 }: { path: string; sha256: string | null }): string {
  if (sha256 !== null) return sha256;
  const { size, mtimeMs } = statSync(path);
  return `${resolve(path)} ${size} ${mtimeMs}`;
}

/** After this, the next use makes it anew. */
export const forgetWide = ({ path }: WideWeights): Promise<void> =>
  rm(path, { force: true }).catch(() => undefined);

async function isThere(path: string, bytes: number): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  return file?.size === bytes;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
