/**
 * Messages of a chat as chat templates know them: three roles and plain text. Tools are written the way models of the
 * Hermes and Qwen families were trained to read them.
 * @module
 */
import type { Message } from "../../model/token-model.ts";
import { badField } from "../errors.ts";
import type { ChatMessage, Tool } from "../schemas/chat.ts";

export const CALL_OPENS = "<tool_call>";
export const CALL_CLOSES = "</tool_call>";

type Content = string | readonly { readonly text: string }[] | undefined;

export const textOf = (content: Content): string =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text).join("");

/**
 * The conversation, with what is said beside it in its system message.
 * @throws ApiError 400 for a result of a call that was never made.
 */
export function modelMessages(
  messages: readonly ChatMessage[],
  { beside = [] }: { readonly beside?: readonly string[] } = {},
): Message[] {
  const called = new Set<string>();
  const turns = messages.map((message, index): Message => {
    if (message.role === "user") return { role: "user", content: textOf(message.content) };
    if (message.role === "assistant") {
      const calls = message.tool_calls ?? [];
      for (const { id } of calls) called.add(id);
      const said = textOf(message.content) || (message.refusal ?? "");
      const written = calls.map(({ function: { name, arguments: given } }) =>
        [CALL_OPENS, `{"name": ${JSON.stringify(name)}, "arguments": ${given}}`, CALL_CLOSES].join("\n"),
      );
      return { role: "assistant", content: [...(said === "" ? [] : [said]), ...written].join("\n") };
    }
    if (message.role !== "tool") return { role: "system", content: textOf(message.content) };
    if (called.has(message.tool_call_id)) {
      return { role: "user", content: `<tool_response>\n${textOf(message.content)}\n</tool_response>` };
    }
    throw badField(
      `messages[${index}].tool_call_id`,
      "A message of the role tool answers a call of an assistant's message before it, by its id.",
    );
  });
  return withSystem(joined(turns), beside);
}

/** Templates want one system message, at the front: those that stand there are joined. */
function joined(turns: readonly Message[]): Message[] {
  const first = turns.findIndex(({ role }) => role !== "system");
  const end = first < 0 ? turns.length : first;
  const system = turns.slice(0, end).map(({ content }) => content);
  return withSystem(turns.slice(end), system);
}

function withSystem(turns: readonly Message[], texts: readonly string[]): Message[] {
  if (texts.length === 0) return [...turns];
  const [first, ...rest] = turns;
  const content = (before: readonly string[]): string => [...before, ...texts].join("\n\n");
  return first?.role === "system"
    ? [{ role: "system", content: content([first.content]) }, ...rest]
    : [{ role: "system", content: content([]) }, ...turns];
}

/** What a model is told of its tools, and whether it may call several at once. */
export function toolsText(tools: readonly Tool[], { several = false } = {}): string {
  const lines = tools.map(({ function: { name, description, parameters } }) =>
    JSON.stringify({
      type: "function",
      function: { name, ...(description !== undefined && { description }), parameters: parameters ?? {} },
    }),
  );
  return [
    "# Tools",
    "",
    several
      ? "You may call one or more of these functions to help with the user's request:"
      : "You may call one of these functions to help with the user's request:",
    "<tools>",
    ...lines,
    "</tools>",
    "",
    several
      ? "For each call, write a JSON object with the function's name and arguments within <tool_call></tool_call> tags of its own, all calls that the request needs one behind another, and nothing else:"
      : "To call one, answer with nothing but a JSON object with its name and arguments within <tool_call></tool_call> tags:",
    CALL_OPENS,
    '{"name": <function-name>, "arguments": <args-json-object>}',
    CALL_CLOSES,
  ].join("\n");
}

/** Longest schema that a model is shown. */
const LONGEST_SCHEMA = 2000;

/** What a model is told of the format. */
export function formatText(schema: unknown): string {
  const written = JSON.stringify(schema);
  const of = written.length > LONGEST_SCHEMA ? "" : ` that fits this JSON Schema: ${written}`;
  return `Answer with nothing but a JSON document${of}.`;
}
