/**
 * `sijo plan`
 * @module
 */
import { printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { isRemote, openRemoteChat } from "../model/remote/index.ts";
import { type Plan, planByChat } from "../planner/index.ts";
import { checkedRequest } from "../run/checked-request.ts";
import { planFor } from "../run/index.ts";
import { numberOption, readRequest } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { type LiveProgress, liveProgress } from "./live-progress.ts";
import { DEFAULT_PLANNER, modelSession } from "./models-session.ts";

export interface PlanCommandOptions {
  readonly planner?: string;
  readonly seed?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Prints the contract on standard output; what the audit found, on standard error. */
export async function planCommand(argument: string | undefined, options: PlanCommandOptions): Promise<void> {
  const seed = numberOption("--seed", options.seed, { whole: true, least: 0, most: 2 ** 31 }) ?? 1;
  // Before any model is loaded.
  const request = checkedRequest(await readRequest(argument));
  const plan = await untilInterrupted(async (signal) => {
    const progress = liveProgress({ verbose: options.verbose ?? false });
    await using session = modelSession({ signal });
    try {
      progress.stage("load");
      const { planner: named = DEFAULT_PLANNER } = options;
      if (isRemote(named)) return await planRemotely(request, { named, seed, signal, progress });
      const planner = await session.open(named, { maxContexts: 24 });
      const made = await planFor({
        request,
        planner,
        seed,
        signal,
        warm: session.warm,
        onEvent: progress.event,
      });
      if (signal.aborted) throw new SijoError("plan.cancelled", "Cancelled.");
      return made;
    } finally {
      progress.close();
    }
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(plan, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(printContract(plan.contract));
  for (const { message } of plan.findings) process.stderr.write(`note: ${message}\n`);
}

/** @throws SijoError `plan.none` where no answer was a contract. */
async function planRemotely(
  request: string,
  {
    named,
    seed,
    signal,
    progress,
  }: {
    readonly named: string;
    readonly seed: number;
    readonly signal: AbortSignal;
    readonly progress: LiveProgress;
  },
): Promise<Plan> {
  const chat = openRemoteChat({ address: named });
  let last = "";
  progress.stage("plan");
  const plan = await planByChat({
    request,
    chat,
    seed,
    signal,
    onAttempt: (attempt) => progress.event({ kind: "plan", attempt }),
    onRefused: ({ reason }) => {
      last = reason;
    },
  });
  if (plan) return plan;
  throw new SijoError("plan.none", `${chat.name} wrote no contract: ${last}`, {
    hint: "Say the request in other words, or name another planner.",
  });
}
