/**
 * Where a clause looks: units of text, selectors among them, scopes.
 * @module
 */
import { z } from "zod";

/** Parts of a text, from large to small; each holds only parts that stand after it. */
export const UNITS = ["paragraph", "line", "sentence", "word", "syllable", "character"] as const;
export const unitSchema = z.enum(UNITS).meta({ id: "Unit", description: "A part of a text." });
/** What texts are counted in. */
export type Unit = z.infer<typeof unitSchema>;

/** Parts that a scope can step into. */
export const SCOPE_UNITS = ["paragraph", "line", "sentence", "word"] as const;
export type ScopeUnit = (typeof SCOPE_UNITS)[number];

/** Parts that have a place: those, and single characters, of which nothing can be asked but what they are. */
export const PLACE_UNITS = [...SCOPE_UNITS, "character"] as const;
/** A part that has a place: `line 2`, `last character`. */
export type PlaceUnit = (typeof PLACE_UNITS)[number];

/** Counts beyond this are refused: nobody means them, and sums of them must stay exact. */
export const LARGEST_NUMBER = 999_999_999;

export const numberSchema = z.int().min(0).max(LARGEST_NUMBER).meta({ id: "Number" });

export const selectorSchema = z
  .strictObject({
    unit: z.enum(PLACE_UNITS),
    at: z
      .union([z.literal("each"), z.int().min(1).max(LARGEST_NUMBER), z.int().min(-LARGEST_NUMBER).max(-1)], {
        error:
          'A part is named "each" or by a number that is not 0: from 1 at the front, from -1 at the back.',
      })
      .describe("Each such part, or the n-th: from 1 at the front, from −1 at the back."),
  })
  .readonly()
  .meta({ id: "Selector" });

/** One step into a text: every such part, or the n-th (1-based; negative counts from the end: −1 is the last). */
export type Selector = z.infer<typeof selectorSchema>;

const nestedSchema = z
  .array(selectorSchema)
  .readonly()
  .refine(
    (scope) =>
      scope.every(
        ({ unit }, index) => index === 0 || UNITS.indexOf(scope[index - 1].unit) < UNITS.indexOf(unit),
      ),
    { error: "A scope goes from larger to smaller parts: paragraph, line, sentence, word, character." },
  );

/** Where a clause looks that can be about a single character: one that is named by its place. */
export const placeSchema = nestedSchema
  .refine((scope) => scope.every(({ unit, at }) => unit !== "character" || at !== "each"), {
    error: "A character is named by its place, from the front or from the back.",
  })
  .meta({
    id: "Place",
    description:
      'Where the clause looks: a scope, or a single character, which stands innermost. [{"unit":"word","at":1},{"unit":"character","at":-1}] is the last character of the first word.',
  });

export const scopeSchema = nestedSchema
  .refine((scope) => scope.every(({ unit }) => unit !== "character"), {
    error: "Of a single character can only be asked what it is.",
  })
  .meta({
    id: "Scope",
    description:
      'Where the clause looks, outermost first, each step into a smaller part; empty: the whole text. [{"unit":"sentence","at":2},{"unit":"word","at":-1}] is the last word of sentence 2.',
  });

/** Where a clause looks, outermost first; empty = the whole text. `[{sentence,2},{word,-1}]`: last word of sentence 2. */
export type Scope = z.infer<typeof scopeSchema>;

/** Where a scope ends: at the text as a whole, or at some part of it. */
export type Level = "text" | PlaceUnit;
/** Those at which anything can be asked. */
export const LEVELS = ["text", ...SCOPE_UNITS] as const satisfies readonly Level[];

export const levelOf = (scope: Scope): Level => scope.at(-1)?.unit ?? "text";

/** The units that may be counted inside a part. A line may hold sentences, a sentence holds no lines. */
export function unitsWithin(level: Level): readonly Unit[] {
  return level === "text" ? UNITS : UNITS.slice(UNITS.indexOf(level) + 1);
}

/** A text to be looked for. */
export const quotedTextSchema = z
  .string()
  .regex(/\S/u, { error: "A quoted text holds more than white space." });

/** For clauses that ask about several words: their scope ends above the single word. Arguments of `refine`. */
export const aboveWord: [
  (clause: { readonly scope: Scope }) => boolean,
  { readonly path: PropertyKey[]; readonly error: string },
] = [
  ({ scope }) => levelOf(scope) !== "word",
  { path: ["scope"], error: "This asks about several words, so its scope is larger than a word." },
];
