/**
 * JSON over HTTP to an engine: time, size and attempts are bounded, failures are typed, and the key is in no message.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { SijoError } from "../../errors.ts";
import { fitsHeader } from "../../text/header.ts";
import { keyFor } from "./address.ts";
import { connectionFailure, Failed, malformed, statusFailure } from "./failure.ts";
import { delayBefore, retryAfter } from "./retry.ts";

export interface HttpOptions {
  readonly baseUrl: string;
  /** Default: from the environment (`keyFor`); empty: none. */
  readonly key?: string | undefined;
  /** Of one attempt, from the request to the last byte of the answer: over 0, and 300 at most; default 120. */
  readonly timeoutSeconds?: number;
  /** Further attempts after one that failed in a way that may pass. */
  readonly retries?: number;
  /** Bytes of an answer. */
  readonly mostBytes?: number;
  /** Waits between attempts; rejects when the signal aborts. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Call {
  /** Behind the base; absolute ones (`/tokenize`) are behind the host. */
  readonly path: string;
  /** Absent: GET. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly mostBytes?: number;
}

const DEFAULT_SECONDS = 120;
/** `fetch` itself waits no longer for an answer to begin, and then speaks of a connection that was cut. */
const MOST_SECONDS = 300;
const DEFAULT_RETRIES = 4;
const DEFAULT_BYTES = 8 * 2 ** 20;
/** Of what an engine says about a failure. */
const SAID_BYTES = 8_192;
const SAID_CHARACTERS = 300;

export class Http {
  /** The host, for people. */
  readonly where: string;
  readonly #options: Required<Omit<HttpOptions, "key">>;
  readonly #key: string | undefined;

  /** @throws SijoError `remote.key`, `remote.timeout-seconds` (usage) for a key or a time that no request can have. */
  constructor({
    baseUrl,
    key = keyFor(baseUrl) ?? "",
    timeoutSeconds = DEFAULT_SECONDS,
    retries = DEFAULT_RETRIES,
    mostBytes = DEFAULT_BYTES,
    pause = (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
  }: HttpOptions) {
    if (!(timeoutSeconds > 0 && timeoutSeconds <= MOST_SECONDS)) throw unwaitable(timeoutSeconds);
    this.where = new URL(baseUrl).host;
    this.#options = { baseUrl, timeoutSeconds, retries, mostBytes, pause };
    this.#key = key.trim() || undefined;
    if (this.#key !== undefined && !fitsHeader(this.#key)) throw unsendable();
  }

  /**
   * What the engine answers, as parsed JSON: an object or an array.
   * @throws SijoError `remote.*`; `remote.cancelled` when the signal aborts.
   */
  async json(call: Call): Promise<object> {
    const signal = call.signal ?? new AbortController().signal;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (signal.aborted) throw cancelled();
        return await this.#attempt(call, signal);
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        const { again, afterMilliseconds } = error;
        const delay = delayBefore(attempt, { afterMilliseconds, uniform: Math.random() });
        if (!again || attempt > this.#options.retries || delay === undefined) {
          throw lastOf(error, attempt);
        }
        await this.#options.pause(delay, signal).catch((cause: unknown) => {
          throw signal.aborted ? cancelled() : cause;
        });
      }
    }
  }

  async #attempt(call: Call, signal: AbortSignal): Promise<object> {
    const { baseUrl, timeoutSeconds } = this.#options;
    const { path, body, mostBytes = this.#options.mostBytes } = call;
    const timeout = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000));
    const url = path.startsWith("/") ? new URL(path, baseUrl).href : `${baseUrl}/${path}`;
    try {
      const response = await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          accept: "application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(this.#key !== undefined && { authorization: `Bearer ${this.#key}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A key must not follow to wherever an answer points.
        redirect: "manual",
        signal: AbortSignal.any([signal, timeout]),
      });
      if (!response.ok) throw await this.#refusal(response);
      const text = await textOf(response, mostBytes);
      if (text === undefined) throw new Failed(this.#tooLong(mostBytes));
      return this.#parsed(text);
    } catch (cause) {
      if (cause instanceof Failed) throw cause;
      if (signal.aborted) throw cancelled();
      if (timeout.aborted) throw this.#timedOut(cause);
      throw connectionFailure(cause, this.where);
    }
  }

  #parsed(text: string): object {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      throw new Failed(malformed(this.where, "it is no JSON"), { again: true });
    }
    if (typeof parsed === "object" && parsed !== null) return parsed;
    throw new Failed(malformed(this.where, "it is no object"));
  }

  async #refusal(response: Response): Promise<Failed> {
    const text = (await textOf(response, SAID_BYTES).catch(() => "")) ?? "";
    const said = this.#clean(saidIn(text));
    const afterMilliseconds = retryAfter(response.headers.get("retry-after"));
    return statusFailure({ status: response.status, said, where: this.where, afterMilliseconds });
  }

  /** One line without the key, which some engines repeat. */
  #clean(said: string): string {
    const line = said.replace(/[\p{C}\s]+/gu, " ").trim();
    const safe = this.#key === undefined ? line : line.replaceAll(this.#key, "…");
    return safe.length > SAID_CHARACTERS ? `${safe.slice(0, SAID_CHARACTERS)}…` : safe;
  }

  #tooLong(mostBytes: number): SijoError {
    return new SijoError("remote.too-long", `${this.where} answers with more than ${mostBytes} bytes.`, {
      hint: "Is it the engine that was meant?",
    });
  }

  #timedOut(cause: unknown): Failed {
    const { timeoutSeconds } = this.#options;
    return new Failed(
      new SijoError("remote.timeout", `${this.where} gave no whole answer in ${timeoutSeconds} s.`, {
        hint: "Is it overloaded, or its model too large for its machine?",
        cause,
      }),
    );
  }
}

/** Without the key: errors are printed and traced. */
const unsendable = (): SijoError =>
  new SijoError("remote.key", "The key holds a character that no header may have.", {
    kind: "usage",
    hint: "Is there more than one line in SIJO_API_KEY?",
  });

const unwaitable = (seconds: number): SijoError =>
  new SijoError("remote.timeout-seconds", `${seconds} s is no time that an engine can be given to answer.`, {
    kind: "usage",
    hint: `Give a number over 0, and ${MOST_SECONDS} at most.`,
  });

const cancelled = (): SijoError => new SijoError("remote.cancelled", "Cancelled.");

/** The error of the last attempt, with how many there were. */
function lastOf({ error, afterMilliseconds }: Failed, attempts: number): SijoError {
  const tried = attempts > 1 ? ` It was asked ${attempts} times.` : "";
  const wait =
    afterMilliseconds === undefined ? "" : ` It asks to wait for ${Math.ceil(afterMilliseconds / 1000)} s.`;
  if (tried === "" && wait === "") return error;
  const { code, message, kind, hint, data, cause } = error;
  return new SijoError(code, message + tried + wait, {
    kind,
    data,
    cause,
    ...(hint !== undefined && { hint }),
  });
}

/** The body as text; undefined: it is too long, and was not read to its end. */
async function textOf(response: Response, mostBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `{ error: { message } }`, `{ error }`, `{ message }` or `{ detail }`; whatever else, as it stands. */
function saidIn(text: string): string {
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const found = (error as { message?: unknown } | undefined)?.message ?? error ?? message ?? detail;
    return typeof found === "string" ? found : JSON.stringify(found ?? "");
  } catch {
    return text.startsWith("<") ? "" : text;
  }
}
