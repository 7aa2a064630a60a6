/**
 * Runs a program on its followers for the command line, and says what came of it.
 * @module
 */
import { ALGORITHM_NAMES } from "../inference/index.ts";
import type { Posterior, Program, ProgramSource, RunDefaults } from "../program/index.ts";
import { progressOf, startTrace, type VerdictCheck, withSpans } from "../run/index.ts";
import { type OwnCheck, PROGRAMS_CHECK, runProgram } from "../run/program-run.ts";
import { printed } from "../run/story.ts";
import { TRACE_MODES } from "../trace/index.ts";
import { choiceOption, numberOption } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { type LimitsOptions, limitsOf, pricesOf } from "./limits-options.ts";
import { liveProgress } from "./live-progress.ts";
import { DEFAULT_FOLLOWER, type ModelSession, modelSession } from "./models-session.ts";
import { type TelemetryOptions, telemetryOf } from "./telemetry.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface RunProgramOptions extends LimitsOptions, TelemetryOptions {
  readonly particles?: string;
  readonly algorithm?: string;
  readonly seed?: string;
  readonly follower?: readonly string[];
  readonly param?: readonly string[];
  readonly trace?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** What a finished result is found to be, where the program comes with a check. */
export interface Verification {
  readonly passed: boolean;
  readonly reason: string;
}

export interface RunnableProgram {
  readonly program: Program<unknown>;
  readonly source: ProgramSource;
  /** The check of a program outside the sandbox. */
  readonly check?: OwnCheck;
}

const EXIT = { done: 0, nothing: 3, cancelled: 130 } as const;
const MOST_PARTICLES = 250;
const DEFAULT_PARTICLES = 16;
/** The library serves no more sequences at a time. */
const MOST_CONTEXTS = 250;
/** For each particle: its contexts, and those of copies and moves. */
const CONTEXTS_EACH = 8;
const SPARE_CONTEXTS = 24;

/** Numbers and names, checked before anything is loaded. */
export function settings(options: RunProgramOptions, defaults: RunDefaults) {
  const algorithm = choiceOption("--algorithm", options.algorithm, ALGORITHM_NAMES);
  const particles = numberOption("--particles", options.particles, {
    whole: true,
    least: 1,
    most: MOST_PARTICLES,
  });
  const { tokens = defaults.maxTokens, ...limits } = limitsOf(options);
  return {
    algorithm: algorithm ?? defaults.algorithm ?? "smc",
    particles: particles ?? defaults.particles ?? DEFAULT_PARTICLES,
    seed: numberOption("--seed", options.seed, { whole: true, least: 0, most: 2 ** 31 }),
    limits: { ...limits, ...(tokens !== undefined && { tokens }) },
    prices: pricesOf(options),
    followers: followersOf(options, defaults),
    traceMode: choiceOption("--trace", options.trace, TRACE_MODES) ?? "full",
  };
}

/** `--follower qwen2.5-coder-0.5b --follower critic=qwen2.5-coder-1.5b`: the model of the run, and others by name. */
function followersOf({ follower: given = [] }: RunProgramOptions, defaults: RunDefaults) {
  let main = defaults.follower ?? DEFAULT_FOLLOWER;
  const named: Record<string, string> = { ...defaults.followers };
  for (const word of given) {
    const [, name, model] = /^([A-Za-z][\w-]*)=(.+)$/.exec(word) ?? [];
    if (name === undefined) main = word;
    else named[name] = model;
  }
  return { main, named };
}

/** The models of a run, by their names here. */
export async function openFollowers(
  session: ModelSession,
  { followers: { main, named }, particles }: Pick<ReturnType<typeof settings>, "followers" | "particles">,
) {
  const maxContexts = Math.min(MOST_CONTEXTS, particles * CONTEXTS_EACH + SPARE_CONTEXTS);
  const [model, ...others] = await Promise.all(
    [main, ...Object.values(named)].map((spec) => session.open(spec, { maxContexts })),
  );
  return { model, followers: Object.fromEntries(Object.keys(named).map((name, at) => [name, others[at]])) };
}

/**
 * Runs it, prints, and sets the exit code. `prepare` makes the program once the options are known to be good; it is closed
 * in any case.
 */
export async function runProgramCommand(
  options: RunProgramOptions,
  defaults: RunDefaults,
  prepare: () => Promise<RunnableProgram & { close?(): void }>,
): Promise<void> {
  const { followers, traceMode, ...rest } = settings(options, defaults);
  const { close, ...runnable } = await prepare();
  try {
    const kept = startTrace({ folder: tracesFolder(), mode: traceMode });
    const trace = withSpans(kept, await telemetryOf(options));
    const { posterior, checks } = await untilInterrupted(async (signal) => {
      const progress = liveProgress({ verbose: false });
      await using session = modelSession({ signal, offline: options.offline });
      try {
        progress.stage("load");
        const models = await openFollowers(session, { followers, particles: rest.particles });
        progress.stage("write");
        const started = performance.now();
        return await runProgram({
          ...rest,
          ...runnable,
          ...models,
          signal,
          trace,
          onBarrier(event) {
            const elapsed = (performance.now() - started) / 1000;
            progress.event(progressOf(event, { tokens: models.model.evaluated, seconds: elapsed }));
          },
        });
      } finally {
        progress.close();
      }
    });
    const verification = verificationOf(checks);
    if (trace.failure !== undefined)
      process.stderr.write(`sijo: no whole trace was kept: ${trace.failure}\n`);
    const { algorithm } = rest;
    const traceId = traceMode === "off" ? null : trace.id;
    const names = { follower: followers.main, named: followers.named };
    const report = { posterior, verification, algorithm, traceId, ...names };
    process.stdout.write(options.json ? asJson(report) : asText(report, options.all ?? false));
    const isDone = posterior.outcomes.length > 0 && verification?.passed !== false;
    process.exitCode = posterior.bound === "cancelled" ? EXIT.cancelled : isDone ? EXIT.done : EXIT.nothing;
  } finally {
    close?.();
  }
}

