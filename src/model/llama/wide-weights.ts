/**
 * The folder of widened weights (`widen.ts`): each file is made once, at the first use of a model that wants it.
 * @module
 */
import { rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { copyPath } from "../catalogue/index.ts";
import type { GgufHead } from "./gguf.ts";
import { keep, touch } from "./kept-files.ts";
import { type Plan, writeRecoded } from "./recode.ts";
import { wideningOf } from "./widen.ts";

const ENDING = ".gguf";
/** Of the whole folder. */
const MOST_BYTES = 2 ** 32;

/** A file of the same weights in a form that tiles multiply, whether it has been made or not. */
export interface WideWeights {
  readonly path: string;
  readonly bytes: number;
  readonly plan: Plan;
}

/** Where a model's widened weights are kept; undefined where there is nothing to gain or they would take too much. */
export function wideWeights({
  path,
  sha256 = null,
  head,
  most = MOST_BYTES,
  folder,
}: {
  path: string;
  sha256?: string | null;
  head: GgufHead;
  /** Bytes that the file may have. */
  most?: number;
  folder?: string;
}): WideWeights | undefined {
  const plan = wideningOf(head);
  if (!plan || plan.bytes > Math.min(most, MOST_BYTES)) return undefined;
  const made = identityOf({ path, sha256 });
  return { path: copyPath({ path, made, ending: ENDING, folder }), bytes: plan.bytes, plan };
}

/** Whether they are there. Marks them as used now, and waits for nobody: the thread that reads them can start at once. */
export const areMade = ({ path, bytes }: WideWeights): boolean =>
  statSync(path, { throwIfNoEntry: false })?.size === bytes && touch(path);

/**
 * Makes them, where they aren't there. False where the disk has no room for them and as much again, or the folder can't
 * be written to: then they are done without.
 */
export async function makeWide({
  path,
  head,
  wide,
}: {
  /** Of the weights as they came. */
  path: string;
  head: GgufHead;
  wide: WideWeights;
}): Promise<boolean> {
  if (areMade(wide)) return true;
  await keep({
    path: wide.path,
    ending: ENDING,
    maxBytes: MOST_BYTES,
    bytes: wide.bytes,
    async write(unfinished) {
      await writeRecoded({ from: path, to: unfinished, head, plan: wide.plan });
      return true;
    },
  });
  return areMade(wide);
}

/** After this, the next use makes them anew. */
export function forgetWide({ path }: WideWeights): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Read only: the next use finds them as they are, and does without them again.
  }
}

/** What tells a file's weights from all others: their checksum, or else which file it is and when it was written. */
export function identityOf({ path, sha256 }: { path: string; sha256: string | null }): string {
  if (sha256 !== null) return sha256;
  const { size, mtimeMs } = statSync(path);
  return `${resolve(path)} ${size} ${mtimeMs}`;
}
