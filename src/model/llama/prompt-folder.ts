/**
 * The folder of prompt states: bounded, the oldest go first.
 * @module
 */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export const STATE = ".state";
/** Of a file that is being written. */
export const UNFINISHED = ".unfinished";
/** After so long nobody is writing it any more. */
const ABANDONED_MILLISECONDS = 3_600_000;

/** Removes the states used longest ago until the rest take no more than `maxBytes`, and what was left unfinished. */
export async function boundFolder({
  folder,
  maxBytes,
  now = Date.now(),
}: {
  folder: string;
  maxBytes: number;
  now?: number;
}): Promise<void> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // Another process may have removed it by now.
      const file = await stat(path).catch(() => undefined);
      return file?.isFile() ? { path, bytes: file.size, usedAt: file.mtimeMs } : undefined;
    }),
  );
  const files = found.filter((file) => file !== undefined);
  const abandoned = files.filter(
    ({ path, usedAt }) => path.endsWith(UNFINISHED) && now - usedAt > ABANDONED_MILLISECONDS,
  );
  const states = files
    .filter(({ path }) => path.endsWith(STATE))
    .sort((one, other) => other.usedAt - one.usedAt);
  let sum = 0;
  const tooMany = states.filter(({ bytes }) => {
    sum += bytes;
    return sum > maxBytes;
  });
  for (const { path } of [...abandoned, ...tooMany]) await rm(path, { force: true });
}
