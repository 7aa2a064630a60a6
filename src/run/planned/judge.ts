/**
 * Whether a text is what was asked for, as far as its planner's own check and the clauses of its contract say.
 * @module
 */
import { type Contract, check } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { type SandboxedCheck, sandboxCheck } from "../../program/index.ts";
import type { VerdictCheck } from "../verdict.ts";

export interface Judgement {
  readonly passed: boolean;
  /** The clauses first, which are proved; then the planner's own check. */
  readonly checks: readonly VerdictCheck[];
}

export const OWN_CHECK = "the planner's own check";

/** What texts are judged by. */
export interface Stated {
  readonly contract?: Contract;
  /** JavaScript that declares `function check(text)`. */
  readonly check?: string | undefined;
  /** What the check is called in the judgement. */
  readonly called?: string;
}

/** One judgement a text, in their order. A check that fails to run has found nothing, and passes nothing. */
export async function judge(
  { contract = { clauses: [] }, check: source, called = OWN_CHECK }: Stated,
  texts: readonly string[],
): Promise<readonly Judgement[]> {
  using sandboxed = source === undefined ? undefined : await sandboxCheck(source);
  return texts.map((text) => {
    const own = sandboxed ? [ownCheck(sandboxed, called, text)] : [];
    const checks = [...check(contract, text).checks, ...own];
    return { passed: checks.every(({ passed }) => passed === true), checks };
  });
}

function ownCheck(sandboxed: SandboxedCheck, clause: string, text: string): VerdictCheck {
  // That it tests what was asked for is its author's opinion, however exactly it is computed.
  const found = { clause, how: "judged", offsets: [] } as const;
  try {
    const { passed, reason } = sandboxed.check(text);
    return { ...found, passed, evidence: reason === "" ? "it gives no reason" : oneLine(reason) };
  } catch (error) {
    if (!(error instanceof SijoError)) throw error;
    return { ...found, how: "unverified", passed: null, evidence: oneLine(error.message) };
  }
}

const LONGEST = 200;

/** What code that nobody has read says is shown, but not in more than a line. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
