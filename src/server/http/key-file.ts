/**
 * API keys in a file, by their hashes: read again when it changes, so that a key is taken away by deleting its line.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { SijoError } from "../../errors.ts";
import type { Key } from "./keys.ts";

const keyFile = z.strictObject({
  keys: z.array(
    z.strictObject({
      name: z.string().min(1).max(64),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, "it must be 64 digits of lower-case hex"),
      models: z.array(z.string().min(1)).optional(),
      tokensPerDay: z.int().min(1).optional(),
      moneyPerDay: z.number().gt(0).optional(),
      seconds: z.number().gt(0).optional(),
    }),
  ),
});

/** How often the file is looked at. */
const EVERY_MILLISECONDS = 1000;

/**
 * The keys of a file, as they are when they are asked for. A file that has become unreadable changes nothing, since
 * somebody may be writing it.
 * @throws SijoError `serve.keys` (usage) when it can't be read at first.
 */
export function keysInFile(path: string): () => readonly Key[] {
  let keys = readKeys(path);
  let stamp = stampOf(path);
  let lookedAt = performance.now();
  return () => {
    if (performance.now() - lookedAt < EVERY_MILLISECONDS) return keys;
    lookedAt = performance.now();
    try {
      const now = stampOf(path);
      if (now !== stamp) keys = readKeys(path);
      stamp = now;
    } catch {
      // The keys of before.
    }
    return keys;
  };
}

const stampOf = (path: string): string => {
  const { mtimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${size} ${ino}`;
};

function readKeys(path: string): readonly Key[] {
  const wrong = (why: string, cause?: unknown): SijoError =>
    new SijoError("serve.keys", `The API keys in ${path} can't be read: ${why}.`, {
      kind: "usage",
      hint: 'It holds JSON: {"keys": [{"name": "…", "sha256": "…"}]}.',
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw wrong(
      cause instanceof SyntaxError ? "it is not JSON" : "it is not there, or not ours to read",
      cause,
    );
  }
  const { data, error } = keyFile.safeParse(value);
  if (!data) throw wrong(`${error.issues[0].path.join(".")}: ${error.issues[0].message}`);
  const names = data.keys.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw wrong(`two keys are named ${twice}`);
  return data.keys;
}
