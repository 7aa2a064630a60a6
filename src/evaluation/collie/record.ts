/**
 * What is written down about one case, and the settings under which it was run.
 * @module
 */
import { z } from "zod";

/** All that decides what a case comes to, the case aside. */
const settingsSchema = z
  .object({
    /** Whether the contract was made from the constraint; else the planner made it from the prompt. */
    given: z.boolean(),
    /** Name and SHA-256 of the weights; null: none was used. */
    planner: z.string().nullable(),
    follower: z.string(),
    particles: z.int(),
    seed: z.int(),
    temperature: z.number().nullable(),
    /** Ceilings of each case. */
    maxTokens: z.int().nullable(),
    maxSeconds: z.number(),
    baselines: z.boolean(),
  })
  .readonly();
export type CollieSettings = z.infer<typeof settingsSchema>;

const baselineSchema = z
  .object({
    text: z.string(),
    /** Whether the text passes by COLLIE's definition. */
    pass: z.boolean(),
    /** Whether it passes our own check of the same contract; null: there was no contract. */
    check: z.boolean().nullable(),
    /** How many texts were drawn. */
    samples: z.int(),
    seconds: z.number(),
    /** Tokens that the follower evaluated. */
    tokens: z.int(),
  })
  .readonly();
export type BaselineRecord = z.infer<typeof baselineSchema>;

export const recordSchema = z
  .object({
    id: z.string(),
    family: z.string(),
    /** The answer; of a hand-off, the best text there was; null: none. */
    text: z.string().nullable(),
    answered: z.boolean(),
    /** The measure: there was an answer, and it passes by COLLIE's definition. */
    pass: z.boolean(),
    /** Whether the text passes by COLLIE's definition, answered or not. */
    textPasses: z.boolean(),
    /** Whether the text passes our own check of the contract it was written under. */
    check: z.boolean(),
    contract: z.string(),
    /** Whether the contract asks for exactly what the constraint does; null: it was given. */
    contractRight: z.boolean().nullable(),
    missing: z.array(z.string()).readonly(),
    extra: z.array(z.string()).readonly(),
    seconds: z.object({ plan: z.number(), write: z.number(), total: z.number() }).readonly(),
    tokens: z.object({ planner: z.int(), follower: z.int() }).readonly(),
    /** Why there is no answer; null: there is. */
    handOff: z.string().nullable(),
    baselines: z.object({ greedy: baselineSchema, bestOfN: baselineSchema }).readonly().nullable(),
    settings: settingsSchema,
  })
  .readonly();
export type CollieRecord = z.infer<typeof recordSchema>;

/** Equal for equal settings. */
export const settingsKey = (settings: CollieSettings): string =>
  JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)));
