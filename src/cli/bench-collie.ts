/**
 * `sijo bench collie`
 * @module
 */
import { writeFileSync } from "node:fs";
import { SijoError } from "../errors.ts";
import {
  type CollieRecord,
  type CollieSettings,
  chooseCases,
  openResults,
  parseCases,
  runCase,
  summaryTable,
} from "../evaluation/collie/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { CONTEXTS_EACH, DEFAULT_PARTICLES, MOST_PARTICLES } from "../run/index.ts";
import { numberOption, readText } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { liveProgress } from "./live-progress.ts";
import { DEFAULT_FOLLOWER, DEFAULT_PLANNER, modelSession } from "./models-session.ts";

export interface BenchCollieOptions {
  readonly cases: string;
  readonly families?: string;
  readonly limit?: string;
  readonly split?: string;
  readonly given?: boolean;
  readonly particles?: string;
  readonly seed?: string;
  readonly temperature?: string;
  readonly planner?: string;
  readonly follower?: string;
  readonly maxTokens?: string;
  readonly maxSeconds?: string;
  readonly baselines?: boolean;
  readonly out?: string;
  readonly answers?: string;
}

const DEFAULT_SECONDS = 300;
/** Contexts beyond the particles: prompts, and the planner's samples; best-of-n takes as many again. */
const SPARE_CONTEXTS = 16;
const BASELINE_CONTEXTS = 64;

/** Runs the cases, printing each on standard error and the table on standard output. */
export async function benchCollie(options: BenchCollieOptions): Promise<void> {
  const { given = false, baselines = false } = options;
  const numbers = {
    limit: numberOption("--limit", options.limit, { whole: true, least: 1, most: 1e6 }),
    particles:
      numberOption("--particles", options.particles, { whole: true, least: 1, most: MOST_PARTICLES }) ??
      DEFAULT_PARTICLES,
    seed: numberOption("--seed", options.seed, { whole: true, least: 0, most: 2 ** 31 }) ?? 1,
    temperature: numberOption("--temperature", options.temperature, { least: 0.05, most: 5 }) ?? null,
    maxTokens: numberOption("--max-tokens", options.maxTokens, { whole: true, least: 1, most: 1e9 }) ?? null,
    maxSeconds:
      numberOption("--max-seconds", options.maxSeconds, { least: 0.1, most: 1e6 }) ?? DEFAULT_SECONDS,
  };
  const families = options.families?.split(",").map((name) => name.trim());
  const cases = chooseCases(parseCases(await readText(options.cases), options.cases), {
    ...(families && { families }),
    ...(numbers.limit !== undefined && { limit: numbers.limit }),
    ...(options.split !== undefined && { split: options.split }),
  });
  // What can't be written is known before hours of work.
  const results = openResults(options.out);
  if (options.answers !== undefined) writeAnswers(options.answers, []);

  const outcome = await untilInterrupted(async (signal) => {
    await using session = modelSession({ signal });
    const maxContexts = (baselines ? BASELINE_CONTEXTS : numbers.particles * CONTEXTS_EACH) + SPARE_CONTEXTS;
    const loading = liveProgress({ verbose: false });
    loading.stage("load");
    const [follower, planner] = await Promise.all([
      session.open(options.follower ?? DEFAULT_FOLLOWER, { maxContexts }),
      given ? undefined : session.open(options.planner ?? DEFAULT_PLANNER, { maxContexts }),
    ]).finally(loading.close);
    const settings: CollieSettings = {
      given,
      planner: planner ? identity(planner) : null,
      follower: identity(follower),
      particles: numbers.particles,
      seed: numbers.seed,
      temperature: numbers.temperature,
      maxTokens: numbers.maxTokens,
      maxSeconds: numbers.maxSeconds,
      baselines,
    };
    const before = results.under(settings);
    const waiting = cases.filter(({ id }) => !before.has(id));
    for (const [index, item] of waiting.entries()) {
      if (signal.aborted) break;
      const progress = liveProgress({ verbose: false });
      const record = await runCase({
        case: item,
        settings,
        planner,
        follower,
        signal,
        warm: session.warm,
        onEvent: progress.event,
      }).finally(progress.close);
      if (!record) break;
      results.add(record);
      process.stderr.write(`${lineOf(record, `${index + 1}/${waiting.length}`)}\n`);
    }
    const done = results.under(settings);
    const records = cases.flatMap(({ id }) => done.get(id) ?? []);
    return { records, interrupted: signal.aborted };
  });

  const { records, interrupted } = outcome;
  if (options.answers !== undefined) writeAnswers(options.answers, records);
  if (records.length > 0) process.stdout.write(`${summaryTable(records)}\n`);
  const open = cases.length - records.length;
  if (open > 0) process.stderr.write(`${open} of ${cases.length} cases are still open.\n`);
  process.exitCode = interrupted ? 130 : 0;
}

/** Weights by name and checksum: what decides the numbers. */
const identity = ({ description: { name, sha256 } }: TokenModel): string =>
  sha256 === null ? name : `${name} ${sha256.slice(0, 12)}`;

function lineOf(record: CollieRecord, place: string): string {
  const { id, pass, contractRight, seconds, handOff, text } = record;
  const plan = contractRight === null ? "" : contractRight ? "contract right, " : "contract wrong, ";
  const what = handOff ?? JSON.stringify(text).slice(0, 90);
  return `${place} ${id} ${plan}${pass ? "pass" : "FAIL"}, ${seconds.total.toFixed(1)} s: ${what}`;
}

/** What was answered; a hand-off is no answer. */
function writeAnswers(path: string, records: readonly CollieRecord[]): void {
  const lines = records.flatMap(({ id, text, answered }) =>
    answered ? [`${JSON.stringify({ id, text })}\n`] : [],
  );
  try {
    writeFileSync(path, lines.join(""));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SijoError("evaluation.answers", `The answers can't be written to ${path} (${code}).`, {
      kind: "usage",
      cause,
    });
  }
}
