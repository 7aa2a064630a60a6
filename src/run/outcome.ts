/**
 * What is said beside the answer: what nobody checked, and why a person must take over.
 * @module
 */

import type { Compilation } from "../contract/compile/compile.ts";
import { type Check, type Contract, printClause, printForm } from "../contract/index.ts";
import type { Bound, Limits } from "../limits/index.ts";
import type { Plan } from "../planner/index.ts";
import { realWordChecks } from "./real-word.ts";
import type { HandOff, VerdictCheck } from "./verdict.ts";

/** Whether a word is a real one, and what the request says that no check covers. */
export function furtherChecks({
  contract,
  plan,
  compilation,
  best,
}: {
  contract: Contract;
  plan: Plan | undefined;
  compilation: Compilation | undefined;
  best: string | null;
}): VerdictCheck[] {
  const unverified = (clause: string, evidence: string): VerdictCheck => ({
    clause,
    how: "unverified",
    passed: null,
    evidence,
    offsets: [],
  });
  const checks: VerdictCheck[] = [];
  if (best !== null && contract.clauses.length === 0 && (contract.form ?? "text") === "text") {
    checks.push(unverified("the answer", "the request asks nothing that can be checked by computing"));
  }
  if (best !== null) {
    const coined = compilation?.kind === "compiled" && (compilation.coined ?? false);
    checks.push(...realWordChecks({ contract, text: best, coined }));
  }
  if (contract.topic !== undefined) {
    checks.push(unverified(`topic: ${contract.topic}`, "what a text is about is not checked"));
  }
  for (const { kind, message } of plan?.findings ?? []) {
    if (kind === "unused") checks.push(unverified("the plan", message));
  }
  return checks;
}

const LIMITS: Readonly<Record<keyof Limits, { readonly name: string; readonly more: string }>> = {
  tokens: { name: "tokens", more: "raise --max-tokens" },
  tokensOf: { name: "tokens of one model", more: "raise --max-tokens model=n" },
  seconds: { name: "seconds", more: "raise --max-seconds" },
  cpuSeconds: { name: "seconds of CPU", more: "raise --max-cpu-seconds" },
  money: { name: "money", more: "raise --max-cost" },
  joules: { name: "joules", more: "raise --max-joules" },
  deadline: { name: "time (the deadline)", more: "set a later --deadline" },
  memoryBytes: { name: "memory", more: "raise --max-memory, or name a smaller model" },
};

/** Why there is no answer, and what would have to change. */
export function handOffOf({
  contract,
  compilation,
  checks,
  bound,
  best,
}: {
  contract: Contract;
  compilation: Compilation | undefined;
  checks: readonly Check[];
  bound: Bound | undefined;
  best: string | null;
}): HandOff {
  if (compilation?.kind === "contradiction") {
    const clauses = [
      ...(compilation.form && contract.form ? [printForm(contract.form)] : []),
      ...compilation.clauses.map(printClause),
    ];
    return {
      reason: "contradiction",
      message: "No text can keep all of these requirements together; without any one of them, some text can.",
      clauses,
      suggestions: clauses.map((clause) => `drop or loosen: ${clause}`),
    };
  }
  const failed = checks.filter(({ passed }) => !passed).map(({ clause }) => clause);
  if (bound === "cancelled") {
    return { reason: "cancelled", message: "The run was cancelled.", clauses: failed, suggestions: [] };
  }
  if (bound === "memory") {
    return {
      reason: "limit",
      message: "The follower had no room for more text before one was finished that passes every check.",
      clauses: failed,
      suggestions: ["ask for a shorter text", "use fewer particles"],
    };
  }
  if (bound !== undefined) {
    return {
      reason: "limit",
      message: `The limit on ${LIMITS[bound].name} was reached before a text was finished that passes every check.`,
      clauses: failed,
      suggestions: [LIMITS[bound].more, "use fewer particles"],
    };
  }
  if (compilation === undefined) {
    return {
      reason: "no-text",
      message: "The planner came to no contract for this request.",
      clauses: [],
      suggestions: [
        "say the requirements in other words",
        "give them as a contract with --contract",
        "name a larger planner with --planner",
      ],
    };
  }
  if (best === null || failed.length === 0) {
    return {
      reason: "no-text",
      message: "No particle finished a text.",
      clauses: failed,
      suggestions: ["use more particles", "loosen the requirement that leaves the fewest words"],
    };
  }
  return {
    reason: "failed-checks",
    message: "The best text that was found fails a check that can't be enforced while writing.",
    clauses: failed,
    suggestions: [
      "use more particles or another seed",
      ...failed.map((clause) => `drop or loosen: ${clause}`),
    ],
  };
}
