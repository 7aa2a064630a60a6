/**
 * A look at the head of a GGUF file, so that a file that can't be loaded is explained in words, before libllama sees it.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { SijoError } from "../../errors.ts";

export interface GgufHead {
  readonly version: number;
  readonly tensors: number;
  readonly keys: number;
  readonly bytes: number;
}

const SMALLEST_HEAD = 24;

/**
 * Reads the head of a file.
 * @throws SijoError `model.missing`, `model.not-gguf`, `model.version`, `model.truncated`.
 */
export function readGgufHead(path: string): GgufHead {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw new SijoError("model.missing", `There is no model file at ${path}.`, {
      kind: "usage",
      hint: "Give the path of a .gguf file, or an id that `sijo models list` shows.",
      cause,
    });
  }
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw notGguf(path, "it is a folder");
    const head = Buffer.alloc(SMALLEST_HEAD);
    const read = readSync(file, head, 0, SMALLEST_HEAD, 0);
    if (read < 4 || head.toString("latin1", 0, 4) !== "GGUF")
      throw notGguf(path, "it does not begin with “GGUF”");
    if (read < SMALLEST_HEAD) throw truncated(path, stat.size);
    const version = head.readUInt32LE(4);
    if (version < 2 || version > 3) {
      throw new SijoError(
        "model.version",
        `${path} is GGUF version ${version}; versions 2 and 3 can be read.`,
        {
          kind: "usage",
        },
      );
    }
    return {
      version,
      tensors: Number(head.readBigUInt64LE(8)),
      keys: Number(head.readBigUInt64LE(16)),
      bytes: stat.size,
    };
  } finally {
    closeSync(file);
  }
}

const notGguf = (path: string, why: string): SijoError =>
  new SijoError("model.not-gguf", `${path} is not a GGUF model: ${why}.`, {
    kind: "usage",
    hint: "Models for sijo are .gguf files, as llama.cpp uses them.",
  });

export const truncated = (path: string, bytes: number): SijoError =>
  new SijoError(
    "model.truncated",
    `${path} ends too early (${bytes} bytes): the download was probably cut.`,
    {
      kind: "usage",
      hint: "Fetch the file again.",
    },
  );
