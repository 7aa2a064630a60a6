/**
 * The file of results: one JSON line a case, appended as soon as the case is done, so that a run that was stopped goes on
 * where it was.
 * @module
 */
import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import { SijoError } from "../../errors.ts";
import { type CollieRecord, type CollieSettings, recordSchema, settingsKey } from "./record.ts";

export interface Results {
  /** Records of these settings, from earlier runs and this one; of a case that was run twice, the last. */
  under(settings: CollieSettings): ReadonlyMap<string, CollieRecord>;
  add(record: CollieRecord): void;
}

/**
 * Opens a file of results, or starts one. A last line that was cut off is dropped. Without a path nothing is kept.
 * @throws SijoError `evaluation.results` (usage) when the file is something else, or can't be written.
 */
export function openResults(path: string | undefined): Results {
  const records = path === undefined ? [] : readRecords(path);
  return {
    under(settings) {
      const key = settingsKey(settings);
      const same = records.filter((record) => settingsKey(record.settings) === key);
      return new Map(same.map((record) => [record.id, record]));
    },
    add(record) {
      if (path !== undefined) attempt(path, () => appendFileSync(path, `${JSON.stringify(record)}\n`));
      records.push(record);
    },
  };
}

const BEGIN = '{"id":';

function readRecords(path: string): CollieRecord[] {
  const bytes = attempt(path, () => {
    // Where it can't be written, that is known before any model runs.
    appendFileSync(path, "");
    return readFileSync(path);
  });
  const whole = bytes.lastIndexOf("\n") + 1;
  const records = bytes
    .subarray(0, whole)
    .toString("utf8")
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [recordOf(line, { path, number: index + 1 })]));
  if (whole < bytes.length) {
    // A file that doesn't begin like results is somebody else's, and left as it is.
    const begin = bytes.subarray(0, BEGIN.length).toString("utf8");
    if (!BEGIN.startsWith(begin)) recordOf(begin, { path, number: 1 });
    attempt(path, () => truncateSync(path, whole));
  }
  return records;
}

function recordOf(line: string, { path, number }: { path: string; number: number }): CollieRecord {
  try {
    const checked = recordSchema.safeParse(JSON.parse(line));
    if (checked.success) return checked.data;
  } catch {
    // Said below.
  }
  throw new SijoError("evaluation.results", `Line ${number} of ${path} is no result of this bench.`, {
    kind: "usage",
    hint: "Name a new file, or remove that line.",
  });
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw new SijoError("evaluation.results", `The results can't be kept in ${path} (${code}).`, {
      kind: "usage",
      hint: "Name a file in a folder that is there and may be written.",
      cause,
    });
  }
}
