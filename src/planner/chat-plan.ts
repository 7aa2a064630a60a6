/**
 * Request → contract by a model that answers in text: no grammar holds its hand, so what it writes is read, audited like
 * any plan, and sent back with what is wrong with it, at most k times.
 * @module
 */
import { type Contract, parseContract, printClause, printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import type { ChatModel } from "../model/chat-model.ts";
import { blocksOf, withoutThoughts } from "./answer.ts";
import { auditPlan } from "./audit/audit.ts";
import { shortened } from "./evidence/aliases.ts";
import { evidenceOf } from "./evidence/evidence.ts";
import { type Plan, type PlanAttempt, severity, WORTH_REPLANNING } from "./plan.ts";
import { objection, planningMessages } from "./prompt.ts";

export interface ChatPlanOptions {
  readonly request: string;
  readonly chat: ChatModel;
  /** How often a contract goes back to the planner. */
  readonly replans?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before every answer, and by a local model within it: true ends planning. */
  readonly shouldStop?: () => boolean;
  /** Tokens that an answer may have by what is left of the limits. */
  readonly mostTokens?: () => number;
  readonly onAttempt?: (attempt: PlanAttempt) => void;
  /** An answer that is no contract, and why. */
  readonly onRefused?: (refused: { readonly answer: string; readonly reason: string }) => void;
}

const MOST_TOKENS = 1500;
/** Of an answer that goes back to its author. */
const MOST_RETURNED = 4000;

/**
 * Plans a request. Undefined: no answer was a contract.
 * @throws SijoError `remote.*`
 * @example
 * const plan = await planByChat({ request, chat: openRemoteChat({ address: "openai:http://localhost:8080/v1/qwen" }) });
 */
export async function planByChat({
  request,
  chat,
  replans = 2,
  seed,
  signal,
  shouldStop = () => false,
  mostTokens = () => MOST_TOKENS,
  onAttempt = () => {},
  onRefused = () => {},
}: ChatPlanOptions): Promise<Plan | undefined> {
  const { request: short, expand, expandText } = shortened(request);
  const evidence = evidenceOf(short);
  const messages = planningMessages(short);
  const attempts: PlanAttempt[] = [];
  let stopped = false;
  for (let round = 0; round <= replans; round += 1) {
    if (shouldStop()) {
      stopped = true;
      break;
    }
    const started = performance.now();
    const { text } = await chat.complete(messages, {
      // An objection that is answered with the same words again would be answered so for ever.
      temperature: round === 0 ? 0 : 0.5,
      maxTokens: Math.min(MOST_TOKENS, mostTokens()),
      signal,
      shouldStop,
      ...(seed !== undefined && { seed: seed + round }),
    });
    messages.push({ role: "assistant", content: text.slice(0, MOST_RETURNED) });
    const read = readContract(text);
    if (typeof read === "string") {
      onRefused({ answer: text, reason: read });
      messages.push({
        role: "user",
        content: `That is not a contract: ${read} Write the whole contract again.`,
      });
      continue;
    }
    const findings = auditPlan(read, evidence);
    const contract = expand(read);
    const attempt: PlanAttempt = {
      contract,
      share: 1,
      votes: [{ contract: printContract(contract), share: 1 }],
      findings: findings.map((finding) => ({ ...finding, message: expandText(finding.message) })),
      seconds: (performance.now() - started) / 1000,
    };
    attempts.push(attempt);
    onAttempt(attempt);
    const serious = findings.filter(({ logPenalty }) => logPenalty <= WORTH_REPLANNING);
    if (serious.length === 0) break;
    messages.push({ role: "user", content: objection(serious) });
  }
  const best = attempts.reduce<PlanAttempt | undefined>(
    (kept, attempt) => (kept && severity(kept) >= severity(attempt) ? kept : attempt),
    undefined,
  );
  return best && { ...best, attempts, stopped };
}

/** The contract of an answer, in a fence or bare; of what is none, why. */
function readContract(answer: string): Contract | string {
  const said = withoutThoughts(answer);
  const fenced = blocksOf(said);
  const lines = (fenced.length > 0 ? fenced[0].code : said)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  // Prose before a bare contract: it begins with its form.
  const from = lines.findIndex((line) => /^(?:form|topic)\s*:/.test(line));
  try {
    const contract = parseContract(lines.slice(Math.max(0, from)).join("\n"));
    return contract.form === undefined && contract.clauses.length === 0
      ? "it says nothing; its first line is the form."
      : withoutRepeats(contract);
  } catch (error) {
    if (error instanceof SijoError) return error.message;
    throw error;
  }
}

/** A line that is said twice asks for no more than once. */
function withoutRepeats(contract: Contract): Contract {
  const seen = new Set<string>();
  const clauses = contract.clauses.filter((clause) => {
    const line = printClause(clause);
    return !seen.has(line) && seen.add(line);
  });
  return { ...contract, clauses };
}
