/**
 * Hugging Face, or whatever speaks its protocol (`HF_ENDPOINT`): plain files over HTTP, resumed where they stopped.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SijoError } from "../../../errors.ts";
import { fitsHeader } from "../../../text/header.ts";
import { type Assembly, openAssembly } from "../assembly.ts";
import type { ModelEntry } from "../entries.ts";
import { isSourceFailure, sourceFailure } from "../failures.ts";
import type { Environment } from "../folders.ts";
import { get, readBody } from "./http.ts";
import type { FetchRequest, Source } from "./source.ts";

const PUBLIC_HUB = "https://huggingface.co";

/** What a download that is not complete is called in the folder of a pull: it is worth keeping. */
export const HUB_FILE = "from-hub";

/** A line that is cut again and again still gets a large file through, but not for ever. */
const MOST_RESUMPTIONS = 30;
const BEFORE_RESUMING_MILLISECONDS = 300;

export const hub: Source = {
  name: "hub",
  title: "Hugging Face",
  carries: (entry) => entry.repository !== null,
  fetch: fetchFile,
};

/**
 * The address of a model's file on the hub.
 * @throws SijoError `weights.endpoint` (usage) when HF_ENDPOINT is no address.
 */
export function hubAddress(entry: ModelEntry, { environment }: { environment: Environment }): URL {
  const endpoint = (environment.HF_ENDPOINT || PUBLIC_HUB).replace(/\/+$/, "");
  const url = URL.parse(`${endpoint}/${entry.repository}/resolve/main/${entry.file}`);
  if (url && ["http:", "https:"].includes(url.protocol)) return url;
  throw new SijoError("weights.endpoint", `HF_ENDPOINT is not an address: “${endpoint}”.`, {
    kind: "usage",
    hint: `Unset it, or give a whole address such as ${PUBLIC_HUB}.`,
  });
}

/** @throws SijoError `weights.token` (usage), without the token, for one that no request can carry. */
function tokenOf({ HF_TOKEN }: Environment): string | undefined {
  const token = HF_TOKEN?.trim() || undefined;
  if (token === undefined || fitsHeader(token)) return token;
  throw new SijoError("weights.token", "HF_TOKEN holds a character that no header may have.", {
    kind: "usage",
    hint: "Is there more than one line in it?",
  });
}

async function fetchFile(request: FetchRequest): Promise<string> {
  const { entry, folder, signal, onReceived } = request;
  const { bytes, sha256 } = entry;
  const assembly = await openAssembly({ path: join(folder, HUB_FILE), bytes, sha256, onReceived, signal });
  // Bytes of an earlier pull may be of another version of the file; those of this pull are not.
  let ofEarlierPull = assembly.received > 0;
  onReceived(assembly.received);
  try {
    for (let resumptions = 0; ; resumptions++) {
      const before = assembly.received;
      try {
        if (assembly.received < bytes) await receive(request, assembly);
        await assembly.finish();
        return assembly.path;
      } catch (error) {
        if (!isSourceFailure(error)) throw error;
        await assembly.flush();
        const wrong = error.code === "weights.source.checksum";
        if (wrong) await assembly.restart();
        const again = wrong ? ofEarlierPull : assembly.received > before && resumptions < MOST_RESUMPTIONS;
        if (!again) throw error;
        if (wrong) ofEarlierPull = false;
        else await pause(BEFORE_RESUMING_MILLISECONDS, undefined, { signal });
      }
    }
  } finally {
    await assembly.flush();
    await assembly.close();
  }
}

/** Asks for what is missing and appends it. */
async function receive(request: FetchRequest, assembly: Assembly): Promise<void> {
  const { entry, environment, signal, patience } = request;
  const range: Record<string, string> = assembly.received > 0 ? { range: `bytes=${assembly.received}-` } : {};
  const answer = await get({
    url: hubAddress(entry, { environment }),
    headers: { "user-agent": "sijo", "accept-encoding": "identity", ...range },
    token: tokenOf(environment),
    environment,
    signal,
    answerWithinMilliseconds: patience.answerWithinMilliseconds,
    onRedirect: (redirect) => expectSameFile(redirect, entry),
  });
  try {
    expectSameFile(answer, entry);
    await expectContent(answer, assembly, entry);
  } catch (error) {
    answer.destroy();
    throw error;
  }
  const { pauseAtMostMilliseconds } = patience;
  await readBody({ answer, signal, pauseAtMostMilliseconds, onChunk: (chunk) => assembly.append(chunk) });
}

/**
 * The hub names the size and the SHA-256 of a large file before it sends it (and mostly in the redirect to where it
 * is stored): a file that was replaced costs one request instead of a gigabyte.
 */
function expectSameFile({ headers }: IncomingMessage, { bytes, sha256 }: ModelEntry): void {
  const size = headers["x-linked-size"];
  const checksum = String(headers["x-linked-etag"] ?? "").replace(/^W\/|"/g, "");
  if ((size !== undefined && Number(size) !== bytes) || (isSha256(checksum) && checksum !== sha256))
    throw sourceFailure("checksum", "the file there is another version, not the one that was asked for");
}

const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Makes sure that the body is what is missing, or starts anew when it is the whole file. */
async function expectContent(answer: IncomingMessage, assembly: Assembly, entry: ModelEntry): Promise<void> {
  const { statusCode = 0, headers } = answer;
  if (statusCode === 206) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
    if (Number(start) === assembly.received && (total === "*" || Number(total) === entry.bytes)) return;
    throw sourceFailure("checksum", `it sent another part of the file than the one that was asked for`);
  }
  if (statusCode === 416) throw sourceFailure("checksum", "the file there is shorter than it should be");
  if (statusCode !== 200) throw refused(statusCode);
  const length = headers["content-length"];
  if (length !== undefined && Number(length) !== entry.bytes)
    throw sourceFailure("checksum", `the file there has ${length} bytes instead of ${entry.bytes}`);
  if (assembly.received > 0) await assembly.restart();
}

function refused(status: number): SijoError {
  const data = { status };
  if (status === 401 || status === 403)
    return sourceFailure("refused", `it refused (status ${status})`, {
      hint: "Where a model needs an account, put an access token into HF_TOKEN.",
      data,
    });
  if (status === 404) return sourceFailure("not-found", "it has no such file (status 404)", { data });
  if (status === 429) return sourceFailure("busy", "it has had too many requests (status 429)", { data });
  return sourceFailure("failed", `it answered with status ${status}`, { data });
}
