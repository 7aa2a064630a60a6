/**
 * `sijo repair`
 * @module
 */
import { LANGUAGES } from "../contract/compile/language.ts";
import { readContract } from "../contract/index.ts";
import { DEFAULT_PARTICLES, MOST_PARTICLES, type Repair, repair } from "../run/index.ts";
import { TRACE_MODES } from "../trace/index.ts";
import { choiceOption, numberOption, readText } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { type LimitsOptions, limitsOf, pricesOf } from "./limits-options.ts";
import { liveProgress } from "./live-progress.ts";
import { DEFAULT_FOLLOWER, modelSession } from "./models-session.ts";
import { renderRepair } from "./render-repair.ts";
import { type TelemetryOptions, telemetryOf } from "./telemetry.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface RepairCommandOptions extends LimitsOptions, TelemetryOptions {
  readonly request?: string;
  readonly particles?: string;
  readonly seed?: string;
  readonly temperature?: string;
  readonly follower?: string;
  readonly language?: string;
  readonly trace?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

const EXIT = { unchanged: 0, repaired: 0, handed_off: 3, cancelled: 130 } as const;
/** Contexts beyond the particles: prompts, and texts that are compared. */
const SPARE_CONTEXTS = 16;

/** Runs the command; sets the exit code. */
export async function repairCommand(
  contractPath: string,
  textPath: string,
  options: RepairCommandOptions,
): Promise<void> {
  const particles =
    numberOption("--particles", options.particles, { whole: true, least: 1, most: MOST_PARTICLES }) ??
    DEFAULT_PARTICLES;
  const seed = numberOption("--seed", options.seed, { whole: true, least: 0, most: 2 ** 31 });
  const temperature = numberOption("--temperature", options.temperature, { least: 0.05, most: 5 });
  const limits = limitsOf(options);
  const prices = pricesOf(options);
  const language = choiceOption("--language", options.language, LANGUAGES);
  const traceMode = choiceOption("--trace", options.trace, TRACE_MODES);
  const contract = readContract(await readText(contractPath));
  const text = await readText(textPath);
  const telemetry = await telemetryOf(options);

  const found = await untilInterrupted(async (signal): Promise<Repair> => {
    const progress = liveProgress({ verbose: options.verbose ?? false });
    await using session = modelSession({ signal, offline: options.offline });
    try {
      return await repair({
        contract,
        text,
        ...(options.request !== undefined && { request: options.request }),
        // Nothing is loaded where nothing has to be written.
        follower: () => {
          progress.stage("load");
          return session.open(options.follower ?? DEFAULT_FOLLOWER, {
            maxContexts: particles + SPARE_CONTEXTS,
          });
        },
        particles,
        ...(seed !== undefined && { seed }),
        ...(temperature !== undefined && { temperature }),
        ...(language !== undefined && { language }),
        limits,
        prices,
        signal,
        traceFolder: tracesFolder(),
        ...(traceMode !== undefined && { traceMode }),
        telemetry,
        onEvent: progress.event,
      });
    } finally {
      progress.close();
    }
  });
  const traceId = traceMode === "off" ? null : found.traceId;
  process.stdout.write(
    options.json ? `${JSON.stringify(found, undefined, 2)}\n` : renderRepair({ ...found, traceId }),
  );
  process.exitCode = found.limits.bound === "cancelled" ? EXIT.cancelled : EXIT[found.status];
}
