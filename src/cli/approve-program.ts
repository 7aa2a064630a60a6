/**
 * Shows what a planner wrote, and asks whether to carry it out.
 * @module
 */
import { createInterface } from "node:readline/promises";
import { printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import type { ProgramPlan } from "../planner/index.ts";

/** @throws SijoError `usage.yes` where nobody could be asked; said before anything is planned. */
export function assertApprovable(yes: boolean): void {
  if (yes || (process.stdin.isTTY && process.stderr.isTTY)) return;
  throw new SijoError(
    "usage.yes",
    "A program that nobody has read is carried out only when somebody says so.",
    {
      kind: "usage",
      hint: "Run this in a terminal, where you are asked, or say --yes: it runs in a sandbox.",
    },
  );
}

/** What will run, as text for a terminal. */
export function renderProgram({ source, check, contract, attempts }: ProgramPlan): string {
  const tries = attempts.length === 1 ? "at once" : `after ${attempts.length} tries`;
  return [
    `The planner's program (${tries}):`,
    indented(source),
    "Its own check:",
    indented(check),
    ...(contract ? ["Clauses:", indented(printContract(contract))] : []),
    "",
  ].join("\n");
}

/** Shows it on standard error; true: it may run. */
export async function approveProgram(
  plan: ProgramPlan,
  { yes, signal }: { readonly yes: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  process.stderr.write(renderProgram(plan));
  if (yes) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Keys are read one by one here, and Ctrl-C is one of them.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([terminal.question("Carry it out? [y/N] ", { signal }), closed]);
    return /^\s*(?:y|yes|j|ja|예|네)\s*$/i.test(answer);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}

/** Sequences that move the cursor or colour the text could hide a line from who reads it. */
const indented = (code: string): string =>
  code
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\t]/gu, "�")
    .trim()
    .replace(/^/gm, "  ");
