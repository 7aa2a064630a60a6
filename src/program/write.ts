/**
 * What most programs are made of, as library code over the effects: writing on for a while, and a potential that looks
 * ahead.
 * @module
 */

import type { Position } from "../inference/mask.ts";
import { barrier, type ContextHandle, type Effect, factor, type SampleOptions, sample } from "./effects.ts";

/** Behind what a barrier stands: the first token of a new word or line, or what a function of the text so far says. */
export type BarrierPlace = "word" | "line" | "never" | ((text: string, added: string) => boolean);

/** How far `write` writes, under which constraint, and where particles are compared. */
export interface WriteOptions<State> extends SampleOptions<State> {
  /** Writing stops when the text ends with this, and the follower's end is not asked for; the text includes it. */
  readonly until?: string | RegExp;
  /** Default: `word`. */
  readonly barriers?: BarrierPlace;
  /**
   * ln ψ of the text so far: what the rest is guessed to be worth. Particles are compared by it at barriers, and at the end
   * it is taken back (`twist`).
   */
  readonly lookahead?: (text: string) => number;
  /** Tokens at most; absent: until the follower ends the text, or `until`. */
  readonly maxTokens?: number;
}

/** What was written. */
export interface WrittenText<State = unknown> {
  readonly text: string;
  /** Whether the follower ended its turn; the context is closed by that. */
  readonly ended: boolean;
  /** Where the text stands in the constraint. */
  readonly position: Position<State> | undefined;
  /** ln p of all tokens under the target, before any mask. */
  readonly logProbability: number;
}

/**
 * Writes on in a context (or in several at once, as their product) until the follower ends, `until` is reached or there
 * are `maxTokens`. The same as a loop over `sample`, with barriers between words: under a constraint with masks Mₜ the weight
 * is multiplied by ∏ₜ p(Mₜ | x₁…xₜ₋₁) (Lew et al. 2023, section 2), and in general by the product of what the tokens multiply it
 * by.
 * @example
 * const { text } = yield* write(follower, { constraint: pattern(/[A-Z][a-z ]{20,60}\./) });
 * const line = yield* write(follower, { until: "\n", maxTokens: 30 });
 */
export function* write<State = unknown>(
  target: ContextHandle | readonly ContextHandle[],
  {
    until,
    barriers = "word",
    lookahead,
    maxTokens = Number.POSITIVE_INFINITY,
    ...options
  }: WriteOptions<State> = {},
): Generator<Effect, WrittenText<State>, unknown> {
  let text = "";
  let logProbability = 0;
  let ended = false;
  let { position } = options;
  const hope = twist();
  for (let count = 0; count < maxTokens; count += 1) {
    const step = yield* sample<State>(target, { ...options, ...(position && { position }) });
    logProbability += step.logProbability;
    if (step.ended) {
      ended = true;
      break;
    }
    const before = text;
    text += step.text;
    // Without a constraint, the engine knows best where its context stands.
    if (options.constraint) position = step.position;
    if (until !== undefined && reached(until, text)) break;
    if (!isBarrier(barriers, before, step.text)) continue;
    if (lookahead) yield* hope.to(lookahead(text));
    yield* barrier();
  }
  yield* hope.end();
  return { text, ended, position, logProbability };
}

/** `search` keeps no place between calls, whatever the flags. */
const reached = (until: string | RegExp, text: string): boolean =>
  typeof until === "string" ? text.endsWith(until) : text.search(until) >= 0;

function isBarrier(place: BarrierPlace, before: string, added: string): boolean {
  if (typeof place === "function") return place(before + added, added);
  if (place === "never") return false;
  return place === "line" ? added.includes("\n") : /\s/.test(added);
}

/** A potential that changes while a text is written, and is gone when it is finished. */
export interface Twist {
  /** Makes ψ = e^logPotential: the weight is multiplied by ψₜ / ψₜ₋₁. */
  to(logPotential: number): Generator<Effect, void, unknown>;
  /** Makes ψ = 1 again: what is finished is weighed by what it is, not by what it promised. */
  end(): Generator<Effect, void, unknown>;
}

/**
 * A twisted target: between barriers particles are compared by γₜ(x) ψₜ(x) in place of γₜ(x), where ψ is a guess at what
 * the rest will be worth. The factors ψₜ / ψₜ₋₁ telescope, so that after `end` the posterior and Z are what they were
 * without it, whatever ψ said; a good guess only makes weights vary less (Guarniero, Johansen and Lee 2017; Zhao et al.
 * 2024). One twist to a particle and purpose: make it inside the program.
 * @example
 * const hope = twist();
 * yield* hope.to(Math.log(chance(text)));
 * yield* hope.end();
 */
export function twist(): Twist {
  let current = 0;
  function* to(logPotential: number): Generator<Effect, void, unknown> {
    const change = logPotential - current;
    current = logPotential;
    if (change !== 0) yield* factor(change);
  }
  return { to, end: () => to(0) };
}
