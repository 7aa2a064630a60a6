/**
 * What can go wrong while weights are fetched or read, in words. Codes that begin with `weights.source.` mean that one
 * source failed and the next may be tried; all others end the pull.
 * @module
 */
import { SijoError, type SijoErrorOptions } from "../../errors.ts";

/** Whether another source may still have the file. */
export function isSourceFailure(error: unknown): error is SijoError {
  return error instanceof SijoError && error.code.startsWith("weights.source.");
}

/** One source failed. `reason` is the last part of the code: `weights.source.<reason>`. */
export function sourceFailure(reason: string, message: string, options?: SijoErrorOptions): SijoError {
  return new SijoError(`weights.source.${reason}`, message, options);
}

/** The caller's signal was aborted: Ctrl-C, or a limit. */
export function cancelled(signal: AbortSignal): SijoError {
  return new SijoError("weights.cancelled", "The pull was cancelled before the model was complete.", {
    hint: "Pull it again; a download from Hugging Face goes on where it stopped.",
    cause: signal.reason,
  });
}

/** @throws SijoError `weights.cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal);
}

interface NoRoom {
  readonly path: string;
  /** Bytes, where they are known beforehand. */
  readonly room?: { readonly needed: number; readonly free: number };
  readonly cause?: unknown;
}

export function diskFull({ path, room, cause }: NoRoom): SijoError {
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  const how = room ? `: it needs ${megabytes(room.needed)}, ${megabytes(room.free)} are free` : "";
  return new SijoError("weights.disk-full", `The disk has not enough room for this model${how} (${path}).`, {
    hint: "Free some space, `sijo models remove` a model, or set SIJO_HOME to a folder on another disk.",
    data: { path, ...room },
    cause,
  });
}

export function notPermitted({ path, cause }: { path: string; cause?: unknown }): SijoError {
  return new SijoError("weights.permission", `The model folder may not be written: ${path}.`, {
    kind: "usage",
    hint: "Make the folder writable, or set SIJO_HOME to a folder that is.",
    data: { path },
    cause,
  });
}

function notAFolder({ path, cause }: { path: string; cause?: unknown }): SijoError {
  return new SijoError("weights.folder", `The model folder can't be made: a file is in its way (${path}).`, {
    kind: "usage",
    hint: "Move that file, or set SIJO_HOME to another folder.",
    data: { path },
    cause,
  });
}

const NO_ROOM = new Set(["ENOSPC", "EDQUOT"]);
const FILE_IN_THE_WAY = new Set(["ENOTDIR", "EEXIST"]);
const NOT_PERMITTED = new Set(["EACCES", "EPERM", "EROFS"]);

/** Whether it was the room on the disk: then nothing may be kept for later. */
export function isDiskFull(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return code === "weights.disk-full" || NO_ROOM.has(code);
}

/** A system error as one that people can read; anything else as it is. */
export function explained(error: unknown, { path }: { path: string }): unknown {
  if (error instanceof SijoError) return error;
  const { code = "", path: failedPath } = error as NodeJS.ErrnoException;
  if (NO_ROOM.has(code)) return diskFull({ path, cause: error });
  if (NOT_PERMITTED.has(code)) return notPermitted({ path: failedPath ?? path, cause: error });
  if (FILE_IN_THE_WAY.has(code)) return notAFolder({ path: failedPath ?? path, cause: error });
  return error;
}
