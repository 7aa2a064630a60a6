/**
 * One GET that may be redirected, with patience that ends: for the answer's head, and for every pause in its body.
 * Node's own HTTP client serves, because it honours proxies of the environment and lets each redirect be looked at.
 * @module
 */
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, get as httpsGet } from "node:https";
import { sourceFailure } from "../failures.ts";
import type { Environment } from "../folders.ts";

export interface GetRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the host of `url` and to no other. */
  readonly token: string | undefined;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** For the connection and all redirects together. */
  readonly answerWithinMilliseconds: number;
  /** Sees every redirect, and may throw: the hub says in it what it is about to send. */
  readonly onRedirect?: (answer: IncomingMessage) => void;
}

const MOST_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The answer after all redirects, its body not read yet.
 * @throws SijoError `weights.source.unreachable`, `weights.source.redirect`.
 */
export async function get(request: GetRequest): Promise<IncomingMessage> {
  const deadline = AbortSignal.timeout(request.answerWithinMilliseconds);
  const signal = AbortSignal.any([request.signal, deadline]);
  try {
    let url = request.url;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await head({ ...request, url, token: mayKnow(request, url), signal });
      if (!REDIRECTS.has(answer.statusCode ?? 0)) return answer;
      answer.destroy();
      request.onRedirect?.(answer);
      url = nextUrl(url, answer.headers.location);
    }
  } catch (cause) {
    if (request.signal.aborted) throw request.signal.reason;
    if (deadline.aborted) {
      const seconds = request.answerWithinMilliseconds / 1_000;
      throw sourceFailure("unreachable", `no answer within ${seconds} s`, { cause });
    }
    if (isNetworkError(cause)) throw sourceFailure("unreachable", networkWords(cause), { cause });
    throw cause;
  }
  throw sourceFailure("redirect", `more than ${MOST_REDIRECTS} redirects`);
}

/** A secret meant for one host is not told to another, nor over a line that anybody can read. */
function mayKnow({ url: first, token }: GetRequest, url: URL): string | undefined {
  return url.host === first.host && url.protocol === first.protocol ? token : undefined;
}

function nextUrl(from: URL, location: string | undefined): URL {
  const url = location === undefined ? null : URL.parse(location, from.href);
  if (url && ["http:", "https:"].includes(url.protocol)) return url;
  throw sourceFailure("redirect", "a redirect leads to no address");
}

/** One request; resolves when the head of the answer is here. After that `signal` has no more say. */
function head({ url, headers, token, environment, signal }: GetRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const proxyEnv = { ...environment };
    const all = token ? { ...headers, authorization: `Bearer ${token}` } : headers;
    // An agent for one connection, closed with the answer: nothing is left that would keep a program alive.
    const sent =
      url.protocol === "https:"
        ? httpsGet(url, { headers: all, agent: new HttpsAgent({ proxyEnv }) })
        : httpGet(url, { headers: all, agent: new HttpAgent({ proxyEnv }) });
    const stop = (): void => void sent.destroy(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    sent.once("response", (answer) => {
      signal.removeEventListener("abort", stop);
      resolve(answer);
    });
    sent.on("error", (error) => {
      signal.removeEventListener("abort", stop);
      reject(error);
    });
    if (signal.aborted) stop();
  });
}

interface BodyRequest {
  readonly answer: IncomingMessage;
  readonly signal: AbortSignal;
  readonly pauseAtMostMilliseconds: number;
  readonly onChunk: (chunk: Uint8Array) => Promise<void>;
}

/**
 * Reads a body to its end.
 * @throws SijoError `weights.source.cut` when the connection ends early, `weights.source.stalled` when nothing comes.
 */
export async function readBody(request: BodyRequest): Promise<void> {
  const { answer, signal, pauseAtMostMilliseconds, onChunk } = request;
  const stalled = sourceFailure("stalled", `no bytes came for ${pauseAtMostMilliseconds / 1_000} s`);
  const stop = (): void => void answer.destroy(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(() => answer.destroy(stalled), pauseAtMostMilliseconds);
  try {
    if (signal.aborted) stop();
    for await (const chunk of answer) {
      timer.refresh();
      await onChunk(chunk as Uint8Array);
    }
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (isNetworkError(cause)) throw sourceFailure("cut", "the connection was cut", { cause });
    throw cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    answer.destroy();
  }
}

/** Errors of sockets, names, certificates and the protocol; not those of the disk, nor mistakes in a program. */
function isNetworkError(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, syscall = "" } = error as NodeJS.ErrnoException;
  if (code === undefined) return error instanceof AggregateError;
  const ofTheDisk = ["open", "write", "fsync", "ftruncate", "rename", "mkdir"].includes(syscall);
  return (
    !ofTheDisk &&
    /^(E[A-Z]+|HPE_.*|ERR_(SSL|TLS|PROXY|HTTP|STREAM_PREMATURE_CLOSE).*|CERT_.*|.*_CERT.*)$/.test(code)
  );
}

function networkWords(error: NodeJS.ErrnoException): string {
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "the connection was refused",
    ENOTFOUND: "its name is not known here",
    EAI_AGAIN: "its name could not be looked up",
    ECONNRESET: "the connection was cut",
  };
  return words[error.code ?? ""] ?? `it can't be reached (${error.code ?? error.message})`;
}
