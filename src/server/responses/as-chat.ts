/**
 * A request of the Responses API as one of chat completions, and errors about the one as errors about the other.
 * @module
 */
import { ApiError } from "../errors.ts";
import type { ChatMessage, ChatRequest } from "../schemas/chat.ts";
import type { ResponseItem, ResponseRequest } from "../schemas/responses.ts";

export function asChat(body: ResponseRequest): ChatRequest {
  const { input, instructions, text, tools, tool_choice: choice } = body;
  const format = text?.format;
  const items: readonly ResponseItem[] =
    typeof input === "string" ? [{ role: "user", content: input }] : input;
  return {
    model: body.model,
    messages: [
      ...(instructions === undefined ? [] : [{ role: "system" as const, content: instructions }]),
      ...items.map(messageOf),
    ],
    max_completion_tokens: body.max_output_tokens,
    temperature: body.temperature,
    top_p: body.top_p,
    response_format:
      format?.type === "json_schema"
        ? { type: "json_schema", json_schema: { name: format.name, schema: format.schema } }
        : format,
    tools: tools?.map(({ name, description, parameters }) => ({
      type: "function",
      function: { name, description, parameters },
    })),
    tool_choice: typeof choice === "object" ? { type: "function", function: { name: choice.name } } : choice,
    parallel_tool_calls: body.parallel_tool_calls,
    reasoning_effort: body.reasoning?.effort,
    stream: body.stream,
    metadata: body.metadata,
    sijo: body.sijo,
  };
}

function messageOf(item: ResponseItem): ChatMessage {
  if (item.type === "function_call") {
    const { call_id: id, name, arguments: given } = item;
    return {
      role: "assistant",
      tool_calls: [{ id, type: "function", function: { name, arguments: given } }],
    };
  }
  if (item.type === "function_call_output") {
    return { role: "tool", content: item.output, tool_call_id: item.call_id };
  }
  const { role, content } = item;
  const text =
    typeof content === "string"
      ? content
      : content.map((part) => (part.type === "refusal" ? part.refusal : part.text)).join("");
  return { role, content: text };
}

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^messages/, "input"],
  [/^response_format/, "text.format"],
  [/^max_(?:completion_)?tokens$/, "max_output_tokens"],
  [/^reasoning_effort$/, "reasoning.effort"],
];

/** The same error with the field named as this API names it. */
export function inItsWords(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.param === null) return error;
  const { param, message, status, type, code, headers } = error;
  const name = NAMES.reduce((written, [pattern, other]) => written.replace(pattern, other), param);
  return new ApiError(message.replaceAll(`\`${param}\``, `\`${name}\``), {
    status,
    type,
    code,
    headers,
    param: name,
  });
}
