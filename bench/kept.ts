/**
 * What a bench has found, a JSON line each, kept as soon as it is there: a bench that was stopped goes on.
 * @module
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

export interface Kept<Result> {
  of(key: string): Result | undefined;
  add(result: Result): void;
}

/**
 * Those of an earlier bench with the same settings, and those that come. A line that was cut off is no result.
 * @param settings what results must have in common to be compared
 */
export function openKept<Result extends object>(
  path: string,
  { settings, keyOf }: { settings: Readonly<Record<string, unknown>>; keyOf: (result: Result) => string },
): Kept<Result> {
  const known = new Map<string, Result>();
  mkdirSync(dirname(path), { recursive: true });
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  for (const line of before.split("\n")) {
    const found = parsed(line);
    if (found && Object.entries(settings).every(([name, value]) => found[name] === value))
      known.set(keyOf(found as Result), found as Result);
  }
  if (before !== "" && !before.endsWith("\n")) appendFileSync(path, "\n");
  return {
    of: (key) => known.get(key),
    add(result) {
      appendFileSync(path, `${JSON.stringify({ ...settings, ...result })}\n`);
      known.set(keyOf(result), result);
    },
  };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
