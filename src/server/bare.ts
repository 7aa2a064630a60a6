/**
 * A follower by itself: plain sampling, in as many texts as were asked for side by side.
 * @module
 */
import type { Constraint } from "../inference/constraint.ts";
import { random } from "../inference/random.ts";
import { type Limits, moneyOf, type Prices, startMeter } from "../limits/index.ts";
import type { Context, TokenId } from "../model/token-model.ts";
import { usesOf } from "../model/use.ts";
import { accountedModel } from "./accounted-model.ts";
import { badField } from "./errors.ts";
import type { Generation } from "./generation.ts";
import type { ServedModel } from "./models.ts";
import { Sampler, type SamplingOptions } from "./sampling/sampler.ts";
import { closingOf, writeChoice } from "./sampling/write-choice.ts";

/** Tokens of a text at most where nothing is said. */
export const DEFAULT_MAX_TOKENS = 1024;

export interface BareOptions {
  readonly served: ServedModel;
  readonly prompt: readonly TokenId[];
  readonly choices: number;
  readonly sampling: SamplingOptions;
  readonly seed: number | undefined;
  readonly stops: readonly string[];
  readonly maxTokens: number | undefined;
  readonly constraint?: Constraint<unknown> | undefined;
  readonly topLogProbabilities?: number | undefined;
  readonly prices: Prices | undefined;
  /** Where one binds, what was written by then stands. */
  readonly limits: Limits;
}

/** @throws ApiError 400 where no text of the constraint fits into `maxTokens`. */
export function bareGeneration(options: BareOptions): Generation {
  const { served, prompt, choices, constraint } = options;
  const { model, pool } = served;
  const most = Math.min(model.description.contextLength, pool.cells);
  const left = most - prompt.length;
  const maxTokens =
    options.maxTokens ?? Math.max(1, Math.min(DEFAULT_MAX_TOKENS, Math.floor(left / choices)));
  if (left < (options.maxTokens ?? 1)) {
    throw badField(
      "messages",
      `The messages have ${prompt.length} tokens and may be followed by ${maxTokens}; ${served.id} has room for ${most}.`,
      "context_length_exceeded",
    );
  }
  const shortest = constraint ? (closingOf(model, constraint)?.tokens ?? 0) : 0;
  if (shortest > maxTokens) {
    throw badField(
      "max_tokens",
      `The shortest text of this format that was found has ${shortest} tokens, and ${maxTokens} are allowed.`,
    );
  }
  const account = accountedModel({ model });
  const uses = usesOf([account]);
  return {
    spent: () => ({ tokens: account.evaluated, money: moneyOf(uses(), options.prices).amount ?? 0 }),
    needs: [{ pool, contexts: choices, cells: prompt.length + choices * maxTokens }],
    async run({ signal, onPiece }) {
      const meter = startMeter({
        limits: options.limits,
        uses,
        prices: options.prices,
      });
      const shouldStop = (): boolean => meter.bound() !== undefined;
      const stream = random(options.seed ?? Math.floor(Math.random() * 2 ** 31));
      // Whatever ends one of the texts ends all of them.
      const failed = new AbortController();
      const ended = AbortSignal.any([signal, failed.signal]);
      const contexts: Context[] = [account.context(prompt)];
      try {
        while (contexts.length < choices) contexts.push(contexts[0].fork());
        const ends = await Promise.allSettled(
          contexts.map((context, choice) =>
            writeChoice({
              model: account,
              context,
              sampler: new Sampler({
                ...options.sampling,
                vocabulary: model.vocabulary,
                random: stream.split(choice),
              }),
              maxTokens,
              stops: options.stops,
              constraint,
              topLogProbabilities: options.topLogProbabilities,
              shouldStop,
              signal: ended,
              onPiece: (piece) => onPiece(choice, piece),
            }).catch((error: unknown) => {
              failed.abort(error);
              throw error;
            }),
          ),
        );
        const wrong = ends.find((end) => end.status === "rejected");
        if (wrong) throw failed.signal.aborted ? failed.signal.reason : wrong.reason;
        const done = ends.map(
          (end) => (end as PromiseFulfilledResult<Awaited<ReturnType<typeof writeChoice>>>).value,
        );
        const completion = done.reduce((sum, { tokens }) => sum + tokens, 0);
        return {
          choices: done.map(({ reason }) => ({ reason, refusal: null })),
          usage: { prompt: prompt.length, completion, reasoning: 0 },
        };
      } finally {
        for (const context of contexts) context.drop();
      }
    },
  };
}
