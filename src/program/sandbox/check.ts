/**
 * Checks that nobody has read: a function over a finished text, run in a sandbox of its own.
 * @module
 */
import type { SandboxLimits } from "./limits.ts";
import { SandboxThread } from "./thread.ts";

export interface CheckResult {
  readonly passed: boolean;
  /** In the check's own words; empty when it gave none. */
  readonly reason: string;
}

/**
 * Runs a check on one text. The source declares `function check(text)`, which returns true, false or
 * `{ passed, reason }`.
 * @throws SijoError `program.sandbox-*` for what the check does wrong: it then has found nothing.
 * @example
 * await runCheck('function check(text) { return { passed: text.endsWith("."), reason: "how it ends" }; }', "So.");
 */
export async function runCheck(
  source: string,
  text: string,
  limits: Partial<SandboxLimits> = {},
): Promise<CheckResult> {
  using thread = await SandboxThread.open({ source, entry: "check", limits });
  const { passed, reason } = thread.ask({ operation: "check", text }) as unknown as CheckResult;
  return { passed, reason };
}
