/**
 * Request → program: a planner writes a program and a check, dry runs show what is wrong with them, and that goes back to
 * it, at most k times.
 * @module
 */
import type { ChatModel } from "../../model/chat-model.ts";
import type { Message } from "../../model/token-model.ts";
import { programMessages } from "./api.ts";
import { type Draft, readDraft } from "./draft.ts";
import type { Problem } from "./trial.ts";

export interface ProgramPlanOptions {
  readonly request: string;
  readonly chat: ChatModel;
  /** What is wrong with a draft; undefined: nothing. */
  readonly trial: (draft: Draft) => Promise<Problem | undefined>;
  /** How often a draft goes back to its author. */
  readonly retries?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before every answer, and by a local model within it: true ends planning. */
  readonly shouldStop?: () => boolean;
  /** Tokens that an answer may have by what is left of the limits. */
  readonly mostTokens?: () => number;
  readonly onAttempt?: (attempt: ProgramAttempt) => void;
}

/** One answer of the planner, and what went back to it. */
export interface ProgramAttempt {
  readonly answer: string;
  /** Absent where the answer held none. */
  readonly draft?: Draft;
  /** Null where nothing was wrong. */
  readonly problem: string | null;
}

export interface ProgramPlan extends Draft {
  readonly attempts: readonly ProgramAttempt[];
}

/** Reasoning models think at length before they answer. */
const MOST_TOKENS = 4000;
const MOST_RETURNED = 12_000;

/**
 * Plans a program. Its draft is undefined where no draft ran: the attempts say why.
 * @throws SijoError `remote.*`, and what the follower throws.
 */
export async function planProgramSource({
  request,
  chat,
  trial,
  retries = 3,
  seed,
  signal,
  shouldStop = () => false,
  mostTokens = () => MOST_TOKENS,
  onAttempt = () => {},
}: ProgramPlanOptions): Promise<{
  readonly plan: ProgramPlan | undefined;
  readonly attempts: readonly ProgramAttempt[];
}> {
  const fixed = programMessages(request);
  let returned: readonly Message[] = [];
  const attempts: ProgramAttempt[] = [];
  let kept: Draft | undefined;
  for (let round = 0; round <= retries && !shouldStop(); round += 1) {
    const { text: answer, finished } = await chat.complete([...fixed, ...returned], {
      temperature: round === 0 ? 0.2 : 0.5,
      maxTokens: Math.min(MOST_TOKENS, mostTokens()),
      signal,
      shouldStop,
      ...(seed !== undefined && { seed: seed + round }),
    });
    const read = readDraft(answer);
    const draft = typeof read === "string" ? undefined : read;
    const problem =
      typeof read === "string"
        ? { message: finished ? read : `Your answer was cut off. ${read} Write less.`, mild: false }
        : await trial(read);
    const attempt: ProgramAttempt = { answer, problem: problem?.message ?? null, ...(draft && { draft }) };
    attempts.push(attempt);
    onAttempt(attempt);
    if (draft && !problem) return { plan: { ...draft, attempts }, attempts };
    if (draft && problem?.mild) kept = draft;
    // Only the last answer goes back: older mistakes would be learned from.
    returned = [
      { role: "assistant", content: answer.slice(0, MOST_RETURNED) },
      { role: "user", content: `${problem?.message} Write all code blocks again, whole.` },
    ];
  }
  return { plan: kept && { ...kept, attempts }, attempts };
}
