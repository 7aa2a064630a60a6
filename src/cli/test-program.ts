/**
 * `sijo programs test`: the examples that a kept program states, each run on a model and checked.
 * @module
 */
import { SijoError } from "../errors.ts";
import { checkedParams, type LoadedProgram, loadProgram, type ProgramTest } from "../program/index.ts";
import type { VerdictCheck } from "../run/index.ts";
import { checksOf, runProgram } from "../run/program-run.ts";
import { printed } from "../run/story.ts";
import { untilInterrupted } from "./interrupt.ts";
import { liveProgress } from "./live-progress.ts";
import { modelSession } from "./models-session.ts";
import { runnable } from "./programs.ts";
import { paint } from "./render-verdict.ts";
import { openFollowers, type RunProgramOptions, settings } from "./run-program.ts";

/** What one example came to. */
interface Tested {
  readonly name: string;
  readonly passed: boolean;
  /** The likeliest result; null: nothing was finished. */
  readonly result: unknown;
  readonly checks: readonly VerdictCheck[];
  readonly seconds: number;
  readonly seed: number;
}

const EXIT_FAILED = 3;
const SEED = 1;

/** Runs the command; sets the exit code. */
export async function testCommand(
  spec: string,
  { json = false, ...options }: RunProgramOptions & { readonly json?: boolean },
): Promise<void> {
  const stored = await loadProgram(spec);
  const given = settings(options, stored);
  const tests = testsOf(stored, options);
  const tested = await untilInterrupted(async (signal) => {
    const progress = liveProgress({ verbose: false });
    await using session = modelSession({ signal, offline: options.offline });
    try {
      progress.stage("load");
      const particles = Math.max(given.particles, ...tests.map((test) => test.particles ?? 0));
      const models = await openFollowers(session, { ...given, particles });
      const found: Tested[] = [];
      for (const test of tests) {
        progress.stage("write");
        found.push(await tryOne(stored, test, { given, models, signal }));
        if (signal.aborted) throw new SijoError("run.cancelled", "Cancelled.");
      }
      return found;
    } finally {
      progress.close();
    }
  });
  const failed = tested.filter(({ passed }) => !passed).length;
  const text = json ? JSON.stringify(tested, undefined, 2) : asText(tested, failed);
  process.stdout.write(`${text}\n`);
  if (failed > 0) process.exitCode = EXIT_FAILED;
}

/** What is stated, or else that a run with no more than the defaults passes what the program says of every result. */
function testsOf(
  { name, tests = [], params = {}, contract, check, kind, source }: LoadedProgram,
  { param }: RunProgramOptions,
): readonly ProgramTest[] {
  if (param !== undefined) {
    throw new SijoError("usage.param", "Tests bring their own parameters.", {
      kind: "usage",
      hint: `sijo programs run ${name} takes --param.`,
    });
  }
  if (tests.length > 0) return tests;
  const isStated = contract !== undefined || check !== undefined || /\bcheck\b/.test(source);
  const needs = Object.entries(params).filter(([, spec]) => spec.default === undefined);
  if (isStated && needs.length === 0) return [{ name: "as it stands" }];
  const example = '"tests": [{ "params": {}, "matches": "sea" }]';
  const where =
    kind === "sandbox"
      ? `its head: /* sijo { ${example} } */`
      : `program({ … }): tests: [{ matches: "sea" }]`;
  throw new SijoError("program.tests", `${name} states no tests.`, {
    kind: "usage",
    hint: `They stand in ${where}, each with parameters and what the text must be.`,
  });
}

async function tryOne(
  stored: LoadedProgram,
  { name, params = {}, seed, particles, contract, matches }: ProgramTest,
  {
    given,
    models,
    signal,
  }: {
    readonly given: ReturnType<typeof settings>;
    readonly models: Awaited<ReturnType<typeof openFollowers>>;
    readonly signal: AbortSignal;
  },
): Promise<Tested> {
  const { close, ...program } = await runnable(stored, checkedParams(stored.params ?? {}, params));
  try {
    const { posterior, checks } = await runProgram({
      ...program,
      ...models,
      algorithm: given.algorithm,
      particles: particles ?? given.particles,
      seed: given.seed ?? seed ?? SEED,
      limits: given.limits,
      prices: given.prices,
      signal,
    });
    const { best, outcomes } = posterior;
    const isThere = outcomes.length > 0;
    const all = isThere
      ? [...checks, ...(await checksOf({ contract }, best)), ...matchOf(matches, best)]
      : [proved("a result", false, `nothing was finished${posterior.bound ? `: ${posterior.bound}` : ""}`)];
    return {
      name: name ?? (Object.keys(params).length > 0 ? JSON.stringify(params) : "with the defaults"),
      passed: all.every(({ passed }) => passed === true),
      result: isThere ? best : null,
      checks: all,
      seconds: posterior.seconds,
      seed: posterior.seed,
    };
  } finally {
    close?.();
  }
}

const proved = (clause: string, passed: boolean, evidence: string): VerdictCheck => ({
  clause,
  how: "proved",
  passed,
  evidence,
  offsets: [],
});

function matchOf(matches: string | undefined, result: unknown): VerdictCheck[] {
  if (matches === undefined) return [];
  const found = new RegExp(matches, "u").exec(printed(result));
  return [proved(`matches /${matches}/`, found !== null, found ? `“${found[0]}”` : "it doesn't")];
}

function asText(tested: readonly Tested[], failures: number): string {
  const lines = tested.flatMap(({ name, passed, result, checks, seconds }) => [
    `${passed ? paint("green", "✓") : paint("red", "✗")} ${name}  ${paint("dim", `${seconds.toFixed(1)} s`)}`,
    ...(result === null ? [] : [printed(result).replace(/^/gm, "    ")]),
    ...checks
      .filter((check) => check.passed !== true)
      .map(({ clause, evidence }) => `  ${clause}: ${evidence}`),
  ]);
  const count = failures === 0 ? `All ${tested.length} passed.` : `${failures} of ${tested.length} failed.`;
  return [...lines, "", tested.length === 1 ? (failures === 0 ? "It passed." : "It failed.") : count].join(
    "\n",
  );
}
