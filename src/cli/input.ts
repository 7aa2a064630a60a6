/**
 * What a command is given: numbers, files, standard input.
 * @module
 */
import { readFileSync } from "node:fs";
import { SijoError } from "../errors.ts";

/** Bytes of text that are read at most; what is longer can't be meant. */
const MOST_BYTES = 16 * 2 ** 20;

/** A number given to an option, or undefined where it wasn't given. */
export function numberOption(
  name: string,
  value: string | undefined,
  { whole = false, least, most }: { whole?: boolean; least: number; most: number },
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (Number.isNaN(number) || number < least || number > most || (whole && !Number.isInteger(number))) {
    throw new SijoError("usage.number", `${name} is ${JSON.stringify(value)}.`, {
      kind: "usage",
      hint: `It must be a ${whole ? "whole " : ""}number from ${least} to ${most}.`,
    });
  }
  return number;
}

/** One of a few words given to an option, or undefined where it wasn't given. */
export function choiceOption<Choice extends string>(
  name: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new SijoError("usage.choice", `${name} is ${JSON.stringify(value)}.`, {
    kind: "usage",
    hint: `It must be one of: ${choices.join(", ")}.`,
  });
}

/** Text of a file, or of standard input for `-`. */
export async function readText(path: string): Promise<string> {
  if (path === "-") return readStandardInput();
  try {
    return decode(readFileSync(path), path);
  } catch (error) {
    if (error instanceof SijoError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT"
        ? "is not there"
        : code === "EISDIR"
          ? "is a folder"
          : code === "EACCES"
            ? "may not be read"
            : `can't be read (${code})`;
    throw new SijoError("usage.file", `The file ${path} ${why}.`, { kind: "usage" });
  }
}

/** The request: the argument, or what stands on standard input, where there is none or it is a hyphen. */
export async function readRequest(argument: string | undefined): Promise<string> {
  if (argument === "-") return readStandardInput();
  if (argument !== undefined) return argument;
  if (process.stdin.isTTY) {
    throw new SijoError("usage.request", "No request was given.", {
      kind: "usage",
      hint: 'Say what to write, as in: sijo ask "Write a sentence of exactly 9 words about the sea."',
    });
  }
  return readStandardInput();
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > MOST_BYTES) throw tooLong("Standard input");
  }
  return decode(Buffer.concat(chunks), "Standard input");
}

function decode(bytes: Buffer, name: string): string {
  if (bytes.length > MOST_BYTES) throw tooLong(name);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\u0000")) return text;
  } catch {
    // Not UTF-8: said below.
  }
  throw new SijoError("usage.binary", `${name} is not text.`, {
    kind: "usage",
    hint: "UTF-8 text is expected.",
  });
}

const tooLong = (name: string): SijoError =>
  new SijoError("usage.too-long", `${name} is longer than ${MOST_BYTES / 2 ** 20} MiB.`, { kind: "usage" });
