/**
 * A constraint of what stands between two texts that are given: the one is written first, and where the inner text may be
 * left, the other follows, character by character.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";

export type BetweenState<Inner> =
  /** So many code units of what stands in front have been written. */
  | { readonly kind: "lead"; readonly at: number }
  | { readonly kind: "inner"; readonly inner: Inner }
  | { readonly kind: "tail"; readonly at: number };

export interface Between<Inner> extends Constraint<BetweenState<Inner>> {
  /** Whether all is written that was given, too. */
  isWhole(state: BetweenState<Inner>): boolean;
}

export interface BetweenOptions<Inner> {
  readonly lead: string;
  readonly inner: Constraint<Inner>;
  /** Where the inner text begins; default: its start. */
  readonly start?: Inner;
  /** What follows; empty: the inner text ends where it may. */
  readonly tail: string;
  /**
   * Where the inner text may be over; default: where it may end. There, a character that `tail` begins with begins it.
   * States with equal keys agree, if they agree on `leaveKey`.
   */
  readonly mayLeave?: (state: Inner) => boolean;
  readonly leaveKey?: (state: Inner) => string | number;
}

/** Texts of `inner` with `lead` in front of them and `tail` behind. */
export function between<Inner>({
  lead,
  inner,
  start = inner.start,
  tail,
  mayLeave = (state) => inner.mayEnd(state),
  leaveKey = () => "",
}: BetweenOptions<Inner>): Between<Inner> {
  const begun: BetweenState<Inner> = { kind: "inner", inner: start };
  const follow = (kind: "lead" | "tail", at: number, point: number): BetweenState<Inner> | undefined => {
    const character = String.fromCodePoint(point);
    const text = kind === "lead" ? lead : tail;
    if (!text.startsWith(character, at)) return undefined;
    const after = at + character.length;
    return kind === "lead" && after === lead.length ? begun : { kind, at: after };
  };
  const { alphabet, usable, freely, admitsBetween, narrows } = inner;
  // With nothing behind it, the inner text admits what it admits by itself, and is as quickly masked.
  const alone = tail === "";
  const of = (state: BetweenState<Inner>): Inner | undefined =>
    state.kind === "inner" ? state.inner : undefined;
  return {
    start: lead === "" ? begun : { kind: "lead", at: 0 },
    next(state, point) {
      if (state.kind !== "inner") return follow(state.kind, state.at, point);
      const left = tail !== "" && mayLeave(state.inner) ? follow("tail", 0, point) : undefined;
      if (left) return left;
      const next = inner.next(state.inner, point);
      return next === undefined ? undefined : { kind: "inner", inner: next };
    },
    mayEnd: (state) =>
      tail === ""
        ? state.kind === "inner" && inner.mayEnd(state.inner)
        : state.kind === "tail" && state.at === tail.length,
    isWhole: (state) => tail !== "" && state.kind === "tail" && state.at === tail.length,
    key: (state) =>
      state.kind === "inner"
        ? `i${mayLeave(state.inner)}.${leaveKey(state.inner)}.${inner.key(state.inner)}`
        : `${state.kind}${state.at}`,
    ...(alphabet && {
      alphabet: new Set([
        ...alphabet,
        ...Array.from(lead + tail, (character) => character.codePointAt(0) as number),
      ]),
    }),
    ...(usable && { usable }),
    ...(alone &&
      freely && {
        freely: (state) => {
          const within = of(state);
          return within === undefined ? undefined : freely(within);
        },
      }),
    ...(alone &&
      admitsBetween && {
        admitsBetween: (state, low, high) => {
          if (state.kind === "inner") return admitsBetween(state.inner, low, high);
          const next = lead.codePointAt(state.at)!;
          return low <= next && next <= high;
        },
      }),
    ...(alone &&
      narrows &&
      lead === "" && {
        narrows: {
          constraint: narrows.constraint,
          stateOf: (state: BetweenState<Inner>) => narrows.stateOf(of(state)!),
          doubts: (state: BetweenState<Inner>) => narrows.doubts(of(state)!),
        },
      }),
  };
}
