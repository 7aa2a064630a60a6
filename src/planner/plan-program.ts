/**
 * Planning as inference: the planner model writes a contract under the constraint of its notation and of the evidence,
 * and the audit weighs in as a potential at every line. Weights stay exact, so the votes of the particles estimate the
 * posterior over contracts.
 * @module
 */
import { compileContract } from "../contract/compile/compile.ts";
import { languageOf } from "../contract/compile/language.ts";
import { type Contract, parseContract, printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import type { Message } from "../model/token-model.ts";
import { barrier, context, factor, type Program, sample } from "../program/index.ts";
import { auditPart, auditPlan, type Finding } from "./audit/audit.ts";
import { type PlanState, planConstraint } from "./decoding/plan-constraint.ts";
import type { Evidence } from "./evidence/evidence.ts";
import { wordsOfRequest } from "./evidence/words.ts";
import { tidied } from "./tidy.ts";

export interface PlanProgramOptions {
  readonly messages: readonly Message[];
  readonly evidence: Evidence;
  readonly temperature: number;
  /** The request as it was made, and what turns a plan for the evidence into a plan for it. */
  readonly request: string;
  readonly expand: (contract: Contract) => Contract;
}

/** ln of how much less likely a plan is that no text can keep: people rarely ask for what can't be done. */
const CLASH_PENALTY = -4;
/** ln of how much less likely a plan is for a line that says nothing sound. */
const UNSOUND_PENALTY = -8;
/** A plan that is longer has lost its way. */
const MOST_TOKENS = 320;

/** Writes one plan; returns its contract. */
export function planProgram({
  messages,
  evidence,
  temperature,
  request,
  expand,
}: PlanProgramOptions): Program<Contract> {
  const constraint = planConstraint(evidence, { complete: true });
  return function* () {
    const planner = yield* context(messages);
    let position: { readonly state: PlanState } = { state: constraint.start };
    let weighed = 0;
    for (let tokens = 0; ; tokens += 1) {
      if (tokens === MOST_TOKENS) yield* factor(Number.NEGATIVE_INFINITY);
      const step = yield* sample<PlanState>(planner, { constraint, position, temperature });
      const lines = constraint.lines(step.position.state);
      if (step.ended) {
        const { contract, unsound } = read(lines);
        const clash = holdsTogether(expand(contract), request) ? 0 : CLASH_PENALTY;
        yield* factor(penaltyOf(auditPlan(contract, evidence)) + unsound * UNSOUND_PENALTY + clash - weighed);
        return contract;
      }
      if (lines.length > constraint.lines(position.state).length) {
        const { contract, unsound } = read(lines);
        const penalty = penaltyOf(auditPart(contract, evidence)) + unsound * UNSOUND_PENALTY;
        yield* factor(penalty - weighed);
        weighed = penalty;
        yield* barrier();
      }
      position = step.position;
    }
  };
}

/** Whether some text keeps the contract; each is asked once, however many particles come to it. */
function holdsTogether(contract: Contract, request: string): boolean {
  const name = `${printContract(contract)}\n${request}`;
  const known = judged.get(name);
  if (known !== undefined) return known;
  if (judged.size > 1000) judged.clear();
  let holds = true;
  try {
    const language = languageOf({ request, contract });
    holds = compileContract({ contract, extraWords: wordsOfRequest(request), language }).kind === "compiled";
  } catch (error) {
    if (!(error instanceof SijoError)) throw error;
  }
  judged.set(name, holds);
  return holds;
}

const judged = new Map<string, boolean>();

/** A line can fit the grammar and say nothing sound ("between 9 and 4 words"): it is left out, and counted. */
function read(lines: readonly string[]): { readonly contract: Contract; readonly unsound: number } {
  const sound = lines.filter((line) => {
    try {
      parseContract(line);
      return true;
    } catch (error) {
      if (error instanceof SijoError && error.code === "contract.syntax") return false;
      throw error;
    }
  });
  return { contract: tidied(parseContract(sound.join("\n"))), unsound: lines.length - sound.length };
}

const penaltyOf = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { logPenalty }) => sum + logPenalty, 0);
