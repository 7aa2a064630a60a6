/**
 * Posts a body to a collector. What goes wrong is told, never thrown.
 * @module
 */
import { gzipSync } from "node:zlib";
import type { Destination } from "./options.ts";

/** `again`: the same may be sent once more later. */
export type Posted =
  | { readonly kind: "taken" }
  | { readonly kind: "again" | "refused"; readonly why: string; readonly waitMilliseconds?: number };

/** Statuses that OTLP asks to be tried again. */
const PASSING = new Set([429, 502, 503, 504]);

export async function post(
  body: object,
  { url, headers, timeoutMilliseconds, gzip }: Destination,
  { signal, userAgent }: { readonly signal: AbortSignal; readonly userAgent: string },
): Promise<Posted> {
  const text = JSON.stringify(body);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": userAgent,
        ...(gzip && { "content-encoding": "gzip" }),
        ...headers,
      },
      body: gzip ? gzipSync(text) : text,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
    });
    await response.body?.cancel();
    if (response.ok) return { kind: "taken" };
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    return {
      kind: PASSING.has(response.status) ? "again" : "refused",
      why: `the collector answered ${response.status}`,
      ...(seconds > 0 && { waitMilliseconds: seconds * 1000 }),
    };
  } catch (error) {
    return { kind: "again", why: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === "TimeoutError" || name === "AbortError") return "the collector didn't answer in time";
  return cause?.code === undefined ? message : `the collector can't be reached (${cause.code})`;
}
