/**
 * What a run writes into its trace: the data of each kind of event, in the order in which they come.
 * @module
 */

import type { Contract } from "../contract/index.ts";
import type { Bound, Limits } from "../limits/index.ts";
import type { Message } from "../model/token-model.ts";
import type { Plan, PlanAttempt } from "../planner/index.ts";
import type { TextPolicy } from "../trace/index.ts";
import type { Effort } from "./effort.ts";
import type { RunEvent } from "./events.ts";
import type { Repair } from "./repair/repair.ts";
import type { Candidate, ModelUse, Verdict, VerdictCheck } from "./verdict.ts";

export interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly tokens: Readonly<Record<ModelUse["role"], number>>;
}

export interface TracedModel extends ModelUse {
  readonly contextLength: number;
  readonly maxContexts: number;
}

/** What a run rests on besides its options: enough to find the same again. */
export interface Environment {
  readonly sijo: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
}

export interface TraceData {
  readonly request: {
    readonly run: "ask" | "repair";
    readonly seed: number;
    readonly request: string;
    /** As it was given, before any default; null: left to the run. */
    readonly particles: number | null;
    readonly width: number | null;
    /** Absent: what is usual. */
    readonly effort?: Effort;
    readonly temperature: number | null;
    readonly language: string | null;
    /** That the caller gave; null: it is planned. */
    readonly contract: Contract | null;
    /** The conversation before it. */
    readonly history?: readonly Message[];
    /** The text of a repair. */
    readonly text?: string;
    readonly limits: Limits;
    readonly models: readonly TracedModel[];
    /** Absent in runs of a planner's program. */
    readonly environment?: Environment;
  };
  /** A stage begins; what was spent until then. */
  readonly stage: Spent & { readonly stage: Extract<RunEvent, { kind: "stage" }>["stage"] };
  /** One round of planning: its votes, and what the audit found in the winner. */
  readonly plan: PlanAttempt;
  /** The plan that was taken, and what the audit leaves open. */
  readonly audit: Pick<Plan, "findings" | "share" | "stopped"> & { readonly attempts: number };
  readonly contract: { readonly notation: string; readonly contract: Contract };
  readonly compiled: {
    readonly language: string;
    /** Clauses that are checked at the end alone. */
    readonly unenforced: readonly string[];
    readonly coined: boolean;
  };
  /** No text can keep the contract: the smallest set of clauses that clash. */
  readonly contradiction: { readonly clauses: readonly string[] };
  /** A round of writing begins. */
  readonly round: {
    readonly round: number;
    readonly particles: number;
    readonly width: number;
    readonly temperature: number;
    readonly messages: readonly Message[];
  };
  readonly barrier: {
    readonly round: number;
    readonly index: number;
    readonly effectiveSampleSize: number;
    readonly alive: number;
    /** ln of the estimate of Z so far. */
    readonly logZ: number;
    /** ln of each particle's weight before resampling; null: it is dead. */
    readonly logWeights: readonly (number | null)[];
    /** What each particle has added since the barrier before, to the text it then had. */
    readonly added: readonly string[];
    /** The particle here from which each goes on, where there was resampling. */
    readonly ancestors?: readonly number[];
  };
  /** A round of writing is over. */
  readonly written: {
    readonly round: number;
    readonly candidates: readonly Candidate[];
    /** Null where the round was ended before its end. */
    readonly logZ: number | null;
    readonly logZStandardError: number | null;
    /** What the heaviest particle had written, where none finished. */
    readonly unfinished: string;
    readonly full: boolean;
  };
  /** The limit that binds, and what had been spent by then. */
  readonly limit: Spent & { readonly bound: Bound };
  /** Of the text that is handed back. */
  readonly checks: { readonly text: string | null; readonly checks: readonly VerdictCheck[] };
  readonly verdict: Verdict;
  readonly repair: Repair;
  /** The run ended in an error. */
  readonly error: { readonly code: string | null; readonly message: string };
}

export type TraceKind = keyof TraceData;

const models = ["models.role", "models.name", "models.sha256"];
/** What traces without texts say in words. */
export const TRACE_TEXTS: TextPolicy = {
  open: new Set([
    ...["run", "language", ...models].map((path) => `request.${path}`),
    ...["sijo", "node", "platform", "processor"].map((name) => `request.environment.${name}`),
    "stage.stage",
    "plan.findings.kind",
    "audit.findings.kind",
    "compiled.language",
    "request.history.role",
    "round.messages.role",
    "limit.bound",
    "checks.checks.how",
    "end.status",
    "error.code",
    ...["verdict", "repair"].flatMap((kind) =>
      [
        ...[
          "status",
          "checks.how",
          "before.how",
          "after.how",
          "difference.kind",
          "handOff.reason",
          ...models,
        ],
        ...["limits.bound", "bill.joules.source", "bill.joules.how", "bill.money.source", "traceId"],
      ].map((path) => `${kind}.${path}`),
    ),
  ]),
  plain: new Set([
    "request.request",
    "request.text",
    "contract.notation",
    "checks.text",
    ...["verdict", "repair"].flatMap((kind) => [`${kind}.answer`, `${kind}.best`, `${kind}.notation`]),
  ]),
  whole: new Set(["request", "plan", "contract", "verdict", "repair"].map((kind) => `${kind}.contract`)),
};
