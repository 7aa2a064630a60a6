/**
 * Answers of `POST /v1/responses`, whole and as events.
 * @module
 */
import { randomUUID } from "node:crypto";
import { Speech, type SpeechKind, type ToolCall } from "../chat/speech.ts";
import type { Outcome, Usage } from "../generation.ts";
import type { Presentation, StreamEvent } from "../http/deliver.ts";
import type { ResponseRequest } from "../schemas/responses.ts";

const id = (kind: string): string => `${kind}_${randomUUID().replaceAll("-", "")}`;

export function responsePresentation({
  body,
  speech: kind,
}: {
  readonly body: ResponseRequest;
  readonly speech: SpeechKind;
}): Presentation {
  const created = Math.floor(Date.now() / 1000);
  const responseId = id("resp");
  const messageId = id("msg");
  const speech = new Speech(kind);
  let text = "";
  let opened = false;
  let sequence = 0;

  const event = (type: string, rest: Record<string, unknown>): StreamEvent => {
    sequence += 1;
    return { event: type, data: { type, sequence_number: sequence - 1, ...rest } };
  };
  const response = (status: string, rest: Record<string, unknown> = {}) => ({
    id: responseId,
    object: "response",
    created_at: created,
    status,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model: body.model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? false,
    previous_response_id: null,
    reasoning: { effort: body.reasoning?.effort ?? null, summary: null },
    store: false,
    temperature: body.temperature ?? null,
    text: { format: body.text?.format ?? { type: "text" } },
    tool_choice: body.tool_choice ?? "auto",
    tools: body.tools ?? [],
    top_p: body.top_p ?? null,
    truncation: "disabled",
    usage: null,
    user: body.user ?? null,
    metadata: body.metadata ?? {},
    ...rest,
  });
  const place = { item_id: messageId, output_index: 0, content_index: 0 };
  const textPart = (written: string) => ({
    type: "output_text",
    text: written,
    annotations: [],
    logprobs: [],
  });
  const message = (status: string, content: unknown[]) => ({
    id: messageId,
    type: "message",
    status,
    role: "assistant",
    content,
  });
  const open = (): StreamEvent[] => {
    if (opened) return [];
    opened = true;
    return [
      event("response.output_item.added", { output_index: 0, item: message("in_progress", []) }),
      event("response.content_part.added", { ...place, part: textPart("") }),
    ];
  };
  const show = (shown: string): StreamEvent[] => {
    if (shown === "") return [];
    text += shown;
    return [...open(), event("response.output_text.delta", { ...place, delta: shown, logprobs: [] })];
  };

  /** What was said, when all has been taken in. */
  const output = (
    { choices: [{ reason, refusal }] }: Outcome,
    calls: readonly ToolCall[],
  ): Record<string, unknown>[] => {
    const status = reason === "stop" ? "completed" : "incomplete";
    if (calls.length > 0) {
      return calls.map(({ id: callId, function: { name, arguments: given } }) => {
        return { id: id("fc"), type: "function_call", status, call_id: callId, name, arguments: given };
      });
    }
    return [message(status, refusal === null ? [textPart(text)] : [{ type: "refusal", refusal }])];
  };
  const finished = (outcome: Outcome, items: unknown[]) => {
    const [{ reason }] = outcome.choices;
    return response(reason === "stop" ? "completed" : "incomplete", {
      output: items,
      usage: usageOf(outcome.usage),
      ...(reason === "length" && { incomplete_details: { reason: "max_output_tokens" } }),
      ...(outcome.verdict && { sijo: outcome.verdict }),
    });
  };

  return {
    end: null,
    first: () => [
      event("response.created", { response: response("in_progress") }),
      event("response.in_progress", { response: response("in_progress") }),
    ],
    piece: (_, piece) => show(speech.add(piece.text)),
    last(outcome) {
      const rest = speech.end();
      const events = show(rest.text);
      const items = output(outcome, rest.calls);
      const [{ reason, refusal }] = outcome.choices;
      if (rest.calls.length > 0) {
        for (const [index, item] of items.entries()) {
          const at = { item_id: item.id, output_index: index };
          events.push(
            event("response.output_item.added", {
              output_index: index,
              item: { ...item, status: "in_progress", arguments: "" },
            }),
            event("response.function_call_arguments.delta", { ...at, delta: item.arguments }),
            event("response.function_call_arguments.done", {
              ...at,
              arguments: item.arguments,
              name: item.name,
            }),
            event("response.output_item.done", { output_index: index, item }),
          );
        }
      } else if (refusal !== null) {
        const part = { type: "refusal", refusal };
        events.push(
          event("response.output_item.added", { output_index: 0, item: message("in_progress", []) }),
          event("response.content_part.added", { ...place, part: { type: "refusal", refusal: "" } }),
          event("response.refusal.delta", { ...place, delta: refusal }),
          event("response.refusal.done", { ...place, refusal }),
          event("response.content_part.done", { ...place, part }),
        );
      } else {
        events.push(
          ...open(),
          event("response.output_text.done", { ...place, text, logprobs: [] }),
          event("response.content_part.done", { ...place, part: textPart(text) }),
        );
      }
      if (rest.calls.length === 0) {
        events.push(event("response.output_item.done", { output_index: 0, item: items[0] }));
      }
      events.push(
        event(reason === "stop" ? "response.completed" : "response.incomplete", {
          response: finished(outcome, items),
        }),
      );
      return events;
    },
    whole(outcome) {
      const rest = speech.end();
      text += rest.text;
      return finished(outcome, output(outcome, rest.calls));
    },
  };
}

const usageOf = ({ prompt, completion, reasoning }: Usage) => ({
  input_tokens: prompt,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: completion,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: prompt + completion,
});
