/**
 * Answers of `POST /v1/chat/completions`, whole and in chunks.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Vocabulary } from "../../model/token-model.ts";
import type { Finished, Outcome, Usage } from "../generation.ts";
import type { Presentation, StreamEvent } from "../http/deliver.ts";
import type { WrittenToken } from "../sampling/pieces.ts";
import type { Scored } from "../sampling/sampler.ts";
import { Speech, type SpeechKind, type ToolCall } from "./speech.ts";

export interface ChatPresentationOptions {
  readonly model: string;
  readonly fingerprint: string | null;
  readonly choices: number;
  readonly speech: SpeechKind;
  readonly vocabulary: Vocabulary;
  readonly logprobs: boolean;
  readonly includeUsage: boolean;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

interface Spoken {
  readonly speech: Speech;
  text: string;
  readonly tokens: WrittenToken[];
}

export function chatPresentation(options: ChatPresentationOptions): Presentation {
  const { model, fingerprint, choices, metadata } = options;
  const id = `chatcmpl-${randomUUID().replaceAll("-", "")}`;
  const created = Math.floor(Date.now() / 1000);
  const spoken = Array.from({ length: choices }, (): Spoken => {
    return { speech: new Speech(options.speech), text: "", tokens: [] };
  });
  const logprobsOf = (tokens: readonly WrittenToken[]) =>
    options.logprobs
      ? { content: tokens.flatMap((token) => tokenScores(options.vocabulary, token)), refusal: null }
      : null;

  const chunk = (rest: Record<string, unknown>): StreamEvent => ({
    data: {
      id,
      object: "chat.completion.chunk",
      created,
      model,
      system_fingerprint: fingerprint,
      ...rest,
      ...(options.includeUsage && !("usage" in rest) && { usage: null }),
    },
  });
  const delta = (
    index: number,
    given: Record<string, unknown>,
    { tokens = [], finish = null }: { tokens?: readonly WrittenToken[]; finish?: string | null } = {},
  ): StreamEvent =>
    chunk({
      choices: [
        {
          index,
          delta: given,
          logprobs: tokens.length > 0 ? logprobsOf(tokens) : null,
          finish_reason: finish,
        },
      ],
    });
  const message = ({ speech, text }: Spoken, { refusal }: Finished) => {
    const rest = speech.end();
    const all = text + rest.text;
    return {
      calls: rest.calls,
      rest: rest.text,
      content: refusal !== null || (rest.calls.length > 0 && all === "") ? null : all,
    };
  };

  return {
    first: () => spoken.map((_, index) => delta(index, { role: "assistant", content: "", refusal: null })),
    piece(index, { text, tokens }) {
      const one = spoken[index];
      const shown = one.speech.add(text);
      one.text += shown;
      one.tokens.push(...tokens);
      return shown === "" && !options.logprobs
        ? []
        : [delta(index, shown === "" ? {} : { content: shown }, { tokens })];
    },
    last(outcome) {
      const events: StreamEvent[] = [];
      for (const [index, finished] of outcome.choices.entries()) {
        const { calls, rest } = message(spoken[index], finished);
        if (rest !== "") events.push(delta(index, { content: rest }));
        for (const [at, call] of calls.entries()) {
          events.push(delta(index, { tool_calls: [{ index: at, ...call }] }));
        }
        if (finished.refusal !== null) events.push(delta(index, { refusal: finished.refusal }));
        const last = index === outcome.choices.length - 1;
        const event = delta(index, {}, { finish: finishReason(finished, calls) });
        if (last) Object.assign(event.data as object, ownFields(outcome, metadata));
        events.push(event);
      }
      if (options.includeUsage) events.push(chunk({ choices: [], usage: usageOf(outcome.usage) }));
      return events;
    },
    whole: (outcome) => ({
      id,
      object: "chat.completion",
      created,
      model,
      choices: outcome.choices.map((finished, index) => {
        const { calls, content } = message(spoken[index], finished);
        return {
          index,
          message: {
            role: "assistant",
            content,
            refusal: finished.refusal,
            ...(calls.length > 0 && { tool_calls: calls }),
          },
          logprobs: logprobsOf(spoken[index].tokens),
          finish_reason: finishReason(finished, calls),
        };
      }),
      usage: usageOf(outcome.usage),
      system_fingerprint: fingerprint,
      ...ownFields(outcome, metadata),
    }),
  };
}

const ownFields = ({ verdict }: Outcome, metadata: Readonly<Record<string, string>> | undefined) => ({
  ...(metadata && { metadata }),
  ...(verdict && { sijo: verdict }),
});

const finishReason = ({ reason }: Finished, calls: readonly ToolCall[]): string =>
  calls.length > 0 && reason === "stop" ? "tool_calls" : reason;

export const usageOf = ({ prompt, completion, reasoning }: Usage) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  completion_tokens_details: { reasoning_tokens: reasoning },
});

/** A token with its log-probabilities, as text and as bytes: it may hold part of a character. */
function tokenScores(vocabulary: Vocabulary, { scores }: WrittenToken) {
  if (!scores) return [];
  const one = ({ token, logProbability }: Scored) => {
    const bytes = vocabulary.bytes(token);
    return {
      token: Buffer.from(bytes).toString("utf8"),
      // JSON has no infinity.
      logprob: Math.max(-9999, logProbability),
      bytes: [...bytes],
    };
  };
  return [{ ...one(scores.chosen), top_logprobs: scores.top.map(one) }];
}
