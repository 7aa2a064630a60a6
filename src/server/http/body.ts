/**
 * The body of a request: bounded in size and depth, JSON, and as its schema says.
 * @module
 */
import type { z } from "zod";
import { ApiError, badField } from "../errors.ts";

export const MOST_BYTES = 2 * 2 ** 20;
/** Brackets within brackets. */
const MOST_DEPTH = 64;
/** Numbers, texts and brackets: more take longer to look at than any request is worth. */
const MOST_VALUES = 200_000;

/**
 * Reads a body.
 * @throws ApiError 400, 413 or 415.
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = request.headers.get("content-type") ?? "";
  // A page of somebody else's site can send anything but this without asking.
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new ApiError("The body must be JSON, with the header `content-type: application/json`.", {
      status: 415,
      code: "unsupported_media_type",
    });
  }
  const text = decode(await readBytes(request));
  assertShallow(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError("The body is not JSON.", { status: 400, code: "invalid_json" });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw issueError(deepest(parsed.error.issues[0], []), value);
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const tooLong = (): ApiError =>
    new ApiError(`The body has more than ${MOST_BYTES.toLocaleString("en")} bytes.`, {
      status: 413,
      code: "body_too_large",
      // What is left of it is not read.
      headers: { connection: "close" },
    });
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) throw tooLong();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of request.body ?? []) {
      size += part.length;
      if (size > MOST_BYTES) throw tooLong();
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // Whoever sends it has gone, or sends something else than it said: no fault of the server's.
    throw new ApiError("The body did not come whole.", { status: 400, code: "incomplete_body" });
  }
  return Buffer.concat(parts);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError("The body is not UTF-8.", { status: 400, code: "invalid_utf8" });
  }
}

/** Before anything is built: brackets outside of strings are counted. */
function assertShallow(text: string): void {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
      continue;
    }
    if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      values += 1;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if (code === 0x2c) values += 1;
    if (depth > MOST_DEPTH || values > MOST_VALUES) {
      throw new ApiError(
        depth > MOST_DEPTH
          ? `The body nests deeper than ${MOST_DEPTH} levels.`
          : `The body holds more than ${MOST_VALUES.toLocaleString("en")} values.`,
        { status: 400, code: "body_too_intricate" },
      );
    }
  }
}

interface Issue {
  readonly code?: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** Of a choice between shapes, the complaint of the one that came furthest: it is the one that was meant. */
function deepest(issue: Issue, outer: readonly PropertyKey[]): Issue {
  const path = [...outer, ...issue.path];
  const branches = (issue.errors ?? []).filter((issues) => issues.length > 0);
  const reached = (issues: readonly Issue[]): number => Math.max(...issues.map((one) => one.path.length));
  const furthest = branches.toSorted((one, other) => reached(other) - reached(one))[0];
  if (furthest && reached(furthest) > 0) return deepest(furthest[0], path);
  return { ...issue, path };
}

function issueError({ code, message, path, keys }: Issue, value: unknown): ApiError {
  if (code === "unrecognized_keys" && keys?.[0] !== undefined) {
    const param = pathName([...path, keys[0].slice(0, 100)]);
    return badField(param, `\`${param}\` is not a field that is honoured here.`, "unknown_parameter");
  }
  const param = pathName(path);
  if (param === "")
    return new ApiError(`The body is not what this endpoint takes: ${message}.`, { status: 400 });
  const missing = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  if (missing === undefined) return badField(param, `\`${param}\` is missing.`, "missing_required_parameter");
  return badField(param, `\`${param}\` can't be worked with: ${message}.`.replace(/\.\.$/, "."));
}

/** `messages[0].content` */
export const pathName = (path: readonly PropertyKey[]): string =>
  path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