/** All checks as one: what failed, or else what the program itself says. */
export function verificationOf(checks: readonly VerdictCheck[]): Verification | undefined {
  if (checks.length === 0) return undefined;
  const inWords = ({ clause, evidence }: VerdictCheck): string =>
    clause === PROGRAMS_CHECK ? evidence : `${clause}: ${evidence}`;
  const failed = checks.filter(({ passed }) => passed !== true);
  const own = checks.filter(({ clause }) => clause === PROGRAMS_CHECK);
  const shown = failed.length > 0 ? failed : own;
  return { passed: failed.length === 0, reason: shown.map(inWords).join("; ") };
}

interface Report {
  readonly posterior: Posterior<unknown>;
  readonly verification: Verification | undefined;
  readonly algorithm: string;
  readonly follower: string;
  readonly named: Readonly<Record<string, string>>;
  /** Null: none was kept. */
  readonly traceId: string | null;
}

function asJson({ posterior, verification, ...rest }: Report): string {
  const { samples, outcomes, best, logZ, logZStandardError, barriers, texts, ...run } = posterior;
  const document = {
    best: best ?? null,
    check: verification ?? null,
    outcomes,
    samples,
    // −∞, where nothing has any weight, is no number of JSON.
    logZ: Number.isFinite(logZ) ? logZ : null,
    logZStandardError,
    barriers: barriers.map(({ index, effectiveSampleSize, alive, logZ: soFar }) => ({
      index,
      effectiveSampleSize,
      alive,
      logZ: Number.isFinite(soFar) ? soFar : null,
    })),
    ...run,
    ...rest,
    ...(outcomes.length === 0 && { unfinished: texts }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function asText(
  { posterior, verification, algorithm, follower, named, traceId }: Report,
  all: boolean,
): string {
  const { outcomes, logZ, logZStandardError, particles, tokens, seconds, seed, bound, texts } = posterior;
  const lines: string[] = [];
  const [best, ...others] = outcomes;
  if (best) lines.push(printed(best.result), "");
  else lines.push(nothing(bound, algorithm), ...longest(texts), "");
  if (best && all) {
    for (const { result, probability } of others)
      lines.push(`[${probability.toFixed(2)}]`, printed(result), "");
  }
  if (verification) {
    lines.push(`${verification.passed ? "✓" : "✗"} ${verification.reason || "the program's own check"}`);
  }
  if (best) {
    const of = others.length > 0 ? ` of ${outcomes.length} different results` : ", the only result";
    lines.push(`probability ${best.probability.toFixed(2)}${of}; ${logZOf(logZ, logZStandardError)}`);
  }
  if (best && bound) lines.push(`ended early: ${boundOf(bound)}`);
  const followers = [follower, ...Object.entries(named).map(([name, model]) => `${name} ${model}`)].join(
    ", ",
  );
  lines.push(
    `${particles} particles, ${algorithm}; ${tokens} tokens, ${seconds.toFixed(1)} s; seed ${seed}; follower ${followers}${traceId === null ? "" : `; trace ${traceId}`}`,
  );
  return `${lines.join("\n")}\n`;
}

function logZOf(logZ: number, error: number | null): string {
  const value = `log Z ${logZ.toFixed(2)}`.replace("-", "−");
  return error === null ? value : `${value} ± ${error.toFixed(2)}`;
}

function nothing(bound: Posterior<unknown>["bound"], algorithm: string): string {
  if (bound) return `Nothing was finished: ${boundOf(bound)}.`;
  if (algorithm === "rejection") {
    return "Nothing was kept: each text is kept with the probability of its weight. More particles, or smc, may help.";
  }
  return "Nothing was finished: every particle ended without weight. More particles, or a softer factor, may help.";
}

const BOUNDS: Readonly<Record<string, string>> = {
  tokens: "the limit on tokens was reached (--max-tokens)",
  tokensOf: "the limit on tokens of a model was reached (--max-tokens model=n)",
  seconds: "the limit on time was reached (--max-seconds)",
  money: "the limit on money was reached (--max-cost)",
  memory: "a follower had no room for more text",
  cancelled: "it was interrupted",
};
const boundOf = (bound: string): string => BOUNDS[bound] ?? `the limit on ${bound} was reached`;

/** How far somebody came. */
function longest(texts: readonly string[]): string[] {
  const best = texts.reduce((one, other) => (other.length > one.length ? other : one), "");
  return best === "" ? [] : ["So far:", best.trim()];
}
