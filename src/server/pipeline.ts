/**
 * The whole pipeline as a model: a request becomes a contract, is written under it, checked, and answered or handed off.
 * @module
 */
import type { Contract } from "../contract/index.ts";
import { type Limits, moneyOf, type Prices } from "../limits/index.ts";
import type { Message, TokenModel } from "../model/token-model.ts";
import { usesOf } from "../model/use.ts";
import {
  ask,
  CONTEXTS_EACH,
  OTHER_CONTEXTS,
  type RunEvent,
  type Verdict,
  type WarmPrompt,
} from "../run/index.ts";
import type { Telemetry, TraceMode } from "../trace/index.ts";
import { accountedModel } from "./accounted-model.ts";
import type { CallSigns } from "./chat/call-signs.ts";
import { CALL_OPENS } from "./chat/messages.ts";
import { wantsCall } from "./chat/wants-call.ts";
import type { Finished, Generation } from "./generation.ts";
import type { Need } from "./load/admission.ts";
import { type Models, type ServedModel, SPARE_CONTEXTS } from "./models.ts";
import type { ReasoningEffort } from "./schemas/common.ts";

/** What the particles of an effort are. */
export const PARTICLES_OF_EFFORT: Readonly<Record<ReasoningEffort, number>> = {
  none: 1,
  minimal: 2,
  low: 4,
  medium: 8,
  high: 16,
  xhigh: 32,
};
/** What a sijo takes where nothing is said; other forms take less. */
const USUAL_PARTICLES = 16;
/** Contexts of a planner: its prompt, and the samples of a plan. */
const PLANNER_CONTEXTS = 8;
/** Contexts of a model with which the pipeline writes one text. */
export const LEAST_CONTEXTS = SPARE_CONTEXTS + Math.max(PLANNER_CONTEXTS, 1 + OTHER_CONTEXTS);
/** Cells of the planner's prompt and its samples; its examples are picked by likeness, so that it varies. */
const PLANNER_CELLS = 6144;
/** Cells that a particle is taken to need where nothing bounds it. */
const USUAL_CELLS = 256;

export interface PipelineOptions {
  readonly models: Models;
  readonly request: string | undefined;
  readonly history: readonly Message[];
  readonly contract: Contract | undefined;
  /** Tools that the follower may call or not: what it then writes under, and the conversation that tells of them. */
  readonly mayCall?:
    | { readonly contract: Contract; readonly history: readonly Message[]; readonly signs: CallSigns }
    | undefined;
  /** Undefined: what a run takes by itself, or as many as there is room for. */
  readonly particles: number | undefined;
  readonly seed: number | undefined;
  readonly temperature: number | undefined;
  readonly language: "en" | "ko" | undefined;
  /** Tokens of the answer at most. */
  readonly maxTokens: number | undefined;
  /** Whether the verdict goes with the answer. */
  readonly hasEvidence: boolean;
  readonly prices: Prices | undefined;
  readonly limits: Limits;
  readonly warm?: WarmPrompt | undefined;
  readonly traceFolder?: string | undefined;
  readonly traceMode?: TraceMode | undefined;
  readonly telemetry?: Telemetry | undefined;
}

/** The text of the answer comes in one piece, when it has been checked. */
export function pipelineGeneration(options: PipelineOptions): Generation {
  const { models, limits, warm, mayCall, request } = options;
  const { planner, follower } = models;
  const particles = options.particles ?? particlesWithin(follower);
  const followerAccount = accountedModel({ model: follower.model, mostWritten: options.maxTokens });
  const plannerAccount = accountedModel({ model: planner.model });
  // Whether it wants a call shows in its first words, however few an answer may have.
  const asking = accountedModel({ model: follower.model });
  const uses = usesOf([followerAccount, plannerAccount, asking]);
  return {
    spent: () => ({
      tokens: followerAccount.evaluated + plannerAccount.evaluated + asking.evaluated,
      money: moneyOf(uses(), options.prices).amount ?? 0,
    }),
    needs: needsOf({ ...options, particles }),
    async run({ signal, onPiece, onProgress }) {
      const told = mayCall && [...mayCall.history, { role: "user" as const, content: request ?? "" }];
      const prompt = told && follower.model.chat(told);
      const calls =
        mayCall && prompt && (await wantsCall({ model: asking, prompt, signs: mayCall.signs, signal }));
      const contract = calls ? mayCall?.contract : options.contract;
      const verdict = await ask({
        ...(request !== undefined && { request }),
        history: calls && mayCall ? mayCall.history : options.history,
        ...(contract ? { contract } : { planner: plannerAccount }),
        follower: followerAccount,
        particles,
        ...(options.seed !== undefined && { seed: options.seed }),
        ...(options.temperature !== undefined && { temperature: options.temperature }),
        ...(options.language !== undefined && { language: options.language }),
        limits,
        prices: options.prices,
        signal,
        // The prompt's state is the model's own, whatever account its tokens go on.
        ...(warm && { warm: (_, tokens, decoding) => warm(planner.model, tokens, decoding) }),
        ...(options.traceFolder !== undefined && { traceFolder: options.traceFolder }),
        ...(options.traceMode !== undefined && { traceMode: options.traceMode }),
        telemetry: options.telemetry,
        onEvent: (event) => {
          const line = progressLine(event);
          if (line !== undefined) onProgress(line);
        },
      });
      signal.throwIfAborted();
      const finished = finishOf(verdict);
      const text = finished.refusal === null ? (verdict.best ?? "") : "";
      if (text !== "") await onPiece(0, { text: (calls ? CALL_OPENS : "") + text, tokens: [] });
      return {
        choices: [finished],
        usage: usageOf(verdict, { follower: follower.model, options, text, asked: asking.evaluated }),
        ...(options.hasEvidence && { verdict: withoutPlaces(verdict) }),
      };
    },
  };
}

