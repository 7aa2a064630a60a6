/**
 * Brings a model into the cache: from the first source that has the right bytes.
 * @module
 */
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SijoError } from "../../errors.ts";
import type { ModelEntry } from "./entries.ts";
import { explained, isSourceFailure, throwIfCancelled } from "./failures.ts";
import { findModel } from "./find.ts";
import { cacheFolder, type Environment } from "./folders.ts";
import { type OnProgress, progressMeter, type SourceName } from "./progress.ts";
import { pythonPackages } from "./sources/packages.ts";
import type { Source } from "./sources/source.ts";
import { remember, stateOf } from "./trust.ts";

export interface PullOptions {
  /** An id of the catalogue, or an entry. */
  readonly model: string | ModelEntry;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** Says that the terms of the model's licence are accepted, where it has terms to accept. */
  readonly acceptLicence?: boolean;
  readonly environment?: Environment;
}

export interface Pulled {
  readonly path: string;
  readonly source: SourceName;
}

const SOURCES: readonly Source[] = [pythonPackages];

export async function pullModel({
  model,
  onProgress,
  signal = new AbortController().signal,
  environment = process.env,
}: PullOptions): Promise<Pulled> {
  const entry = typeof model === "string" ? findModel(model) : model;
  const folder = cacheFolder({ environment });
  const path = join(folder, entry.file);
  const meter = progressMeter({ total: entry.bytes, onProgress });
  throwIfCancelled(signal);
  if ((await stateOf({ path, bytes: entry.bytes, sha256: entry.sha256, signal })) === "fine")
    return { path, source: "cache" };
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, ".work-"));
  const failures: string[] = [];
  try {
    for (const source of SOURCES) {
      meter.begin(source.name);
      try {
        const fetched = await source.fetch({
          entry,
          folder: work,
          environment,
          signal,
          onReceived: meter.at,
        });
        await rename(fetched, path);
        await remember({ path, sha256: entry.sha256 });
        return { path, source: source.name };
      } catch (error) {
        throwIfCancelled(signal);
        if (!isSourceFailure(error)) throw error;
        failures.push(`${source.title}: ${error.message}`);
      }
    }
    throw new SijoError("weights.unavailable", failures.join("; "));
  } catch (error) {
    throw explained(error, { path: folder });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
