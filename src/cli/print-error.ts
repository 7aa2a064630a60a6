/**
 * Errors as people read them: what happened, and what to do. No stack trace for what is known.
 * @module
 */
import { styleText } from "node:util";
import { SijoError } from "../errors.ts";

/** Prints an error to standard error. */
export function printError(error: unknown): void {
  const paint = (text: string): string => styleText("red", text, { stream: process.stderr });
  if (error instanceof SijoError) {
    process.stderr.write(`${paint("sijo:")} ${error.message}\n`);
    if (error.hint !== undefined) process.stderr.write(`      ${error.hint}\n`);
    return;
  }
  const what =
    error instanceof Error ? (process.env.SIJO_DEBUG ? error.stack : error.message) : String(error);
  process.stderr.write(`${paint("sijo:")} An unexpected fault: ${what}\n`);
  process.stderr.write("      This is a bug. SIJO_DEBUG=1 shows where it happened.\n");
}
