/**
 * Checks that nobody has read: a function over a finished text, run in a sandbox of its own.
 * @module
 */
import type { SandboxLimits } from "./limits.ts";
import { SandboxThread } from "./thread.ts";

/** What a check says of a text. */
export interface CheckResult {
  readonly passed: boolean;
  /** In the check's own words; empty when it gave none. */
  readonly reason: string;
}

/** A check in its sandbox, for many texts; each starts it anew. */
export interface SandboxedCheck extends Disposable {
  /** @throws SijoError `program.sandbox-*`; after one for time, the sandbox has ended. */
  check(text: string): CheckResult;
  close(): void;
}

/**
 * Opens a sandbox for a check. The source declares `function check(text)`, which returns true, false or
 * `{ passed, reason }`.
 * @throws SijoError `program.sandbox-syntax` and others of the kind for a source that can't be run.
 */
export async function sandboxCheck(
  source: string,
  limits: Partial<SandboxLimits> = {},
): Promise<SandboxedCheck> {
  const thread = await SandboxThread.open({ source, entry: "check", limits });
  return {
    check(text) {
      const { passed, reason } = thread.ask({ operation: "check", text }) as unknown as CheckResult;
      return { passed, reason };
    },
    close: () => thread.close(),
    [Symbol.dispose]: () => thread.close(),
  };
}

/**
 * Runs a check on one text, in a sandbox of its own.
 * @throws SijoError `program.sandbox-*` for what the check does wrong: it then has found nothing.
 * @example
 * await runCheck('function check(text) { return { passed: text.endsWith("."), reason: "how it ends" }; }', "So.");
 */
export async function runCheck(
  source: string,
  text: string,
  limits: Partial<SandboxLimits> = {},
): Promise<CheckResult> {
  using sandboxed = await sandboxCheck(source, limits);
  return sandboxed.check(text);
}
