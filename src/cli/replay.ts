/**
 * `sijo replay`
 * @module
 */
import { SijoError } from "../errors.ts";
import {
  type Continuation,
  continueRun,
  DEFAULT_PARTICLES,
  MOST_PARTICLES,
  type RecordedRun,
  type Replay,
  type ReplayDifference,
  replay,
  type Step,
  startTrace,
  TOLERANCE,
} from "../run/index.ts";
import { type Story, storyOf } from "../run/story.ts";
import { examineTrace, findTrace, verifyTrace } from "../trace/index.ts";
import { numberOption } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { type LimitsOptions, replacedLimits } from "./limits-options.ts";
import { liveProgress } from "./live-progress.ts";
import { modelSession } from "./models-session.ts";
import { runnableFile } from "./program-file.ts";
import { renderEnding, seedOf } from "./render-trace.ts";
import { paint } from "./render-verdict.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface ReplayCommandOptions extends Pick<LimitsOptions, "maxTokens" | "maxSeconds"> {
  readonly from?: string;
  readonly seed?: string;
  readonly planner?: string;
  readonly follower?: string;
  readonly program?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

const EXIT = { different: 3, handedOff: 3, cancelled: 130 } as const;

/** Runs the command; sets the exit code. */
export async function replayCommand(id: string, options: ReplayCommandOptions): Promise<void> {
  const from = stepOf(options);
  const seed = numberOption("--seed", options.seed, { whole: true, least: 0, most: 2 ** 31 });
  const limits = replacedLimits(options);
  const trace = findTrace(tracesFolder(), id);
  const { state, findings } = verifyTrace(trace);
  const { events } = examineTrace(trace.path);
  if (state === "broken")
    process.stderr.write(`sijo: this trace is not what was written: ${findings[0].message}\n`);
  const again = <Found>(work: (run: RecordedRun) => Promise<Found>): Promise<Found> =>
    untilInterrupted(async (signal) => {
      const progress = liveProgress({ verbose: options.verbose ?? false });
      await using session = modelSession({ signal });
      try {
        progress.stage("load");
        return await work({
          events,
          open: ({ role, name, called }) =>
            session.open((called === undefined ? options[role] : undefined) ?? name, {
              maxContexts: contextsOf(events[0]?.data),
            }),
          program: async ({ path = "", params = {}, sha256 }) =>
            runnableFile(options.program ?? path, params as Readonly<Record<string, unknown>>, { sha256 }),
          warm: session.warm,
          signal,
          onEvent: progress.event,
        });
      } finally {
        progress.close();
      }
    });
  if (!from) {
    const found = await again(replay);
    process.stdout.write(options.json ? asJson(found) : rendered(found));
    if (!found.same || state === "broken") process.exitCode = EXIT.different;
    return;
  }
  const kept = startTrace({ folder: tracesFolder() });
  const found = await again((run) => continueRun({ ...run, id: trace.id, from, seed, limits, trace: kept }));
  if (kept.failure !== undefined) process.stderr.write(`sijo: no whole trace was kept: ${kept.failure}\n`);
  const story = storyOf(found.events);
  process.stdout.write(
    options.json ? asJson({ trace: kept.id, ...found }) : continued(found, { story, id: kept.id }),
  );
  process.exitCode = exitCodeOf(found, story);
}

const asJson = (found: object): string => `${JSON.stringify(found, undefined, 2)}\n`;

/** @throws SijoError `usage.step`, `usage.from` for what only a run that goes on can be given. */
function stepOf({ from, seed, maxTokens, maxSeconds }: ReplayCommandOptions): Step | undefined {
  if (from === undefined) {
    if (seed === undefined && maxTokens === undefined && maxSeconds === undefined) return undefined;
    throw new SijoError("usage.from", "A run that is done again has its own seed and limits.", {
      kind: "usage",
      hint: "Say with --from <step> from where another seed holds.",
    });
  }
  const [, round = "1", step] = /^(?:(\d{1,6}):)?(\d{1,6})$/.exec(from.trim()) ?? [];
  if (Number(step) >= 1 && Number(round) >= 1) return { round: Number(round), step: Number(step) };
  throw new SijoError("usage.step", `--from is ${JSON.stringify(from)}.`, {
    kind: "usage",
    hint: "Give the number of a step as `sijo trace show` has it, as in 8, or 2:8 for step 8 of round 2.",
  });
}

function exitCodeOf({ same }: Continuation, { verdict, repair, posterior, checks }: Story): number {
  const found = verdict ?? repair;
  if ((found?.limits.bound ?? posterior?.bound) === "cancelled") return EXIT.cancelled;
  if (!same) return EXIT.different;
  const failed = checks?.checks.some(({ passed }) => passed === false) ?? false;
  const isDone = found ? found.handOff === null : (posterior?.outcomes.length ?? 0) > 0 && !failed;
  return isDone ? 0 : EXIT.handedOff;
}

/** As many contexts as the run had, where it says so: they decide how much room there was. */
function contextsOf(request: unknown): number {
  const { models = [], particles } = request as {
    models?: readonly { maxContexts?: number }[];
    particles?: number | null;
  };
  const had = Math.max(0, ...models.map(({ maxContexts = 0 }) => maxContexts));
  return Math.min(had || (particles ?? DEFAULT_PARTICLES) + 16, MOST_PARTICLES + 16);
}

function rendered({ same, compared, largestDifference, differences, endedEarly, ...rest }: Replay): string {
  const { events, barriers, weights, resamplings, checks } = compared;
  const { recordedOn, replayedOn } = rest;
  const lines = [
    same ? paint("green", "✓ the same") : paint("red", "✗ not the same"),
    `  ${events} events compared: ${weights} weights at ${barriers} barriers, ${resamplings} resampling decisions, ${checks} checks`,
    `  largest difference of two numbers ${largestDifference.toExponential(1)}, tolerance ${TOLERANCE.toExponential(0)}`,
    ...(endedEarly === undefined ? [] : [paint("yellow", `  replayed up to event ${events}. ${endedEarly}`)]),
    ...differences.map(inWords),
  ];
  const isElsewhere =
    recordedOn && (recordedOn.processor !== replayedOn.processor || recordedOn.sijo !== replayedOn.sijo);
  if (isElsewhere) {
    const name = ({ sijo, processor }: typeof replayedOn): string => `sijo ${sijo} on ${processor}`;
    lines.push(`  recorded by ${name(recordedOn)}; replayed by ${name(replayedOn)}`);
  }
  return `${lines.join("\n")}\n`;
}

function continued(
  { from: { round, step }, same, differences }: Continuation,
  { story, id }: { story: Story; id: string },
): string {
  const place = round === 1 ? `step ${step}` : `step ${step} of round ${round}`;
  const { request } = story;
  return [
    same
      ? paint("green", `✓ the same up to ${place}`)
      : paint("red", `✗ not the same up to ${place}, so that this goes on from elsewhere`),
    ...differences.map(inWords),
    "",
    renderEnding(story),
    `${request ? seedOf(request) : ""}; trace ${id}`,
    "",
  ].join("\n");
}

const inWords = ({
  index,
  kind,
  path,
  recorded = "nothing",
  replayed = "nothing",
}: ReplayDifference): string =>
  `  event ${index} (${kind}) ${path}: recorded ${short(recorded)}, replayed ${short(replayed)}`;

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
