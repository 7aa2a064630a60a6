/**
 * The request of `POST /v1/chat/completions`.
 * @module
 */
import { z } from "zod";
import {
  accountFields,
  inertFields,
  optional,
  reasoningEffort,
  samplingFields,
  sijoSchema,
  streamFields,
} from "./common.ts";

const MOST_MESSAGES = 2000;
const MOST_TOOLS = 128;

const textPart = z.strictObject({ type: z.literal("text"), text: z.string() });
const content = z.union([z.string(), z.array(textPart).min(1)]);
const name = z.string().min(1).max(64).optional();
const functionName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const toolCall = z.strictObject({
  id: z.string().min(1).max(128),
  type: z.literal("function"),
  index: z.int().optional(),
  function: z.strictObject({
    name: functionName,
    arguments: z.string(),
    parsed_arguments: z.unknown().optional(),
  }),
});

/** What clients add to an answer of ours, and send back with the conversation: it says nothing new. */
const echoed = {
  parsed: z.unknown().optional(),
  annotations: optional(z.array(z.unknown())),
  audio: z.null().optional(),
  function_call: z.null().optional(),
} as const;

const message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.enum(["system", "developer"]), content, name }),
  z.strictObject({ role: z.literal("user"), content, name }),
  z.strictObject({
    role: z.literal("assistant"),
    content: optional(content),
    name,
    refusal: optional(z.string()),
    tool_calls: optional(z.array(toolCall).max(MOST_TOOLS)),
    ...echoed,
  }),
  z.strictObject({ role: z.literal("tool"), content, name, tool_call_id: z.string().min(1).max(128) }),
]);
export type ChatMessage = z.output<typeof message>;

/** A JSON Schema: what can be followed of it is decided where it is compiled. */
const jsonSchema = z.record(z.string(), z.unknown());

const tool = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({
    name: functionName,
    description: optional(z.string()),
    parameters: optional(jsonSchema),
    strict: optional(z.boolean()),
  }),
});
export type Tool = z.output<typeof tool>;

export const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.strictObject({ type: z.literal("function"), function: z.strictObject({ name: functionName }) }),
]);

export const responseFormat = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text") }),
  z.strictObject({ type: z.literal("json_object") }),
  z.strictObject({
    type: z.literal("json_schema"),
    json_schema: z.strictObject({
      name: functionName,
      description: optional(z.string()),
      schema: optional(jsonSchema),
      strict: optional(z.boolean()),
    }),
  }),
]);
export type ResponseFormat = z.output<typeof responseFormat>;

export const chatRequest = z
  .strictObject({
    model: z.string().min(1).max(256),
    messages: z.array(message).min(1).max(MOST_MESSAGES),
    ...samplingFields,
    max_completion_tokens: optional(z.int().min(1).max(1_000_000)).describe("The newer name of max_tokens."),
    logprobs: optional(z.boolean()),
    top_logprobs: optional(z.int().min(0).max(20)),
    response_format: optional(responseFormat),
    tools: optional(z.array(tool).max(MOST_TOOLS)),
    tool_choice: optional(toolChoice),
    parallel_tool_calls: optional(z.boolean()).describe(
      "Whether a follower may write several calls in an answer; left out: one.",
    ),
    reasoning_effort: optional(reasoningEffort).describe("How many texts `sijo` writes side by side."),
    ...streamFields,
    ...accountFields,
    ...inertFields,
    modalities: optional(z.tuple([z.literal("text")])),
    sijo: optional(sijoSchema),
  })
  .meta({ id: "ChatCompletionRequest" });
export type ChatRequest = z.output<typeof chatRequest>;
