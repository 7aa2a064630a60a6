/**
 * `POST /v1/completions`: a text goes on. For followers by themselves; no chat template is put around it.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { TokenId, Vocabulary } from "../../model/token-model.ts";
import { bareGeneration } from "../bare.ts";
import { usageOf } from "../chat/presentation.ts";
import { badField } from "../errors.ts";
import type { Generation, Outcome } from "../generation.ts";
import { deliver, type Presentation } from "../http/deliver.ts";
import { limitsOf } from "../limits.ts";
import { bareModel, SIJO } from "../models.ts";
import { samplingOf } from "../sampling/options.ts";
import type { WrittenToken } from "../sampling/pieces.ts";
import type { CompletionRequest } from "../schemas/completions.ts";
import type { EndpointCall } from "../service.ts";
import { tokensOf } from "../tokens.ts";

/** OpenAI's own. */
const DEFAULT_MAX_TOKENS = 16;

/** @throws ApiError */
export async function completions({ body, ...call }: EndpointCall<CompletionRequest>): Promise<Response> {
  const { service } = call;
  const served = bareModel(service.models, body.model);
  if (!served) throw badField("model", `\`${SIJO}\` answers chats; completions come from the followers.`);
  if (body.stream_options !== undefined && !body.stream) {
    throw badField("stream_options", "`stream_options` goes with `stream: true`.");
  }
  const { vocabulary } = served.model;
  const prompts = tokensOf(body.prompt, { vocabulary, param: "prompt" });
  const choices = body.n ?? 1;
  const { tokens, money, seconds } = service;
  const share = {
    seconds,
    tokens: tokens && Math.max(1, Math.floor(tokens / prompts.length)),
    money: money && money / prompts.length,
  };
  const generation = together(
    prompts.map((prompt) =>
      bareGeneration({
        served,
        prompt,
        choices,
        sampling: samplingOf(body, vocabulary.size),
        seed: body.seed,
        stops: [body.stop ?? []].flat(),
        maxTokens: body.max_tokens ?? DEFAULT_MAX_TOKENS,
        topLogProbabilities: body.logprobs,
        prices: service.prices,
        limits: limitsOf(undefined, share),
      }),
    ),
    { choices },
  );
  const presentation = completionPresentation({
    body,
    fingerprint: served.fingerprint,
    vocabulary,
    choices: prompts.length * choices,
  });
  return deliver({ ...call, model: body.model, generation, presentation, stream: body.stream ?? false });
}

/** Several generations side by side as one; each has so many choices. */
function together(all: readonly Generation[], { choices }: { readonly choices: number }): Generation {
  if (all.length === 1) return all[0];
  const needs = all.flatMap((one) => one.needs);
  return {
    spent: () => {
      const each = all.map((one) => one.spent());
      const sum = (kind: "tokens" | "money"): number => each.reduce((total, one) => total + one[kind], 0);
      return { tokens: sum("tokens"), money: sum("money") };
    },
    // They are all of one model.
    needs: [
      {
        pool: needs[0].pool,
        contexts: needs.reduce((sum, { contexts }) => sum + contexts, 0),
        cells: needs.reduce((sum, { cells }) => sum + cells, 0),
      },
    ],
    async run({ signal, onPiece, onProgress }) {
      const failed = new AbortController();
      const ended = await Promise.allSettled(
        all.map((one, index) =>
          one
            .run({
              signal: AbortSignal.any([signal, failed.signal]),
              onPiece: (choice, piece) => onPiece(index * choices + choice, piece),
              onProgress,
            })
            .catch((error: unknown) => {
              failed.abort(error);
              throw error;
            }),
        ),
      );
      if (failed.signal.aborted) throw failed.signal.reason;
      const outcomes = ended.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
      const sum = (kind: keyof Outcome["usage"]): number =>
        outcomes.reduce((total, { usage }) => total + usage[kind], 0);
      return {
        choices: outcomes.flatMap((outcome) => outcome.choices),
        usage: { prompt: sum("prompt"), completion: sum("completion"), reasoning: 0 },
      };
    },
  };
}

function completionPresentation({
  body,
  fingerprint,
  vocabulary,
  choices,
}: {
  readonly body: CompletionRequest;
  readonly fingerprint: string | null;
  readonly vocabulary: Vocabulary;
  readonly choices: number;
}): Presentation {
  const head = {
    id: `cmpl-${randomUUID().replaceAll("-", "")}`,
    object: "text_completion",
    created: Math.floor(Date.now() / 1000),
    model: body.model,
    system_fingerprint: fingerprint,
  };
  const includeUsage = body.stream_options?.include_usage ?? false;
  const texts = new Array<string>(choices).fill("");
  const tokens = texts.map((): WrittenToken[] => []);
  const choice = (index: number, text: string, some: readonly WrittenToken[], finish: string | null) => ({
    index,
    text,
    logprobs: body.logprobs === undefined ? null : logprobsOf(vocabulary, some),
    finish_reason: finish,
  });
  const chunk = (rest: Record<string, unknown>) => ({ data: { ...head, ...rest } });
  const noUsage = includeUsage ? { usage: null } : {};
  const metadata = body.metadata === undefined ? {} : { metadata: body.metadata };
  return {
    first: () => [],
    piece(index, piece) {
      texts[index] += piece.text;
      tokens[index].push(...piece.tokens);
      return [chunk({ choices: [choice(index, piece.text, piece.tokens, null)], ...noUsage })];
    },
    last: ({ choices: ends, usage }) => [
      ...ends.map(({ reason }, index) =>
        chunk({ choices: [choice(index, "", [], reason)], ...noUsage, ...metadata }),
      ),
      ...(includeUsage ? [chunk({ choices: [], usage: usageOf(usage) })] : []),
    ],
    whole: ({ choices: ends, usage }) => ({
      ...head,
      choices: ends.map(({ reason }, index) => choice(index, texts[index], tokens[index], reason)),
      usage: usageOf(usage),
      ...metadata,
    }),
  };
}

/** The older form of log-probabilities: one list for each kind of number. */
function logprobsOf(vocabulary: Vocabulary, tokens: readonly WrittenToken[]) {
  const textOf = (token: TokenId): string => Buffer.from(vocabulary.bytes(token)).toString("utf8");
  const scored = tokens.flatMap(({ scores }) => (scores ? [scores] : []));
  let offset = 0;
  return {
    tokens: scored.map(({ chosen }) => textOf(chosen.token)),
    token_logprobs: scored.map(({ chosen }) => chosen.logProbability),
    top_logprobs: scored.map(({ top }) =>
      Object.fromEntries(top.map(({ token, logProbability }) => [textOf(token), logProbability])),
    ),
    text_offset: scored.map(({ chosen }) => {
      const at = offset;
      offset += textOf(chosen.token).length;
      return at;
    }),
  };
}
