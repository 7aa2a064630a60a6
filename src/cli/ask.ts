/**
 * `sijo ask`: what it is given, and the models. Nothing is imported here that takes time: models are opened before what
 * works with them is loaded.
 * @module
 */
import { LANGUAGES, languageOf } from "../contract/compile/language.ts";
import { SijoError } from "../errors.ts";
import { isRemote, parseRemote } from "../model/remote/index.ts";
import { checkedRequest } from "../run/checked-request.ts";
import { CONTEXTS_EACH, EFFORTS, spendingOf } from "../run/effort.ts";
import { MOST_PARTICLES } from "../run/options.ts";
import { TRACE_MODES } from "../trace/index.ts";
import { choiceOption, numberOption, readRequest } from "./input.ts";
import { untilInterrupted } from "./interrupt.ts";
import { type LimitsOptions, limitsOf, pricesOf } from "./limits-options.ts";
import { DEFAULT_FOLLOWER, DEFAULT_PLANNER, modelSession } from "./models-session.ts";
import { PLANS } from "./plans.ts";
import { openFollower } from "./remote-models.ts";
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
  const isGiven = [options.contract, options.schema, options.grammar].some((path) => path !== undefined);
  const contract = isGiven ? await (await import("./given-contract.ts")).givenContract(options) : undefined;
  if (plan === "program") {
    if (contract)
      throw new SijoError("usage.plan", "A contract was given: there is nothing to plan.", { kind: "usage" });
    (await import("./approve-program.ts")).assertApprovable(options.yes ?? false);
  }
  const { planner: named = DEFAULT_PLANNER, vocabulary } = options;
  if (isRemote(named)) parseRemote(named);
  assertLocal(options, [options.planner, options.follower]);
  const request = contract && argument === undefined ? undefined : await readRequest(argument);
  // A contract alone says what to write.
  if (!contract || request?.trim()) checkedRequest(request ?? "");
  const telemetry = await telemetryOf(options);

  const { verdict, note } = await untilInterrupted(async (signal) => {
    await using session = modelSession({ signal, offline: options.offline });
    const { particles, width } = spendingOf(effort);
    const maxContexts = (numbers.particles ?? particles) * width * CONTEXTS_EACH + SPARE_CONTEXTS;
    const opening = Promise.all([
      openFollower(session, options.follower ?? DEFAULT_FOLLOWER, { vocabulary, maxContexts, signal }),
      contract ? undefined : isRemote(named) ? named : session.open(named, { maxContexts }),
    ]);
    // What is loaded from here on keeps this thread busy; the model's own has begun.
    await Promise.race([session.reading, opening]);
    const { workOnAsk } = await import("./ask-work.ts");
    return await workOnAsk({
      opening,
      plan,
      yes: options.yes ?? false,
      verbose: options.verbose ?? false,
      words:
        contract?.form === "json" || options.grammar !== undefined
          ? undefined
          : (language ?? languageOf({ request, contract: contract ?? { clauses: [] } })),
      asked: {
        ...(request !== undefined && { request }),
        ...(contract && { contract }),
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
      },
    });
  });
  if (note !== undefined) process.stderr.write(`sijo: ${note}\n`);
  if (verdict.traceFailure !== undefined)
    process.stderr.write(`sijo: no whole trace was kept: ${verdict.traceFailure}\n`);
  const traceId = traceMode === "off" ? null : verdict.traceId;
  process.stdout.write(
    options.json ? `${JSON.stringify(verdict, undefined, 2)}\n` : renderVerdict({ ...verdict, traceId }),
  );
  process.exitCode = verdict.limits.bound === "cancelled" ? EXIT.cancelled : EXIT[verdict.status];
}
