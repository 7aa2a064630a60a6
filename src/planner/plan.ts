/**
 * Request → contract. Several samples of the planner vote, an audit looks for what was left out or invented, and what it
 * finds goes back to the planner, at most k times.
 * @module
 */
import { type Contract, printClause, printContract } from "../contract/index.ts";
import { type Inference, type Random, type Sample, smc } from "../inference/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { ProgramPopulation } from "../program/index.ts";
import { auditPlan, type Finding } from "./audit/audit.ts";
import { shortened } from "./evidence/aliases.ts";
import { evidenceOf } from "./evidence/evidence.ts";
import { planProgram } from "./plan-program.ts";
import { objection, planningMessages } from "./prompt.ts";

export interface PlanOptions {
  readonly request: string;
  readonly model: TokenModel;
  readonly random: Random;
  /** How many samples vote. */
  readonly samples?: number;
  /** How often a plan with findings goes back to the planner. */
  readonly replans?: number;
  readonly temperature?: number;
  /** Asked before every decode: true ends planning with what is there. */
  readonly shouldStop?: () => boolean;
  readonly onAttempt?: (attempt: PlanAttempt) => void;
}

/** What one round of planning came to. */
export interface PlanAttempt {
  readonly contract: Contract;
  /** Share of the votes that this contract got, by weight. */
  readonly share: number;
  /** Every contract that got votes, in the notation, with its share. */
  readonly votes: readonly { readonly contract: string; readonly share: number }[];
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

export interface Plan extends PlanAttempt {
  /** All rounds, in their order; the plan is the one with the mildest findings. */
  readonly attempts: readonly PlanAttempt[];
  /** Whether planning was cut short. */
  readonly stopped: boolean;
}

/** Findings that are worth another round. */
export const WORTH_REPLANNING = -2;

/** Plans a request. The result may lack what the notation can't say: its findings tell. */
export async function planRequest({
  request,
  model,
  random,
  samples = 5,
  replans = 1,
  temperature = 0.5,
  shouldStop = () => false,
  onAttempt = () => {},
}: PlanOptions): Promise<Plan | undefined> {
  const { request: short, expand, expandText } = shortened(request);
  const evidence = evidenceOf(short);
  const messages = planningMessages(short);
  const attempts: PlanAttempt[] = [];
  let stopped = false;
  for (let round = 0; round <= replans; round += 1) {
    const started = performance.now();
    using population = new ProgramPopulation({
      program: planProgram({ messages, evidence, temperature, request, expand }),
      model,
      particles: samples,
      random: random.split(round),
      shouldStop,
    });
    const inference = await smc({ population, random: random.split(1000 + round) });
    stopped = population.stopped;
    const votes = countVotes(inference);
    if (votes.length === 0) break;
    const [{ contract, share }] = votes;
    const findings = auditPlan(contract, evidence);
    const attempt: PlanAttempt = {
      contract: expand(contract),
      share,
      votes: votes.map((vote) => ({ contract: printContract(expand(vote.contract)), share: vote.share })),
      findings: findings.map((finding) => ({ ...finding, message: expandText(finding.message) })),
      seconds: (performance.now() - started) / 1000,
    };
    attempts.push(attempt);
    onAttempt(attempt);
    const serious = findings.filter(({ logPenalty }) => logPenalty <= WORTH_REPLANNING);
    if (stopped || serious.length === 0) break;
    messages.push(
      { role: "assistant", content: printContract(contract) },
      { role: "user", content: objection(serious) },
    );
  }
  const best = attempts.reduce<PlanAttempt | undefined>(
    (kept, attempt) => (kept && severity(kept) >= severity(attempt) ? kept : attempt),
    undefined,
  );
  return best && { ...best, attempts, stopped };
}

export const severity = ({ findings }: PlanAttempt): number =>
  findings.reduce((sum, { logPenalty }) => sum + logPenalty, 0);

interface Vote {
  readonly contract: Contract;
  readonly share: number;
}

/** Contracts by their share of the weight, the largest first. The order of clauses is no difference. */
function countVotes({ samples }: Inference<Contract>): Vote[] {
  const most = Math.max(...samples.map(({ logWeight }) => logWeight));
  const total = samples.reduce((sum, { logWeight }) => sum + Math.exp(logWeight - most), 0);
  const votes = new Map<string, Vote>();
  for (const { result, logWeight } of samples as readonly Sample<Contract>[]) {
    const name = [result.form, ...result.clauses.map(printClause).sort()].join("\n");
    const share = Math.exp(logWeight - most) / total;
    const known = votes.get(name);
    votes.set(name, { contract: known?.contract ?? result, share: (known?.share ?? 0) + share });
  }
  return [...votes.values()].sort((one, other) => other.share - one.share);
}
