/**
 * Planning as inference: the planner model writes a contract under the constraint of its notation and of the evidence,
 * and the audit weighs in as a potential at every line. Weights stay exact, so the votes of the particles estimate the
 * posterior over contracts.
 * @module
 */
import { type Contract, parseContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import type { Message } from "../model/token-model.ts";
import { barrier, context, factor, type Program, sample } from "../program/index.ts";
import { auditClauses, auditPlan, type Finding } from "./audit/audit.ts";
import { type PlanState, planConstraint } from "./decoding/plan-constraint.ts";
import type { Evidence } from "./evidence/evidence.ts";

export interface PlanProgramOptions {
  readonly messages: readonly Message[];
  readonly evidence: Evidence;
  readonly temperature: number;
}

/** Writes one plan; returns its contract. */
export function planProgram({ messages, evidence, temperature }: PlanProgramOptions): Program<Contract> {
  const constraint = planConstraint(evidence);
  return function* () {
    const planner = yield* context(messages);
    let position: { readonly state: PlanState } = { state: constraint.start };
    let weighed = 0;
    while (true) {
      const step = yield* sample<PlanState>(planner, { constraint, position, temperature });
      const lines = constraint.lines(step.position.state);
      if (step.ended) {
        const contract = contractOf(lines) as Contract;
        yield* factor(penaltyOf(auditPlan(contract, evidence)) - weighed);
        return contract;
      }
      if (lines.length > constraint.lines(position.state).length) {
        const contract = contractOf(lines);
        if (!contract) yield* factor(Number.NEGATIVE_INFINITY);
        const penalty = penaltyOf(auditClauses(contract?.clauses ?? [], evidence));
        yield* factor(penalty - weighed);
        weighed = penalty;
        yield* barrier();
      }
      position = step.position;
    }
  };
}

/** Undefined where a line fits the grammar and still says nothing sound: "between 9 and 4 words". */
function contractOf(lines: readonly string[]): Contract | undefined {
  try {
    return parseContract(lines.join("\n"));
  } catch (error) {
    if (error instanceof SijoError && error.code === "contract.syntax") return undefined;
    throw error;
  }
}

const penaltyOf = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { logPenalty }) => sum + logPenalty, 0);
