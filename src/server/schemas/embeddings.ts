/**
 * The request of `POST /v1/embeddings`.
 * @module
 */
import { z } from "zod";
import { optional } from "./common.ts";

const MOST_TEXTS = 2048;
const tokens = z.array(z.int().min(0)).min(1);

export const embeddingRequest = z
  .strictObject({
    model: z.string().min(1).max(256),
    input: z
      .union([
        z.string().min(1),
        z.array(z.string().min(1)).min(1).max(MOST_TEXTS),
        tokens,
        z.array(tokens).min(1).max(MOST_TEXTS),
      ])
      .describe("A text or its tokens, or several of either."),
    encoding_format: optional(z.enum(["float", "base64"])).describe(
      "base64: 32-bit numbers, the lowest byte first.",
    ),
    dimensions: optional(z.int().min(1)).describe("As many as the model's vectors have; they are not cut."),
    user: optional(z.string().max(256)).describe("Who asks; it changes nothing."),
  })
  .meta({ id: "EmbeddingRequest" });
export type EmbeddingRequest = z.output<typeof embeddingRequest>;
