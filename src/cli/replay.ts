/**
 * `sijo replay`
 * @module
 */
import { DEFAULT_PARTICLES, MOST_PARTICLES, type Replay, replay, TOLERANCE } from "../run/index.ts";
import { examineTrace, findTrace, verifyTrace } from "../trace/index.ts";
import { untilInterrupted } from "./interrupt.ts";
import { liveProgress } from "./live-progress.ts";
import { modelSession } from "./models-session.ts";
import { runnableFile } from "./program-file.ts";
import { paint } from "./render-verdict.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface ReplayCommandOptions {
  readonly planner?: string;
  readonly follower?: string;
  readonly program?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

const EXIT_DIFFERENT = 3;

/** Runs the command; sets the exit code. */
export async function replayCommand(id: string, options: ReplayCommandOptions): Promise<void> {
  const trace = findTrace(tracesFolder(), id);
  const { state, findings } = verifyTrace(trace);
  const { events } = examineTrace(trace.path);
  if (state === "broken")
    process.stderr.write(`sijo: this trace is not what was written: ${findings[0].message}\n`);
  const found = await untilInterrupted(async (signal): Promise<Replay> => {
    const progress = liveProgress({ verbose: options.verbose ?? false });
    await using session = modelSession({ signal });
    try {
      progress.stage("load");
      return await replay({
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
  process.stdout.write(options.json ? `${JSON.stringify(found, undefined, 2)}\n` : rendered(found));
  if (!found.same || state === "broken") process.exitCode = EXIT_DIFFERENT;
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
    ...differences.map(
      ({ index, kind, path, recorded = "nothing", replayed = "nothing" }) =>
        `  event ${index} (${kind}) ${path}: recorded ${short(recorded)}, replayed ${short(replayed)}`,
    ),
  ];
  const isElsewhere =
    recordedOn && (recordedOn.processor !== replayedOn.processor || recordedOn.sijo !== replayedOn.sijo);
  if (isElsewhere) {
    const name = ({ sijo, processor }: typeof replayedOn): string => `sijo ${sijo} on ${processor}`;
    lines.push(`  recorded by ${name(recordedOn)}; replayed by ${name(replayedOn)}`);
  }
  return `${lines.join("\n")}\n`;
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
