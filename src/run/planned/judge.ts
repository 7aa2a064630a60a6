/**
 * Whether a text is what was asked for, as far as its planner's own check and the clauses of its contract say.
 * @module
 */
import { type Contract, check } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import type { Draft } from "../../planner/index.ts";
import { type SandboxedCheck, sandboxCheck } from "../../program/index.ts";
import type { VerdictCheck } from "../verdict.ts";

export interface Judgement {
  readonly passed: boolean;
  /** The clauses first, which are proved; then the planner's own check. */
  readonly checks: readonly VerdictCheck[];
}

export const OWN_CHECK = "the planner's own check";

/** One judgement a text, in their order. A check that fails to run has found nothing, and passes nothing. */
export async function judge(draft: Draft, texts: readonly string[]): Promise<readonly Judgement[]> {
  const contract: Contract = draft.contract ?? { clauses: [] };
  using sandboxed = await sandboxCheck(draft.check);
  return texts.map((text) => {
    const proved = check(contract, text).checks;
    const own = ownCheck(sandboxed, text);
    return {
      passed: own.passed === true && proved.every(({ passed }) => passed),
      checks: [...proved, own],
    };
  });
}

function ownCheck(sandboxed: SandboxedCheck, text: string): VerdictCheck {
  // That it tests what was asked for is the planner's opinion, however exactly it is computed.
  const found = { clause: OWN_CHECK, how: "judged", offsets: [] } as const;
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
