/**
 * The pieces that the contract notation is written in, as data: literals, slots, choices. One expression serves to
 * parse (`parse.ts`), to print (`print.ts`), to publish the grammar (`publish.ts`) and to hold a model's decoding to it.
 *
 * There is no recursion, so that every expression describes a regular language.
 * @module
 */

/**
 * What a slot takes: digits, digits with decimals, a JSON string on one line, a regular expression between slashes, or
 * the rest of the line.
 */
export type SlotType = "number" | "decimal" | "quoted" | "pattern" | "rest";

/** What an expression captured, or what it is to print, by name. */
export type Values = Readonly<Record<string, unknown>>;

/** A grammar as data, from which parsing, printing and masks are made. */
export type Expression =
  /** Exactly this text; with `means`, it also stands for a value. */
  | { readonly kind: "literal"; readonly text: string; readonly means?: Meaning }
  /** A place to be filled in: the value is a number, or a string without its quotes and escapes. */
  | { readonly kind: "slot"; readonly type: SlotType; readonly name: string }
  | { readonly kind: "sequence"; readonly items: readonly Expression[] }
  /** One of these; the earlier is preferred in print. `rule` names it in the published grammar. */
  | { readonly kind: "choice"; readonly rule?: string; readonly options: readonly Expression[] }
  /** One or more, separated: the value is the array of what `name` captured in each. */
  | {
      readonly kind: "list";
      readonly item: Expression;
      readonly name: string;
      readonly separator: string;
      readonly min: number;
    }
  /** Gathers what `of` captured into one value, and takes it apart again for print. */
  | {
      readonly kind: "field";
      readonly name: string;
      readonly of: Expression;
      readonly read: (values: Values) => unknown;
      /** The values that `of` prints, or undefined when it can't print this one. */
      readonly write: (value: never) => Values | undefined;
    };

/** A value that a literal stands for, by its name. */
export interface Meaning {
  readonly name: string;
  readonly value: unknown;
  /** Whether print may use this literal; where it may not, it is read all the same. */
  readonly when?: (values: Values) => boolean;
}

/** An expression that stands for one text. */
export const literal = (text: string): Expression => ({ kind: "literal", text });

/** A literal that stands for a value. */
export const constant = (
  text: string,
  name: string,
  value: unknown,
  when?: (values: Values) => boolean,
): Expression => ({ kind: "literal", text, means: when ? { name, value, when } : { name, value } });

export const numberSlot = (name: string): Expression => ({ kind: "slot", type: "number", name });
export const quotedSlot = (name: string): Expression => ({ kind: "slot", type: "quoted", name });
export const decimalSlot = (name: string): Expression => ({ kind: "slot", type: "decimal", name });
export const patternSlot = (name: string): Expression => ({ kind: "slot", type: "pattern", name });
export const restSlot = (name: string): Expression => ({ kind: "slot", type: "rest", name });

/** Strings among the items are literals. */
export const sequence = (...items: readonly (string | Expression)[]): Expression => ({
  kind: "sequence",
  items: items.map((item) => (typeof item === "string" ? literal(item) : item)),
});

export const choice = (options: readonly Expression[], rule?: string): Expression =>
  rule === undefined ? { kind: "choice", options } : { kind: "choice", options, rule };

export const quotedList = (name: string, { min }: { min: number }): Expression => ({
  kind: "list",
  item: quotedSlot(name),
  name,
  separator: ", ",
  min,
});

export const numberList = (name: string, { min }: { min: number }): Expression => ({
  kind: "list",
  item: numberSlot(name),
  name,
  separator: ", ",
  min,
});

export function field<Value>(options: {
  name: string;
  of: Expression;
  read: (values: Values) => Value;
  write: (value: Value) => Values | undefined;
}): Expression {
  return { kind: "field", ...options };
}

/** One form of a clause (or of a header line): its expression, and how captured values and clause become each other. */
export interface Template<Meant = unknown> {
  /** Short and stable: `count.exactly`. */
  readonly id: string;
  readonly expression: Expression;
  /** A line of this form. */
  readonly example: string;
  /** What it asks for, as a sentence. */
  readonly meaning: string;
  readonly read: (values: Values) => Meant;
  /** Whether what was read means something: `word 0 is "a"` does not. Absent: it always does. */
  readonly accepts?: (meant: Meant) => boolean;
  /** The values to print, or undefined when this form doesn't say what is meant. */
  readonly write: (meant: Meant) => Values | undefined;
}
