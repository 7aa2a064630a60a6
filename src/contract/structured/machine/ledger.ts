/**
 * What relations remember of a document while it is written, and what they ask of what comes next.
 * @module
 */
import type { Interval } from "../values/numbers.ts";
import type { Written } from "./frame.ts";
import type { Place } from "./place.ts";

/** Strings strictly between two texts, by their characters. */
export interface TextBounds {
  readonly above?: string;
  readonly below?: string;
}

/** A relation over parts of a document. States are values. */
export interface Relation<State = unknown> {
  readonly start: State;
  key(state: State): string;
  /** Numbers that leave the relation possible, in units of 10^−places; undefined: all do. */
  numbers(state: State, part: string, places: number): readonly Interval[] | undefined;
  /** Strings that leave it possible; undefined: all do. */
  texts(state: State, part: string): TextBounds | undefined;
  after(state: State, part: string, written: Written): State;
  /** Whether an array may end here. */
  mayClose(state: State, part: string): boolean;
  /** Whether an array may get one more item. */
  mayGrow(state: State, part: string): boolean;
}

export class Ledger {
  readonly #relations: readonly Relation[];
  readonly #states: readonly unknown[];
  readonly key: string;

  constructor(
    relations: readonly Relation[],
    states: readonly unknown[] = relations.map(({ start }) => start),
  ) {
    this.#relations = relations;
    this.#states = states;
    this.key = relations.map((relation, index) => relation.key(states[index])).join("|");
  }

  numbers(place: Place | undefined, places: number): readonly Interval[][] {
    const found: Interval[][] = [];
    for (const { relation, part } of place?.roles ?? []) {
      const intervals = this.#relations[relation].numbers(this.#states[relation], part, places);
      if (intervals) found.push([...intervals]);
    }
    return found;
  }

  texts(place: Place | undefined): TextBounds | undefined {
    let bounds: TextBounds | undefined;
    for (const { relation, part } of place?.roles ?? []) {
      const own = this.#relations[relation].texts(this.#states[relation], part);
      if (own) bounds = bounds ? tighter(bounds, own) : own;
    }
    return bounds;
  }

  after(place: Place | undefined, written: Written): Ledger {
    if (!place || place.roles.length === 0) return this;
    const states = [...this.#states];
    for (const { relation, part } of place.roles) {
      states[relation] = this.#relations[relation].after(states[relation], part, written);
    }
    return new Ledger(this.#relations, states);
  }

  mayClose(place: Place | undefined): boolean {
    return (place?.roles ?? []).every(({ relation, part }) =>
      this.#relations[relation].mayClose(this.#states[relation], part),
    );
  }

  mayGrow(place: Place | undefined): boolean {
    return (place?.roles ?? []).every(({ relation, part }) =>
      this.#relations[relation].mayGrow(this.#states[relation], part),
    );
  }
}

function tighter(one: TextBounds, other: TextBounds): TextBounds {
  const above = [one.above, other.above].filter((text) => text !== undefined).sort();
  const below = [one.below, other.below].filter((text) => text !== undefined).sort();
  return {
    ...(above.length > 0 && { above: above[above.length - 1] }),
    ...(below.length > 0 && { below: below[0] }),
  };
}
