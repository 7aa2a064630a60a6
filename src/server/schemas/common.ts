/**
 * Parts of requests that several endpoints share. The same schemas validate and make the OpenAPI document.
 * @module
 */
import { z } from "zod";
import { contractSchema } from "../../contract/index.ts";

/** Where a client sends null for "not given". */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();

export const MOST_CHOICES = 16;
const MOST_TOKENS = 1_000_000;
const MOST_STOPS = 4;

const tokens = z.int().min(1).max(MOST_TOKENS);

const stop = z.string().min(1).max(200);

export const samplingFields = {
  n: optional(z.int().min(1).max(MOST_CHOICES)).describe("How many texts are written side by side."),
  seed: optional(
    z
      .int()
      .min(-(2 ** 53) + 1)
      .max(2 ** 53 - 1),
  ).describe("The same seed draws the same."),
  temperature: optional(z.number().min(0).max(2)).describe("0: always the likeliest token."),
  top_p: optional(z.number().gt(0).max(1)).describe("Draws from the likeliest tokens of this share."),
  stop: optional(z.union([stop, z.array(stop).max(MOST_STOPS)])).describe("Ends a text before these words."),
  max_tokens: optional(tokens).describe("Most tokens of a text."),
  presence_penalty: optional(z.number().min(-2).max(2)),
  frequency_penalty: optional(z.number().min(-2).max(2)),
  logit_bias: optional(
    z.record(
      z.string().regex(/^\d{1,7}$/, "A key of logit_bias is the number of a token."),
      z.number().min(-100).max(100),
    ),
  ).describe("Added to the scores of tokens, by their numbers in the model's vocabulary."),
} as const;

export const accountFields = {
  user: optional(z.string().max(256)).describe("Who asks; it changes nothing."),
  metadata: optional(
    z
      .record(z.string().max(64), z.string().max(512))
      .refine((pairs) => Object.keys(pairs).length <= 16, "At most 16 pairs."),
  ).describe("Sent back with the answer."),
} as const;

export const streamFields = {
  stream: optional(z.boolean()).describe("Whether the answer comes as server-sent events."),
  stream_options: optional(z.strictObject({ include_usage: optional(z.boolean()) })),
} as const;

/** What is Sijo's own. */
export const sijoSchema = z
  .strictObject({
    contract: optional(z.union([z.string().min(1).max(100_000), contractSchema])).describe(
      "What must be true of the answer, in the notation or as JSON; left out, it is planned from the request.",
    ),
    limits: optional(
      z.strictObject({
        tokens: optional(z.int().min(1).max(1e9)).describe("Tokens that all models together may evaluate."),
        tokensOf: optional(z.record(z.string().max(200), z.int().min(1).max(1e9))).describe(
          "Tokens that a model may evaluate, by its name.",
        ),
        seconds: optional(z.number().gt(0).max(1e6)).describe("Wall-clock seconds, from its turn on."),
        deadline: optional(z.number().gt(0)).describe("Milliseconds since 1970."),
        cpuSeconds: optional(z.number().gt(0)).describe("CPU of the server meanwhile, whoever uses it."),
        joules: optional(z.number().gt(0)).describe("Energy of the server meanwhile, whoever uses it."),
        money: optional(z.number().gt(0)).describe("By the prices that the server was given for its models."),
        memoryBytes: optional(z.number().gt(0)).describe("Memory of the server, the models included."),
      }),
    ),
    particles: optional(z.int().min(1).max(250)).describe("How many texts are written side by side."),
    evidence: optional(z.boolean()).describe(
      "Whether the answer carries its verdict (checks, bill, models, trace); default: true.",
    ),
    language: optional(z.enum(["en", "ko"])).describe("What to write in."),
  })
  .describe("Sijo's own fields; for the model `sijo` alone, but for the limits.");
export type SijoFields = z.output<typeof sijoSchema>;

export const reasoningEffort = z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]);
export type ReasoningEffort = z.output<typeof reasoningEffort>;

/** Fields that say nothing of the answer: a server without stores, tiers or caches that clients see honours them as they are. */
export const inertFields = {
  store: optional(z.literal(false, { error: "Nothing is stored: leave `store` out or false." })),
  service_tier: optional(z.enum(["auto", "default"])),
  safety_identifier: optional(z.string().max(256)),
  prompt_cache_key: optional(z.string().max(256)),
} as const;