/** Why a trace was not kept names files of this machine: no client's business. */
const withoutPlaces = (verdict: Verdict): Verdict =>
  verdict.traceFailure === undefined
    ? verdict
    : { ...verdict, traceFailure: "The trace could not be written." };

/**
 * What was cut off by a limit is given as it stands, and said to be cut off; any other hand-off is no answer, and says
 * why.
 */
function finishOf({ status, handOff, best }: Verdict): Finished {
  if (status === "answered" || handOff === null) return { reason: "stop", refusal: null };
  if (handOff.reason === "limit" && best !== null) return { reason: "length", refusal: null };
  const then = handOff.suggestions.length > 0 ? ` Try this: ${handOff.suggestions.join("; ")}.` : "";
  const clauses = handOff.clauses.length > 0 ? ` (${handOff.clauses.join("; ")})` : "";
  return {
    reason: handOff.reason === "limit" ? "length" : "stop",
    refusal: `${handOff.message}${clauses}${then}`,
  };
}

function usageOf(
  { bill }: Verdict,
  {
    follower,
    options,
    text,
    asked,
  }: {
    follower: TokenModel;
    options: PipelineOptions;
    text: string;
    /** Tokens of the look whether it wants a call. */
    asked: number;
  },
) {
  const count = (some: string): number => (some === "" ? 0 : follower.vocabulary.tokenize(some).length);
  const prompt = [...options.history.map(({ content }) => content), options.request ?? ""]
    .map(count)
    .reduce((sum, tokens) => sum + tokens, 0);
  const completion = bill.tokens.planner + bill.tokens.follower + asked;
  return { prompt, completion, reasoning: Math.max(0, completion - count(text)) };
}

/** As many as there is room for, where that is less than a run takes by itself. */
function particlesWithin({ pool }: ServedModel): number | undefined {
  const room = Math.max(1, pool.contexts - OTHER_CONTEXTS);
  return room < USUAL_PARTICLES ? room : undefined;
}

function needsOf({
  models,
  contract,
  particles = USUAL_PARTICLES,
  maxTokens,
  request = "",
  history,
}: PipelineOptions): Need[] {
  const { planner, follower } = models;
  const characters = history.reduce((sum, { content }) => sum + content.length, request.length);
  const needs = new Map<ServedModel, Need>();
  const need = (served: ServedModel, contexts: number, cells: number): void => {
    const before = needs.get(served);
    needs.set(served, {
      pool: served.pool,
      lower: "sijo.particles",
      contexts: Math.max(before?.contexts ?? 0, contexts),
      // A run takes what there is, and ends where that is not enough.
      cells: Math.min(served.pool.cells, Math.max(before?.cells ?? 0, cells)),
    });
  };
  need(
    follower,
    // Where there is no room for two contexts a text, there is one each.
    Math.max(
      particles + OTHER_CONTEXTS,
      Math.min(follower.pool.contexts, particles * CONTEXTS_EACH + OTHER_CONTEXTS),
    ),
    Math.ceil(characters / 2) + particles * Math.min(maxTokens ?? USUAL_CELLS, USUAL_CELLS),
  );
  if (!contract) need(planner, PLANNER_CONTEXTS, PLANNER_CELLS);
  return [...needs.values()];
}

function progressLine(event: RunEvent): string | undefined {
  switch (event.kind) {
    case "stage":
      return `stage ${event.stage}`;
    case "progress":
      return `writing ${event.alive}/${event.particles} alive, ${event.tokens} tokens, ${event.seconds.toFixed(1)} s`;
    default:
      return undefined;
  }
}
