/**
 * `sijo ask` with a planner behind an engine, or with a program for a plan.
 * @module
 */
import { openRemoteChat } from "../model/remote/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { localChat } from "../planner/index.ts";
import { type AskOptions, ask, type Verdict } from "../run/index.ts";
import { askByChat } from "../run/planned/by-chat.ts";
import { askProgram } from "../run/planned/program.ts";
import { approveProgram } from "./approve-program.ts";
import type { LiveProgress } from "./live-progress.ts";
import type { Plan } from "./plans.ts";

export interface AskPlannedOptions extends Omit<AskOptions, "planner" | "contract" | "request" | "signal"> {
  readonly request: string;
  readonly signal: AbortSignal;
  /** The address of an engine's model, or a model here. */
  readonly planner: string | TokenModel;
  readonly plan: Plan;
  readonly yes: boolean;
  readonly verbose: boolean;
  readonly progress: LiveProgress;
}

/** Longest part of a problem that is shown while planning. */
const SHOWN = 300;

export async function askPlanned(options: AskPlannedOptions): Promise<Verdict> {
  const { planner, plan, yes, verbose, progress, ...rest } = options;
  const chat =
    typeof planner === "string"
      ? openRemoteChat({ address: planner })
      : localChat(planner, { warm: rest.warm });
  const note = (text: string): void => {
    if (!verbose) return;
    progress.close();
    process.stderr.write(`${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}\n`);
  };
  const byContract = (limits: Pick<AskOptions, "limits" | "seed"> = {}): Promise<Verdict> =>
    typeof planner === "string"
      ? askByChat({
          ...rest,
          ...limits,
          chat,
          onRefused: ({ reason }) => note(`no contract, and back to the planner: ${reason}`),
        })
      : ask({ ...rest, ...limits, planner });
  if (plan === "contract") return byContract();
  return askProgram({
    ...rest,
    planner: chat,
    fallback: byContract,
    onAttempt: ({ problem }) =>
      note(problem === null ? "a program that runs" : `back to the planner: ${problem}`),
    approve: (program) => {
      progress.close();
      return approveProgram(program, { yes, signal: rest.signal });
    },
  });
}
