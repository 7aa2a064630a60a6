/**
 * The one hierarchy of errors. Every error that a user can cause carries a code for programs, a sentence for
 * people and, where there is one, what to do next.
 * @module
 */

/** What kind of failure it was: `usage` is the caller's to mend (exit 2), `fault` is the machine's or ours (exit 1). */
export type ErrorKind = "usage" | "fault";

export interface SijoErrorOptions {
  /** What to do about it, as a sentence. */
  readonly hint?: string;
  /** Facts that explain it, for programs. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly kind?: ErrorKind;
  readonly cause?: unknown;
}

/**
 * An error that people read: what happened, what was expected, what to do.
 * @example
 * throw new SijoError("weights.checksum", "The file is not the one that was asked for.", { hint: "Pull it again." });
 */
export class SijoError extends Error {
  override readonly name = "SijoError";
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    { hint, data = {}, kind = "fault", cause }: SijoErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.kind = kind;
    this.hint = hint;
    this.data = data;
  }
}
