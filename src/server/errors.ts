/**
 * Errors in the shape that OpenAI's clients read. Nothing of this machine is in them: no stack, no path, no text of
 * another client.
 * @module
 */
import { SijoError } from "../errors.ts";

export type ErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "permission_error"
  | "not_found_error"
  | "rate_limit_error"
  | "server_error";

export interface ApiErrorOptions {
  readonly status: number;
  readonly type?: ErrorType;
  /** The field that is wrong, as a path: `messages[0].content`. */
  readonly param?: string | null;
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that a client gets as it is. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly type: ErrorType;
  readonly param: string | null;
  readonly code: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    message: string,
    { status, type = "invalid_request_error", param = null, code = null, headers = {} }: ApiErrorOptions,
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
    this.headers = headers;
  }
}

/** A field that can't be worked with. */
export const badField = (param: string, message: string, code = "invalid_value"): ApiError =>
  new ApiError(message, { status: 400, param, code });

/** A field that this model or server does not honour: said, never passed over. */
export const unhonoured = (param: string, why: string): ApiError =>
  badField(param, `\`${param}\` is not honoured: ${why}`, "unsupported_parameter");

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: ErrorType;
    readonly param: string | null;
    readonly code: string | null;
  };
}

export const errorBody = ({ message, type, param, code }: ApiError): ErrorBody => ({
  error: { message, type, param, code },
});

/** Whether somebody should look into it: not a client's doing, and nothing that was foreseen. */
export const isFault = (error: unknown): boolean =>
  !(error instanceof ApiError) && apiErrorOf(error).status === 500;

/** What filled the model's memory, or whose text is too long for it: no fault of the server's. */
const FULL = new Set(["model.context-full", "model.memory", "model.contexts"]);

/**
 * Whatever was thrown as an error for clients. What a caller can mend says how; of other faults, no more than that they
 * happened.
 */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof DOMException && error.name === "AbortError") {
    return new ApiError("The client has gone.", { status: 499, type: "server_error", code: "client_gone" });
  }
  if (!(error instanceof SijoError)) {
    return new ApiError("The server met an unexpected fault.", { status: 500, type: "server_error" });
  }
  if (FULL.has(error.code)) {
    return new ApiError("The model has no room for a text this long beside what else is being written.", {
      status: 503,
      type: "server_error",
      code: "no_room",
      headers: { "retry-after": "5" },
    });
  }
  // What a template says of a conversation it doesn't know is about the messages.
  if (error.code === "model.template") {
    return badField("messages", "The model's chat template does not know a conversation like this one.");
  }
  if (error.kind !== "usage") {
    return new ApiError("The model could not be evaluated.", {
      status: 500,
      type: "server_error",
      code: error.code,
    });
  }
  const hint = error.hint === undefined ? "" : ` ${error.hint}`;
  const param = error.code.startsWith("limits.") ? "sijo.limits" : null;
  return new ApiError(`${error.message}${hint}`, { status: 400, param, code: error.code });
}
