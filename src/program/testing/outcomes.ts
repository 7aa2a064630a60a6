/**
 * What importance sampling of a masked toy draws, by definition: each text with how likely it is drawn and what it then
 * weighs. The laws of algorithms that are not samplers of the posterior follow from it.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";
import type { TableModelOptions } from "../../model/table/table-model.ts";
import type { TokenId } from "../../model/token-model.ts";

export interface Outcome {
  readonly text: string;
  /** Probability of being drawn. */
  readonly drawn: number;
  readonly weight: number;
}

/** All texts that can be drawn; what is missing from a total of 1 ran into a dead end. */
export function maskedOutcomes<State>(
  { vocabulary, next }: TableModelOptions,
  constraint: Constraint<State>,
): Outcome[] {
  const found: Outcome[] = [];
  const after = (state: State, piece: string): State | undefined => {
    let current: State | undefined = state;
    for (const char of piece) {
      if (current === undefined) return undefined;
      current = constraint.next(current, char.codePointAt(0) as number);
    }
    return current;
  };
  const visit = (tokens: readonly TokenId[], state: State, { text, drawn, weight }: Outcome): void => {
    const row = next(tokens);
    const total = row.reduce((sum, value) => sum + value, 0);
    const states = vocabulary.map((piece) => after(state, piece));
    const admitted = [...states.map((reached) => reached !== undefined), constraint.mayEnd(state)];
    const mass = row.reduce((sum, value, token) => sum + (admitted[token] ? value / total : 0), 0);
    for (const [token, value] of row.entries()) {
      if (!admitted[token] || value === 0) continue;
      const outcome = { text, drawn: (drawn * value) / total / mass, weight: weight * mass };
      if (token === vocabulary.length) found.push(outcome);
      else {
        const longer = { ...outcome, text: text + vocabulary[token] };
        visit([...tokens, token], states[token] as State, longer);
      }
    }
  };
  visit([], constraint.start, { text: "", drawn: 1, weight: 1 });
  return found;
}

/**
 * How often each text is the first of the heaviest among N independent draws: P(max = w) shared in proportion to the
 * chance of each outcome of that weight.
 */
export function bestOfLaw(outcomes: readonly Outcome[], count: number): ReadonlyMap<string, number> {
  // Sums in another order must not tear equal weights apart.
  const same = (one: number, other: number): boolean => Math.abs(one - other) < 1e-9;
  const dead = 1 - outcomes.reduce((sum, { drawn }) => sum + drawn, 0);
  const law = new Map<string, number>();
  for (const { text, drawn, weight } of outcomes) {
    let [below, equal] = [dead, 0];
    for (const other of outcomes) {
      if (same(other.weight, weight)) equal += other.drawn;
      else if (other.weight < weight) below += other.drawn;
    }
    const isBest = (below + equal) ** count - Math.max(0, below) ** count;
    law.set(text, (law.get(text) ?? 0) + (isBest * drawn) / equal);
  }
  return law;
}
