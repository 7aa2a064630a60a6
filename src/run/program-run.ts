/**
 * One run of a person's or a kept program: inference, and what its own check and clauses say of the likeliest result.
 * @module
 */
import { parseContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import {
  type InferOptions,
  infer,
  type ParamSpecs,
  type Posterior,
  type Program,
  type ProgramDefinition,
  type ProgramSource,
} from "../program/index.ts";
import type { Trace } from "../trace/index.ts";
import { judge } from "./planned/judge.ts";
import type { VerdictCheck } from "./verdict.ts";

export interface ProgramRunOptions extends InferOptions<unknown> {
  readonly program: Program<unknown>;
  /** With its check in the sandbox and its clauses, if it has some. */
  readonly source: ProgramSource;
  /** The check of a program outside the sandbox. */
  readonly check?: OwnCheck;
}

/** Whether a result is what its program is for. */
export type OwnCheck = NonNullable<ProgramDefinition<ParamSpecs, unknown>["check"]>;

export interface ProgramRun {
  readonly posterior: Posterior<unknown>;
  /** Of the likeliest result; none where nothing was finished, or the program states nothing. */
  readonly checks: readonly VerdictCheck[];
}

export const PROGRAMS_CHECK = "the program's own check";

/**
 * Runs a program and checks its likeliest result; the trace holds both.
 * @throws SijoError what `infer` throws; `program.result` where a check was to read what is no text.
 */
export async function runProgram({ program, check, ...options }: ProgramRunOptions): Promise<ProgramRun> {
  const { source, trace } = options;
  const posterior = await infer(program, { ...options, ...(trace && { trace: withoutEnd(trace) }) }).catch(
    (error: unknown) => {
      trace?.end("error");
      throw error;
    },
  );
  try {
    const stated = { ...source, check: check ?? source.check };
    const checks = posterior.outcomes.length > 0 ? await checksOf(stated, posterior.best) : [];
    if (checks.length > 0) trace?.add("checks", { text: posterior.best, checks });
    trace?.end(statusOf({ posterior, checks }));
    return { posterior, checks };
  } catch (error) {
    const { code = null, message } = error as { code?: string; message?: string };
    trace?.add("error", { code, message: String(message) });
    trace?.end("error");
    throw error;
  }
}

const statusOf = ({ posterior: { outcomes }, checks }: ProgramRun): string => {
  if (outcomes.length === 0) return "unfinished";
  return checks.every(({ passed }) => passed === true) ? "finished" : "failed";
};

/**
 * What a result is found to be: the clauses first, which are proved.
 * @throws SijoError `program.result` where clauses, or a check in the sandbox, were to read what is no text.
 */
export async function checksOf(
  {
    check,
    contract,
  }: { readonly check?: string | OwnCheck | undefined; readonly contract?: string | undefined },
  result: unknown,
): Promise<readonly VerdictCheck[]> {
  const own = typeof check === "function" ? [ownCheck(check, result)] : [];
  const source = typeof check === "string" ? check : undefined;
  if (source === undefined && contract === undefined) return own;
  if (typeof result !== "string") {
    throw new SijoError("program.result", "The program's check reads texts, and its result is none.");
  }
  const stated = { check: source, ...(contract !== undefined && { contract: parseContract(contract) }) };
  const [{ checks }] = await judge({ ...stated, called: PROGRAMS_CHECK }, [result]);
  return [...checks, ...own];
}

function ownCheck(check: OwnCheck, result: unknown): VerdictCheck {
  const found = check(result);
  const { passed, reason = "" } = typeof found === "boolean" ? { passed: found } : found;
  const evidence = reason === "" ? "it gives no reason" : reason;
  return { clause: PROGRAMS_CHECK, how: "judged", passed: passed === true, evidence, offsets: [] };
}

/** The same trace, which goes on behind what would end it. */
const withoutEnd = (trace: Trace): Trace => ({
  id: trace.id,
  get failure() {
    return trace.failure;
  },
  add: (kind, data) => trace.add(kind, data),
  end: () => {},
});
