/**
 * The words of the contract language: what every clause is made of. `schema.ts` holds the zod schema these types are
 * inferred from once it exists; notation, JSON and checks are derived from the same.
 * @module
 */

/** Parts of a text, from large to small. */
export type Unit = "paragraph" | "line" | "sentence" | "word" | "character" | "syllable";

/** One step into a text: every such part, or the n-th (1-based; negative counts from the end: −1 is the last). */
export interface Selector {
  readonly unit: Exclude<Unit, "character" | "syllable">;
  readonly at: "each" | number;
}

/** Where a clause looks, outermost first; empty = the whole text. `[{sentence,2},{word,-1}]`: last word of sentence 2. */
export type Scope = readonly Selector[];

export type Clause =
  /** `each sentence has at least 8 words` */
  | {
      readonly relation: "exactly" | "at least" | "at most";
      readonly scope: Scope;
      readonly subject: Unit;
      readonly value: number;
    }
  /** `each sentence has between 8 and 12 words` */
  | {
      readonly relation: "between";
      readonly scope: Scope;
      readonly subject: Unit;
      readonly value: readonly [number, number];
    }
  /** `last word of sentence 2 is "lanterns"`, `text avoids "cold"`, `each sentence starts with "When"` */
  | {
      readonly relation: "is" | "starts with" | "ends with" | "contains" | "avoids";
      readonly scope: Scope;
      readonly value: string;
    };

export type Form = "text" | "word" | "sentence" | "paragraph" | "poem" | "list";

export interface Contract {
  /** What kind of text; `sentence` = exactly one, `paragraph` = one block without line breaks. Checked like a clause. */
  readonly form?: Form;
  /** What it is about, for whom, in which tone: goes to the follower, never checked by computing. */
  readonly topic?: string;
  readonly clauses: readonly Clause[];
}
