/**
 * One event of a trace: a line of JSON that carries its own hash and that of the event before it.
 *
 * The chain is over digests of the data, and each digest is salted: data can be deleted later with its salt, which leaves
 * a chain that still holds and says nothing about what was in it.
 * @module
 */
import { createHash, randomBytes } from "node:crypto";

/** One event with its place in the chain of hashes. */
export interface TraceEvent {
  /** From 0. */
  readonly index: number;
  /** UTC, ISO 8601. */
  readonly time: string;
  readonly kind: string;
  /** Absent where it was deleted. */
  readonly data?: unknown;
  readonly salt?: string;
  /** SHA-256 of salt and data, as hex. */
  readonly digest: string;
  /** `hash` of the event before; of the first, SHA-256 of nothing. */
  readonly previous: string;
  /** SHA-256 of index, time, kind, digest and previous. */
  readonly hash: string;
}

/** Kinds that belong to the trace itself; all others are those of whoever writes it. */
export const END = "end";
export const DELETED = "deleted";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the first event of a trace comes after. */
export const NOTHING = sha256("");

const digestOf = (salt: string, data: string): string => sha256(`${salt}\n${data}`);
const hashOf = ({ index, time, kind, digest, previous }: TraceEvent): string =>
  sha256(JSON.stringify([index, time, kind, digest, previous]));

/** The event, and the line that says it. Numbers that JSON can't say become null. */
export function sealedEvent({
  index,
  kind,
  data,
  previous,
  time = new Date().toISOString(),
}: Pick<TraceEvent, "index" | "kind" | "data" | "previous"> & { readonly time?: string }): {
  readonly event: TraceEvent;
  readonly line: string;
} {
  const said = JSON.stringify(data) ?? "null";
  const salt = randomBytes(12).toString("base64url");
  const rest = { digest: digestOf(salt, said), previous };
  const hash = hashOf({ index, time, kind, ...rest, hash: "" });
  const event: TraceEvent = { index, time, kind, data, salt, ...rest, hash };
  // Put together by hand, since the data, which is most of it, has been said already.
  const head = JSON.stringify({ index, time, kind }).slice(0, -1);
  return { event, line: `${head},"data":${said},${JSON.stringify({ salt, ...rest, hash }).slice(1)}` };
}

/** The same event without what it said. */
export function emptied({ index, time, kind, digest, previous, hash }: TraceEvent): string {
  return JSON.stringify({ index, time, kind, digest, previous, hash });
}

/** The event that a line says, if it is, to the byte, one that was written so. */
export function eventOf(line: string): TraceEvent | undefined {
  try {
    const event = JSON.parse(line) as TraceEvent;
    if (hashOf(event) !== event.hash) return undefined;
    const { index, time, kind, data, salt, digest, previous, hash } = event;
    if (salt === undefined) return emptied(event) === line ? event : undefined;
    const said = JSON.stringify(data);
    if (digestOf(salt, said) !== digest) return undefined;
    const plain = JSON.stringify({ index, time, kind, data, salt, digest, previous, hash });
    return plain === line ? event : undefined;
  } catch {
    return undefined;
  }
}
