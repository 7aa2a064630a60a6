/**
 * What a value may be, keyword by keyword no more: alternatives, each of one kind, with nothing left to be looked up but
 * the schemas of what it holds.
 * @module
 */
import type { NumberLanguage } from "../values/numbers.ts";
import type { StringLanguage } from "../values/strings.ts";
import type { Json } from "./keywords.ts";
import type { SchemaId } from "./library.ts";

/** Schemas that a value must fit together, by ascending number. */
export type Conjunction = readonly SchemaId[];

export type Shape = LiteralShape | StringShape | NumberShape | ArrayShape | ObjectShape;

/** One of these values. */
export interface LiteralShape {
  readonly kind: "literal";
  readonly values: readonly Json[];
}

export interface StringShape {
  readonly kind: "string";
  readonly language: StringLanguage;
}

export interface NumberShape {
  readonly kind: "number";
  readonly language: NumberLanguage;
}

export interface ArrayShape {
  readonly kind: "array";
  readonly prefix: readonly Conjunction[];
  /** Of the items behind the prefix. */
  readonly rest: Conjunction;
  readonly min: number;
  /** Absent: as many as is usual where nobody says. */
  readonly max?: number;
  readonly unique: boolean;
  /** Whether items behind the prefix are written where they need not be. */
  readonly open: boolean;
}

export interface Property {
  readonly name: string;
  readonly value: Conjunction;
  readonly required: boolean;
}

/** Names that a schema describes without naming them. */
export interface FreeNames {
  readonly names: StringLanguage;
  readonly value: Conjunction;
}

export interface ObjectShape {
  readonly kind: "object";
  /** In the order in which they are written. */
  readonly properties: readonly Property[];
  readonly free: readonly FreeNames[];
  /** Whether names that nobody named are written where they need not be. */
  readonly open: boolean;
  readonly min: number;
  readonly max?: number;
}
