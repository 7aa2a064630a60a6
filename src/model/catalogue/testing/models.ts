/**
 * Small made-up models and places to pull them to, for tests of the catalogue.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelEntry, PythonPackage } from "../entries.ts";
import { type PipBehaviour, type StandInPip, standInPip } from "./stand-in-pip.ts";

/** Bytes that look like weights: no pattern to compress, and the same at each run. */
export function madeUpWeights(bytes = 300_000): Uint8Array {
  let state = 12_345;
  return Uint8Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

/** An entry for these bytes; nothing carries it unless that is said. */
export function madeUpModel(content: Uint8Array, changes: Partial<ModelEntry> = {}): ModelEntry {
  return {
    id: "made-up",
    title: "Made up",
    file: "made-up.gguf",
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    licence: { name: "Apache-2.0" },
    roles: [],
    repository: "somebody/made-up",
    packages: [],
    ...changes,
  };
}

/** The bytes cut into packages. */
export function inParts(content: Uint8Array, count: number): (PythonPackage & { content: Uint8Array })[] {
  const each = Math.ceil(content.length / count);
  return Array.from({ length: count }, (_, index) => ({
    name: `made-up-part${index + 1}`,
    version: "1.0.0",
    member: `made_up_part${index + 1}/data/part${index + 1}.bin`,
    content: content.subarray(index * each, (index + 1) * each),
  }));
}

export interface Home extends AsyncDisposable {
  readonly folder: string;
  /** For `environment`: a cache of its own, no hub that answers, no pip. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files in the cache that are not hidden. */
  visible(): Promise<string[]>;
  /** Files of pulls that were left behind. */
  leftovers(): Promise<string[]>;
  /** Puts up a pip with these packages. */
  pip(options: {
    packages: Parameters<typeof standInPip>[0]["packages"];
    behaviour?: PipBehaviour;
  }): Promise<StandInPip>;
}

/** A folder of a test alone, removed with everything in it. */
export async function temporaryHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), "sijo-catalogue-"));
  const models = join(folder, "models");
  const list = (path: string, recursive: boolean) =>
    readdir(path, { recursive, withFileTypes: true }).catch(() => []);
  return {
    folder,
    environment: { SIJO_HOME: folder, HF_ENDPOINT: "http://127.0.0.1:1", PATH: join(folder, "nothing") },
    async visible() {
      return (await list(models, false))
        .filter((file) => file.isFile())
        .map((file) => file.name)
        .sort();
    },
    async leftovers() {
      return (await list(join(models, ".work"), true))
        .filter((file) => file.isFile())
        .map((file) => file.name)
        .sort();
    },
    pip: (options) => standInPip({ folder: join(folder, "pip"), ...options }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
