/**
 * One case from request to verdict.
 * @module
 */
import { type Contract, check, printContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { random } from "../../inference/index.ts";
import type { TokenModel } from "../../model/token-model.ts";
import { ask, type RunEvent, type Verdict, type WarmPrompt } from "../../run/index.ts";
import { baselines } from "./baselines.ts";
import { compareContracts } from "./compare.ts";
import { contractOf } from "./contract.ts";
import type { CollieRecord, CollieSettings } from "./record.ts";
import type { ChosenCase } from "./sample.ts";
import { satisfies } from "./verdict.ts";

export interface RunCaseOptions {
  readonly case: ChosenCase;
  readonly settings: CollieSettings;
  /** Needed unless the contract is given. */
  readonly planner: TokenModel | undefined;
  readonly follower: TokenModel;
  readonly signal: AbortSignal;
  readonly warm?: WarmPrompt;
  readonly onEvent?: (event: RunEvent) => void;
}

const DEFAULT_TEMPERATURE = 0.8;

/** Runs a case; undefined: it was cancelled. */
export async function runCase(options: RunCaseOptions): Promise<CollieRecord | undefined> {
  const { case: item, settings, signal } = options;
  const right = rightContract(item);
  const run = await attempt(options, right);
  if (signal.aborted) return undefined;
  const { verdict, failure, plannedAt } = run;
  const text = verdict?.best ?? null;
  const answered = verdict?.status === "answered";
  const textPasses = text !== null && satisfies(item.constraint, text);
  const planned = settings.given ? undefined : verdict?.contract;
  const comparison = planned && right ? compareContracts(planned, right) : undefined;
  const seconds = verdict?.bill.seconds ?? run.seconds;
  const compared =
    settings.baselines && verdict
      ? await baselines({
          request: item.prompt,
          constraint: item.constraint,
          contract: verdict.contract,
          follower: options.follower,
          tokens: verdict.bill.tokens.follower,
          temperature: settings.temperature ?? DEFAULT_TEMPERATURE,
          random: random(seedOf(item, settings)).split(7),
          shouldStop: () => signal.aborted,
        })
      : null;
  if (signal.aborted) return undefined;
  return {
    id: item.id,
    family: item.family,
    text,
    answered,
    pass: answered && textPasses,
    textPasses,
    check: verdict !== undefined && text !== null && check(verdict.contract, text).passed,
    contract: verdict ? printContract(verdict.contract) : "",
    contractRight: settings.given ? null : (comparison?.same ?? false),
    missing: comparison?.missing ?? [],
    extra: comparison?.extra ?? [],
    seconds: { plan: rounded(plannedAt), write: rounded(seconds - plannedAt), total: rounded(seconds) },
    tokens: verdict?.bill.tokens ?? { planner: 0, follower: 0 },
    handOff: failure ?? (verdict?.handOff ? `${verdict.handOff.reason}: ${verdict.handOff.message}` : null),
    baselines: compared,
    settings,
  };
}

interface Attempt {
  readonly verdict: Verdict | undefined;
  readonly failure: string | undefined;
  /** Seconds until there was a contract. */
  readonly plannedAt: number;
  readonly seconds: number;
}

/** Errors that the contract causes belong to the case; all others end the run. */
async function attempt(options: RunCaseOptions, right: Contract | undefined): Promise<Attempt> {
  const { case: item, settings, planner, follower, signal, warm, onEvent } = options;
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  let plannedAt = 0;
  const failed = (failure: string): Attempt => ({
    verdict: undefined,
    failure,
    plannedAt,
    seconds: elapsed(),
  });
  if (settings.given && !right) return failed("the contract language has no words for the constraint");
  try {
    const verdict = await ask({
      request: item.prompt,
      ...(settings.given ? { contract: right } : { planner }),
      follower,
      particles: settings.particles,
      seed: seedOf(item, settings),
      ...(settings.temperature !== null && { temperature: settings.temperature }),
      limits: {
        seconds: settings.maxSeconds,
        ...(settings.maxTokens !== null && { tokens: settings.maxTokens }),
      },
      signal,
      ...(warm && { warm }),
      onEvent: (event) => {
        if (event.kind === "contract" && !settings.given) plannedAt = elapsed();
        onEvent?.(event);
      },
    });
    return { verdict, failure: undefined, plannedAt, seconds: elapsed() };
  } catch (error) {
    if (!(error instanceof SijoError) || !error.code.startsWith("contract.")) throw error;
    return failed(`${error.code}: ${error.message}`);
  }
}

/** Cases with the same prompt are told apart by their seeds. */
const seedOf = ({ repetition }: ChosenCase, { seed }: CollieSettings): number => seed + repetition;

function rightContract(item: ChosenCase): Contract | undefined {
  try {
    return contractOf(item);
  } catch (error) {
    if (error instanceof SijoError) return undefined;
    throw error;
  }
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
