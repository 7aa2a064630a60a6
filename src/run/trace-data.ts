/**
 * What a run writes into its trace: the data of each kind of event, in the order in which they come.
 * @module
 */

import type { Contract } from "../contract/index.ts";
import type { Message } from "../model/token-model.ts";
import type { Plan, PlanAttempt, ProgramAttempt } from "../planner/index.ts";
import type { InferenceData, RunData, RunRequest } from "../program/index.ts";
import type { TextPolicy } from "../trace/index.ts";
import type { Effort } from "./effort.ts";
import type { PlannedBy } from "./options.ts";
import type { Repair } from "./repair/repair.ts";
import type { Reading } from "./second-reading.ts";
import type { Candidate, ModelUse, Verdict, VerdictCheck } from "./verdict.ts";
import type { Told } from "./writing.ts";

/** Another seed, which holds behind so many barriers of a run. */
export interface Reseed {
  /** From 1, counted through all rounds. */
  readonly barriers: number;
  readonly seed: number;
}

/** A run that goes on from a step of another. */
export interface Continues {
  readonly trace: string;
  /** In the order of barriers; those of the other run, if it went on from a third, come first. */
  readonly reseeds: readonly Reseed[];
}

/** What a run was asked with; what only some kinds of runs have is null elsewhere, or absent. */
export interface PipelineRequest extends RunRequest {
  readonly width: number | null;
  /** Absent: what is usual. */
  readonly effort?: Effort;
  readonly temperature: number | null;
  readonly language: string | null;
  /** That the caller gave; null: it is planned. */
  readonly contract: Contract | null;
  /** The planner behind an engine that wrote the contract before the run. */
  readonly plannedBy?: PlannedBy;
  /** The conversation before it. */
  readonly history?: readonly Message[];
  /** The text of a repair. */
  readonly text?: string;
  /** How often a planned program may go back to its planner. */
  readonly retries?: number;
  /** Absent: it began by itself. */
  readonly continues?: Continues;
}

export interface PlannersProgram {
  readonly source: string;
  readonly check: string;
  readonly contract: Contract | null;
}

export interface TraceData extends RunData {
  readonly request: PipelineRequest;
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
  readonly round: Told & {
    readonly round: number;
    readonly particles: number;
    readonly width: number;
    readonly temperature: number;
    /** What stands of the text, where only what comes behind it is written anew. */
    readonly beginning?: string;
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
  /** The best texts, read again by who wasn't told the rules. */
  readonly read: { readonly texts: readonly string[]; readonly readings: readonly Reading[] };
  /** Of the text that is handed back. */
  readonly checks: { readonly text: string | null; readonly checks: readonly VerdictCheck[] };
  /** Of a repair, which opens it only where there is something to write. */
  readonly follower: ModelUse;
  readonly verdict: Verdict;
  readonly repair: Repair;
  /** One answer of the planner that was to hold a program, and what went back to it. */
  readonly "program-attempt": ProgramAttempt;
  /** The program that is carried out: a planner's, or one that is run by hand. */
  readonly program: PlannersProgram | InferenceData["program"];
  /** What a program that is run by hand was told by its tools, and what it came to. */
  readonly call: InferenceData["call"];
  readonly posterior: InferenceData["posterior"];
  /** Whether the program may be carried out, and whether a person was asked. */
  readonly approval: { readonly approved: boolean; readonly asked: boolean };
  readonly "program-given-up": { readonly why: string };
  /** A contract was planned in place of a program, in a run with a trace of its own. */
  readonly fallback: { readonly traceId: string };
}

export type TraceKind = keyof TraceData;

const models = ["models.role", "models.name", "models.sha256"];
/** What traces without texts say in words. */
export const TRACE_TEXTS: TextPolicy = {
  open: new Set([
    ...[
      "run",
      "language",
      "algorithm",
      "continues.trace",
      "models.called",
      "plannedBy.name",
      "plannedBy.sha256",
      ...models,
    ].map((path) => `request.${path}`),
    ...["sijo", "node", "platform", "processor"].map((name) => `request.environment.${name}`),
    "stage.stage",
    "plan.findings.kind",
    "audit.findings.kind",
    "compiled.language",
    "program.kind",
    "program.sha256",
    "posterior.bound",
    "posterior.bill.joules.source",
    "posterior.bill.joules.how",
    "posterior.bill.money.source",
    "fallback.traceId",
    ...["role", "name", "sha256"].map((field) => `follower.${field}`),
    "request.history.role",
    "round.messages.role",
    "round.reader.messages.role",
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
    "program.source",
    "checks.text",
    ...["verdict", "repair"].flatMap((kind) => [`${kind}.answer`, `${kind}.best`, `${kind}.notation`]),
  ]),
  whole: new Set([
    ...["request", "plan", "contract", "verdict", "repair"].map((kind) => `${kind}.contract`),
    // Whatever a program hands on, tells its tools or is told.
    ...["program.params", "call.input", "call.answer", "posterior.outcomes.result"],
  ]),
};
