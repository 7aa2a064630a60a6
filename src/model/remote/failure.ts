/**
 * What goes wrong between here and an engine, as errors that people read.
 * @module
 */
import { SijoError } from "../../errors.ts";

/** A failure, and whether to ask again may help. */
export class Failed extends Error {
  readonly error: SijoError;
  readonly again: boolean;
  /** How long the engine asks to be left alone. */
  readonly afterMilliseconds: number | undefined;

  constructor(
    error: SijoError,
    { again = false, afterMilliseconds }: { again?: boolean; afterMilliseconds?: number | undefined } = {},
  ) {
    super(error.message);
    this.error = error;
    this.again = again;
    this.afterMilliseconds = afterMilliseconds;
  }
}

const AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);
/** Not implemented, and another version of HTTP: neither passes. */
const LASTING: ReadonlySet<number> = new Set([501, 505]);

/** Proxies in front of engines have statuses of their own, such as 520 to 524: of 5xx, all count but the lasting ones. */
const mayPass = (status: number): boolean => AGAIN.has(status) || (status >= 500 && !LASTING.has(status));

/** An answer with a status that isn't success. `said`: what the engine says about it. */
export function statusFailure({
  status,
  said,
  where,
  afterMilliseconds,
}: {
  status: number;
  said: string;
  where: string;
  afterMilliseconds: number | undefined;
}): Failed {
  const words = said === "" ? "" : ` It says: ${said}`;
  const data = { status, said };
  if (status === 401 || status === 403) {
    return new Failed(
      new SijoError("remote.key", `${where} refuses the key (${status}).${words}`, {
        kind: "usage",
        hint: "Set the environment variable SIJO_API_KEY to a key that it takes.",
        data,
      }),
    );
  }
  if (status === 404) {
    return new Failed(
      new SijoError("remote.not-found", `${where} knows no such model or route (404).${words}`, {
        kind: "usage",
        hint: "Is the address that of its /v1 routes, and the model one of those that it lists under /v1/models?",
        data,
      }),
    );
  }
  if (status >= 300 && status < 400) {
    return new Failed(
      new SijoError("remote.redirect", `${where} sends elsewhere (${status}), and isn't followed there.`, {
        kind: "usage",
        hint: "Give the address that it stands for.",
        data,
      }),
    );
  }
  const again = mayPass(status);
  if (status === 429) {
    const error = new SijoError(
      "remote.busy",
      `${where} has too much to do, or a quota is used up (429).${words}`,
      {
        hint: "Ask again later.",
        data,
      },
    );
    return new Failed(error, { again, afterMilliseconds });
  }
  const error =
    status >= 500
      ? new SijoError("remote.failed", `${where} failed (${status}).${words}`, { data })
      : new SijoError("remote.refused", `${where} refuses the request (${status}).${words}`, { data });
  return new Failed(error, { again, afterMilliseconds });
}

/** Nobody is there: to ask again at once is no use. */
const NOBODY: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ERR_INVALID_URL"]);

/** A connection that wasn't made, or was cut. */
export function connectionFailure(cause: unknown, where: string): Failed {
  const code = codeOf(cause);
  // Without a code it is not the network that refuses, but what asks: a port that browsers block, for one.
  if (code === undefined || NOBODY.has(code)) {
    const why = code ?? reasonOf(cause);
    return new Failed(
      new SijoError("remote.unreachable", `Nobody answers at ${where} (${why}).`, {
        hint: "Is the engine running, and the address right?",
        cause,
      }),
    );
  }
  return new Failed(
    new SijoError("remote.cut", `The connection to ${where} was cut (${code}).`, {
      hint: "Ask again.",
      cause,
    }),
    { again: true },
  );
}

const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? error.cause instanceof Error
      ? error.cause.message
      : error.message
    : String(error);

function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
  }
  return undefined;
}

export const malformed = (where: string, what: string): SijoError =>
  new SijoError("remote.malformed", `The answer of ${where} can't be read: ${what}.`, {
    hint: "Does the address belong to an engine that speaks OpenAI's protocol?",
  });
