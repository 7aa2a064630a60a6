/**
 * A value being written, one character after the other.
 * @module
 */
import type { FreePieces } from "../../../inference/index.ts";
import type { Ledger } from "./ledger.ts";
import type { Node } from "./node.ts";
import type { Place } from "./place.ts";

/** What is known of a value that is whole: as much as somebody asked for. */
export interface Written {
  /** The same text for equal values. */
  readonly canonical?: string;
  readonly number?: { readonly units: bigint; readonly places: number };
  /** The characters of a string. */
  readonly text?: string;
}

export type Step =
  /** The value goes on. */
  | { readonly kind: "stay"; readonly frame: Frame }
  /** The character was the last of the value. */
  | { readonly kind: "done"; readonly written: Written }
  /** The value was whole before the character, which belongs to what is around it. */
  | { readonly kind: "over"; readonly written: Written }
  /** A value inside begins: with the character (`feed`), or behind it. */
  | {
      readonly kind: "enter";
      readonly frame: Frame;
      readonly node: Node;
      readonly place: Place | undefined;
      readonly exclude?: ReadonlySet<string>;
      readonly feed: boolean;
    };

export interface Frame {
  /** What a character makes of it: nothing where it doesn't belong, several things where it is not clear yet. */
  step(codePoint: number, ledger: Ledger): readonly Step[];
  /** Whether some character from `low` to `high` that is not ASCII may come next. */
  admitsBeyondAscii(low: number, high: number): boolean;
  /** What it is when the value inside it is whole. */
  resume(written: Written): Frame;
  /** Whether the value is whole, although more might follow: what a number is. */
  wholeAs(): Written | undefined;
  /** Pieces that may come next by their length alone. */
  freely(): FreePieces | undefined;
  /** A character from which the end is nearest, where the schema says so; absent, or undefined: any may be. */
  soonest?(): number | undefined;
  /** Equal keys: the same may follow, as far as a piece reaches. */
  readonly key: string;
}

export const NO_STEPS: readonly Step[] = [];
export const NOTHING_WRITTEN: Written = {};

/** What most frames have in common. */
export const PLAIN_FRAME = {
  admitsBeyondAscii: (): boolean => false,
  wholeAs: (): Written | undefined => undefined,
  freely: (): FreePieces | undefined => undefined,
};

export function noValueInside(): never {
  throw new TypeError("this value holds no other");
}
