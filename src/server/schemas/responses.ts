/**
 * The request of `POST /v1/responses`.
 * @module
 */
import { z } from "zod";
import { accountFields, inertFields, optional, reasoningEffort, sijoSchema } from "./common.ts";

const functionName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const jsonSchema = z.record(z.string(), z.unknown());
const status = optional(z.string());
const id = optional(z.string());

const part = z.union([
  z.strictObject({ type: z.enum(["input_text", "text"]), text: z.string() }),
  z.strictObject({
    type: z.literal("output_text"),
    text: z.string(),
    annotations: optional(z.array(z.unknown()).max(0)),
    logprobs: optional(z.array(z.unknown()).max(0)),
  }),
  z.strictObject({ type: z.literal("refusal"), refusal: z.string() }),
]);

const item = z.union([
  z.strictObject({
    type: z.literal("message").optional(),
    role: z.enum(["system", "developer", "user", "assistant"]),
    content: z.union([z.string(), z.array(part).min(1)]),
    id,
    status,
  }),
  z.strictObject({
    type: z.literal("function_call"),
    call_id: z.string().min(1).max(128),
    name: functionName,
    arguments: z.string(),
    id,
    status,
  }),
  z.strictObject({
    type: z.literal("function_call_output"),
    call_id: z.string().min(1).max(128),
    output: z.string(),
    id,
    status,
  }),
]);
export type ResponseItem = z.output<typeof item>;

const tool = z.strictObject({
  type: z.literal("function"),
  name: functionName,
  description: optional(z.string()),
  parameters: optional(jsonSchema),
  strict: optional(z.boolean()),
});

const format = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text") }),
  z.strictObject({ type: z.literal("json_object") }),
  z.strictObject({
    type: z.literal("json_schema"),
    name: functionName,
    description: optional(z.string()),
    schema: jsonSchema,
    strict: optional(z.boolean()),
  }),
]);

export const responseRequest = z
  .strictObject({
    model: z.string().min(1).max(256),
    input: z.union([z.string().min(1), z.array(item).min(1).max(2000)]),
    instructions: optional(z.string()),
    max_output_tokens: optional(z.int().min(1).max(1_000_000)),
    temperature: optional(z.number().min(0).max(2)),
    top_p: optional(z.number().gt(0).max(1)),
    text: optional(z.strictObject({ format: optional(format) })),
    tools: optional(z.array(tool).max(128)),
    tool_choice: optional(
      z.union([
        z.enum(["none", "auto", "required"]),
        z.strictObject({ type: z.literal("function"), name: functionName }),
      ]),
    ),
    parallel_tool_calls: optional(z.boolean()),
    reasoning: optional(z.strictObject({ effort: optional(reasoningEffort) })),
    stream: optional(z.boolean()),
    truncation: optional(z.literal("disabled", { error: "Nothing is cut off: leave `truncation` out." })),
    include: optional(z.array(z.string()).max(0, { error: "There is nothing that could be included." })),
    background: optional(
      z.literal(false, { error: "Nothing runs in the background: leave it out or false." }),
    ),
    ...accountFields,
    ...inertFields,
    sijo: optional(sijoSchema),
  })
  .meta({ id: "ResponseRequest" });
export type ResponseRequest = z.output<typeof responseRequest>;
