/**
 * The request of `POST /v1/completions`.
 * @module
 */
import { z } from "zod";
import { accountFields, optional, samplingFields, streamFields } from "./common.ts";

const MOST_PROMPTS = 16;
const tokens = z.array(z.int().min(0)).min(1);

export const completionRequest = z
  .strictObject({
    model: z.string().min(1).max(256),
    prompt: z
      .union([
        z.string().min(1),
        z.array(z.string().min(1)).min(1).max(MOST_PROMPTS),
        tokens,
        z.array(tokens).min(1).max(MOST_PROMPTS),
      ])
      .describe("A text or its tokens, or several of either."),
    ...samplingFields,
    logprobs: optional(z.int().min(0).max(5)),
    echo: optional(z.literal(false, { error: "A prompt is not sent back: leave `echo` out or false." })),
    best_of: optional(z.literal(1, { error: "Texts are not chosen between: leave `best_of` out or 1." })),
    suffix: optional(z.literal("", { error: "Texts are written forwards only: leave `suffix` out." })),
    ...streamFields,
    ...accountFields,
  })
  .meta({ id: "CompletionRequest" });
export type CompletionRequest = z.output<typeof completionRequest>;
