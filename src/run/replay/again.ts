/**
 * A run done again from what its trace says: the same request, models, seed and options.
 * @module
 */
import { LANGUAGES } from "../../contract/compile/language.ts";
import { readContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { inTurn, type Random, random } from "../../inference/index.ts";
import type { Limits } from "../../limits/index.ts";
import type { TokenModel } from "../../model/token-model.ts";
import type { WarmPrompt } from "../../model/warm.ts";
import type { Tools, TracedModel } from "../../program/index.ts";
import type { Trace, TraceEvent } from "../../trace/index.ts";
import { ask } from "../ask.ts";
import type { RunEvent } from "../events.ts";
import { repair } from "../repair/repair.ts";
import { eventsOf } from "../story.ts";
import type { PipelineRequest, Reseed, TraceData } from "../trace-data.ts";
import type { ModelUse } from "../verdict.ts";
import { askProgramAgain, type GivenProgram, type RecordedProgram, runProgramAgain } from "./programs.ts";

/** A model of a run, by its part in it and, of a program's other followers, the name that it had there. */
export type RecordedModel = ModelUse & Pick<TracedModel, "called">;

/** A recorded run, and where its models and programs are. */
export interface RecordedRun {
  readonly events: readonly TraceEvent[];
  /** Opens a model that the run used. Its checksum is compared. */
  readonly open: (model: RecordedModel) => Promise<TokenModel>;
  /** Gives a program again that isn't in the trace: a file, or a function. Its SHA-256 is compared. */
  readonly program?: (program: RecordedProgram) => Promise<GivenProgram>;
  readonly warm?: WarmPrompt;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** What a run is given that is done again. */
export interface Renewal {
  readonly trace: Trace;
  readonly signal?: AbortSignal | undefined;
  readonly random: Random;
  readonly limits?: Limits;
  readonly tools: Tools;
}

/**
 * The request of a trace that says enough to do its run again.
 * @throws SijoError `replay.trace` (usage) for one that doesn't.
 */
export function requestOf(events: readonly TraceEvent[]): TraceData["request"] {
  const [first] = events;
  const cannot = (why: string, hint?: string): SijoError =>
    new SijoError("replay.trace", why, { kind: "usage", ...(hint !== undefined && { hint }) });
  if (first?.kind !== "request") throw cannot("The trace doesn't begin with a request.");
  if (first.salt === undefined) throw cannot("What the trace said was deleted: there is nothing to replay.");
  const request = first.data as TraceData["request"];
  if (/^(sha256|keyed):[0-9a-f]+$/.test(request.request)) {
    throw cannot(
      "The trace holds hashes in place of texts: nobody knows from it what was asked.",
      "Only runs with --trace full can be replayed.",
    );
  }
  return request;
}

/** Random numbers of a run whose seed changes behind barriers, as its trace is told of them. */
export class ReseededRandom {
  readonly random: Random;
  readonly #reseeds: readonly Reseed[];
  #barriers = 0;
  /** Seeds that have taken over. */
  #turned = 0;

  constructor({ seed }: Pick<PipelineRequest, "seed">, reseeds: readonly Reseed[]) {
    this.#reseeds = reseeds;
    const streams = [seed, ...reseeds.map((reseed) => reseed.seed)].map(random);
    this.random = inTurn(streams, () => this.#turned);
  }

  /** Whether the last seed holds. */
  get isThrough(): boolean {
    return this.#turned === this.#reseeds.length;
  }

  heard(kind: string): void {
    if (kind !== "barrier") return;
    this.#barriers += 1;
    if (this.#reseeds[this.#turned]?.barriers === this.#barriers) this.#turned += 1;
  }
}

/**
 * Does the run again. What it comes to is in the trace that it is given.
 * @throws SijoError `replay.*` (usage) for a trace that says too little, or a model or program that is another.
 */
export async function runAgain(
  { events, open, program, warm, onEvent }: RecordedRun,
  { tools, ...renewal }: Renewal,
): Promise<void> {
  const request = requestOf(events);
  const opened = modelsOf({ events, open }, request);
  const options = {
    ...renewal,
    request: request.request,
    seed: request.seed,
    ...(onEvent && { onEvent }),
  };
  const { contract: given = null, width = null, temperature = null, language = null } = request;
  const contract = given === null ? undefined : readContract(JSON.stringify(given));
  const asGiven = {
    ...(temperature !== null && { temperature }),
    ...(language !== null && { language: languageOf(language) }),
    particles: request.particles ?? undefined,
  };
  if (request.run === "program") {
    const openNamed = (called: string | undefined): Promise<TokenModel> => opened("follower", called);
    await runProgramAgain({ ...options, events, tools }, { request, open: openNamed, given: program });
  } else if (request.run === "planned") {
    await askProgramAgain({ ...options, events }, { request, follower: await opened("follower") });
  } else if (request.run === "repair") {
    await repair({
      ...options,
      ...asGiven,
      contract: contract!,
      text: request.text ?? "",
      follower: () => opened("follower"),
    });
  } else {
    await ask({
      ...options,
      ...asGiven,
      ...(contract ? { contract } : { planner: await opened("planner") }),
      ...(request.plannedBy && { plannedBy: request.plannedBy }),
      ...(request.history && { history: request.history }),
      follower: await opened("follower"),
      ...(width !== null && { width }),
      ...(request.effort && { effort: request.effort }),
      ...(warm && { warm }),
    });
  }
}

/** Opens each model of a run once. */
function modelsOf(
  { events, open }: Pick<RecordedRun, "events" | "open">,
  request: TraceData["request"],
): (role: ModelUse["role"], called?: string) => Promise<TokenModel> {
  const models = new Map<RecordedModel, TokenModel>();
  const used: readonly RecordedModel[] = [
    ...request.models,
    ...eventsOf(events, "follower").map(({ data }) => data),
    ...eventsOf(events, "repair").flatMap(({ data }) => data.models),
  ];
  return async (role, called) => {
    const model = used.find((one) => one.role === role && one.called === called);
    if (!model) {
      throw new SijoError("replay.model", `The trace names no ${role}.`, {
        kind: "usage",
        hint: `Say which with --${role}.`,
      });
    }
    const found = models.get(model) ?? (await open(model));
    models.set(model, found);
    if (model.sha256 !== null && found.description.sha256 !== model.sha256) {
      throw new SijoError("replay.model", `The ${role} is not the one of the run, by its checksum.`, {
        kind: "usage",
        hint: `The run used ${model.name}, SHA-256 ${model.sha256}.`,
      });
    }
    return found;
  };
}

const languageOf = (name: string): (typeof LANGUAGES)[number] =>
  LANGUAGES.find((known) => known === name) ?? "en";
