/**
 * What benches read from their command line, and how they print.
 * @module
 */
import { SijoError } from "../src/errors.ts";

/** A whole number from 1 to `most`. @throws SijoError `bench.options` (usage) */
export function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new SijoError("bench.options", `--${name} can't be ${text}.`, {
    kind: "usage",
    hint: `Give a whole number from 1 to ${most}.`,
  });
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
