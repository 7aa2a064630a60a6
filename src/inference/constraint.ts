/**
 * What may be written: a small state machine over text. Whatever limits a text (a contract, a grammar, a lexicon)
 * is a `Constraint`; masks over a vocabulary are derived from it (`mask.ts`).
 * @module
 */

/**
 * A state machine over Unicode code points. It answers `undefined` (*impossible*) as soon as no completion exists, so
 * that whoever obeys it never runs into a dead end.
 *
 * Laws (asserted by `testConstraint`): states are values, never changed; from every reachable state either `mayEnd` or
 * some code point has a successor; `key` equal ⇒ the same usable pieces are admitted.
 */
export interface Constraint<State = unknown> {
  readonly start: State;
  /** The state after one more code point, or undefined when no completion of that text exists. */
  next(state: State, codePoint: number): State | undefined;
  /** Whether the text may be finished here. */
  mayEnd(state: State): boolean;
  /**
   * Cache key: two states with an equal key admit the same usable pieces from here, and agree on `mayEnd`.
   * The finer the key, the more masks are computed; the coarser, the more are shared.
   */
  key(state: State): string | number;
  /** Whether some code point from `low` to `high` may come next; absent: they are tried one by one. */
  admitsBetween?(state: State, low: number, high: number): boolean;
  /** Pieces that are admitted here by their length alone, so that no walk need find them; absent or undefined: none. */
  freely?(state: State): FreePieces | undefined;
  /** A code point from which an end is nearest, where that is known; it is admitted. Absent or undefined: it isn't known. */
  soonest?(state: State): number | undefined;
  /** Every code point that a text may ever hold; absent: all of Unicode. Masks look no further. */
  readonly alphabet?: ReadonlySet<number>;
  /** Pieces (whole tokens as text) that may be used at all; absent: every piece. Decided once per vocabulary. */
  usable?(piece: string): boolean;
  /** The constraint that this one is, but for few texts: masks are made of its masks. Then keys need not be shared. */
  readonly narrows?: Narrowing<State, unknown>;
}

/**
 * A constraint that refuses a little more than another one. From a state, it admits the usable pieces that the other
 * admits from `stateOf` it, without some beginnings of `doubts`.
 */
export interface Narrowing<State, Wider> {
  readonly constraint: Constraint<Wider>;
  stateOf(state: State): Wider;
  /** Every text that may be refused from here though the wider constraint admits it is a beginning of one of these. */
  doubts(state: State): Iterable<Doubts>;
}

/** Each text of `texts` behind each of `before`. */
export interface Doubts {
  readonly before: readonly string[];
  readonly texts: readonly string[];
}

/** From some state, a piece of this kind is admitted if and only if it has at most `most` code points. */
export interface FreePieces {
  readonly kind: PieceKind;
  readonly most: number;
}

/** A kind of pieces; tables of a vocabulary's pieces are kept by this object. */
export interface PieceKind {
  /** Whether a piece, which is never empty, is of this kind. */
  has(piece: string): boolean;
}

/** The state behind a text; undefined: the constraint doesn't admit it. */
export function stateAfter<State>(
  constraint: Pick<Constraint<State>, "start" | "next">,
  text: string,
): State | undefined {
  let state: State | undefined = constraint.start;
  for (const character of text) {
    state = constraint.next(state, character.codePointAt(0) as number);
    if (state === undefined) return undefined;
  }
  return state;
}
