/**
 * `sijo ask`
 * @module
 */
import { prepareWords } from "../contract/compile/compile.ts";
import { LANGUAGES, languageOf } from "../contract/compile/language.ts";
import { SijoError } from "../errors.ts";
import { isRemote, parseRemote } from "../model/remote/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { ask, CONTEXTS_EACH, EFFORTS, MOST_PARTICLES, spendingOf, type Verdict } from "../run/index.ts";
import { requestOf } from "../run/request.ts";
import { TRACE_MODES } from "../trace/index.ts";
import { assertApprovable } from "./approve-program.ts";
import { askPlanned, PLANS } from "./ask-planned.ts";
import { givenContract } from "./given-contract.ts";
import { choiceOption, numberOption, readRequest } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { type LimitsOptions, limitsOf, pricesOf } from "./limits-options.ts";
import { liveProgress } from "./live-progress.ts";
import { DEFAULT_FOLLOWER, DEFAULT_PLANNER, modelSession } from "./models-session.ts";
import { cutNote, openFollower } from "./remote-models.ts";
import { renderVerdict } from "./render-verdict.ts";
import { assertLocal, type TelemetryOptions, telemetryOf } from "./telemetry.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface AskCommandOptions extends LimitsOptions, TelemetryOptions {
  readonly contract?: string;
  readonly schema?: string;
  readonly grammar?: string;
  readonly effort?: string;
  readonly particles?: string;
  readonly seed?: string;
  readonly temperature?: string;
  readonly language?: string;
  readonly planner?: string;
  readonly plan?: string;
  readonly yes?: boolean;
  readonly follower?: string;
  readonly vocabulary?: string;
  readonly trace?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

const EXIT = { answered: 0, handed_off: 3, cancelled: 130 } as const;
/** Contexts beyond the particles: prompts, and the planner's samples. */
const SPARE_CONTEXTS = 16;

/** Runs the command; sets the exit code. */
export async function askCommand(argument: string | undefined, options: AskCommandOptions): Promise<void> {
  const numbers = {
    particles: numberOption("--particles", options.particles, {
      whole: true,
      least: 1,
      most: MOST_PARTICLES,
    }),
    seed: numberOption("--seed", options.seed, { whole: true, least: 0, most: 2 ** 31 }),
    temperature: numberOption("--temperature", options.temperature, { least: 0.05, most: 5 }),
  };
  const limits = limitsOf(options);
  const prices = pricesOf(options);
  const language = choiceOption("--language", options.language, LANGUAGES);
  const traceMode = choiceOption("--trace", options.trace, TRACE_MODES);
  const effort = choiceOption("--effort", options.effort, EFFORTS);
  const plan = choiceOption("--plan", options.plan, PLANS) ?? "contract";
  const contract = await givenContract(options);
  if (plan === "program") {
    if (contract)
      throw new SijoError("usage.plan", "A contract was given: there is nothing to plan.", { kind: "usage" });
    assertApprovable(options.yes ?? false);
  }
  if (options.planner !== undefined && isRemote(options.planner)) parseRemote(options.planner);
  assertLocal(options, [options.planner, options.follower]);
  const request = contract && argument === undefined ? undefined : await readRequest(argument);
  // Before any model is loaded.
  requestOf({ ...(request !== undefined && { request }), ...(contract && { contract }) });
  const telemetry = await telemetryOf(options);

  let note: string | undefined;
  const verdict = await untilInterrupted(async (signal): Promise<Verdict> => {
    const progress = liveProgress({ verbose: options.verbose ?? false });
    const written = language ?? languageOf({ request, contract: contract ?? { clauses: [] } });
    const usesWords = contract?.form !== "json" && options.grammar === undefined;
    await using session = modelSession({
      signal,
      offline: options.offline,
      ...(usesWords && { meanwhile: () => prepareWords(written) }),
    });
    let opened: TokenModel | undefined;
    try {
      progress.stage("load");
      const { particles, width } = spendingOf(effort);
      const maxContexts = (numbers.particles ?? particles) * width * CONTEXTS_EACH + SPARE_CONTEXTS;
      const { planner: named = DEFAULT_PLANNER, vocabulary } = options;
      const [follower, planner] = await Promise.all([
        openFollower(session, options.follower ?? DEFAULT_FOLLOWER, { vocabulary, maxContexts, signal }),
        contract ? undefined : isRemote(named) ? named : session.open(named, { maxContexts }),
      ]);
      opened = follower;
      const common = {
        follower,
        particles: numbers.particles,
        ...(effort !== undefined && { effort }),
        ...(numbers.seed !== undefined && { seed: numbers.seed }),
        ...(numbers.temperature !== undefined && { temperature: numbers.temperature }),
        ...(language !== undefined && { language }),
        limits,
        prices,
        signal,
        warm: session.warm,
        traceFolder: tracesFolder(),
        ...(traceMode !== undefined && { traceMode }),
        telemetry,
        onEvent: progress.event,
      };
      if (request !== undefined && planner && (plan === "program" || typeof planner === "string")) {
        const { yes = false, verbose = false } = options;
        return await askPlanned({ ...common, request, planner, plan, yes, verbose, progress });
      }
      return await ask({
        ...common,
        ...(request !== undefined && { request }),
        ...(contract && { contract }),
        ...(planner && typeof planner !== "string" && { planner }),
      });
    } finally {
      note = opened && cutNote(opened);
      progress.close();
    }
  });
  if (note !== undefined) process.stderr.write(`sijo: ${note}\n`);
  if (verdict.traceFailure !== undefined)
    process.stderr.write(`sijo: no whole trace was kept: ${verdict.traceFailure}\n`);
  process.stdout.write(options.json ? `${JSON.stringify(verdict, undefined, 2)}\n` : renderVerdict(verdict));
  process.exitCode = verdict.limits.bound === "cancelled" ? EXIT.cancelled : EXIT[verdict.status];
}
