/**
 * What a program may ask of the engine. A program is a generator function that yields effects and is sent the answers;
 * these helpers make one effect each, to be used with `yield*`.
 *
 * Programs must be deterministic (no clock, no random numbers, no input or output but effects): a particle is copied by
 * running its program again with the answers it was given.
 * @module
 */
import type { Constraint } from "../inference/constraint.ts";
import type { Position } from "../inference/mask.ts";
import type { Message, TokenId } from "../model/token-model.ts";

/** A context of the follower, as a program holds it. */
export interface ContextHandle {
  readonly context: number;
}

/** The effects, as plain data. */
export type Effect =
  | { readonly kind: "context"; readonly messages: readonly Message[]; readonly follower?: string }
  | {
      readonly kind: "sample";
      readonly contexts: readonly ContextHandle[];
      readonly options: SampleOptions<unknown>;
    }
  | { readonly kind: "observe"; readonly context: ContextHandle; readonly text: string }
  | {
      readonly kind: "tell";
      readonly context: ContextHandle;
      readonly message: string;
      readonly between: string;
    }
  | { readonly kind: "factor"; readonly logWeight: number }
  | { readonly kind: "barrier"; readonly width?: number }
  | { readonly kind: "call"; readonly tool: string; readonly input: unknown };

export type EffectOf<Kind extends Effect["kind"]> = Extract<Effect, { kind: Kind }>;

/** From what the next token is drawn, and what the weight is multiplied by. */
export interface SampleOptions<State> {
  /** What may be written; absent: any text. */
  readonly constraint?: Constraint<State>;
  /** Where the text stands in the constraint; absent: at its start, or without a constraint where the context stands. */
  readonly position?: Position<State>;
  /** The follower at this temperature is the model that weights refer to; above 0. */
  readonly temperature?: number;
  /** Exponent of each context's probabilities in a product of several; absent: 1 each. All above 0. */
  readonly powers?: readonly number[];
  /**
   * ln of a factor on each of these tokens, as part of the target: p(t) becomes p(t) e^bias(t), and is not normalised
   * again. What is unwelcome is then rarely drawn, rather than drawn and thrown away.
   */
  readonly bias?: ReadonlyMap<TokenId, number>;
  /** A context that knows more, from which the token is drawn in place of the target. */
  readonly proposal?: ContextHandle;
  /**
   * How an admitted token is found: `mask` (the default) asks the constraint about the whole vocabulary, `rejection` about
   * likely tokens, one after the other. For constraints whose masks are dear and refuse little.
   */
  readonly by?: "mask" | "rejection";
}

/** What was drawn: a token, its text, and where that leads. */
export interface Sampled<State> {
  readonly token: TokenId;
  /** Characters that the token completed. */
  readonly text: string;
  /** Where the text stands in the constraint now. */
  readonly position: Position<State>;
  /** Whether the token ended the text; it has no characters then. */
  readonly ended: boolean;
  /** ln p(token) under the target at its temperature, before any mask or bias. */
  readonly logProbability: number;
}

/** A program over effects: it returns its result, and is undefined nowhere. */
export type Program<Result> = () => Generator<Effect, Result, unknown>;

type Step<Answer> = Generator<Effect, Answer, unknown>;

/**
 * A new context of a follower holding a conversation, ready for the assistant's answer. A text alone is what the user
 * says. `follower`: which one, by the name that the run gives it; absent: the model of the run.
 * @example
 * const poet = yield* context("Write a line about the sea.");
 * const critic = yield* context([{ role: "system", content: "You are strict." }], { follower: "critic" });
 */
export function* context(
  conversation: string | readonly Message[],
  { follower }: { readonly follower?: string } = {},
): Step<ContextHandle> {
  const messages: readonly Message[] =
    typeof conversation === "string" ? [{ role: "user", content: conversation }] : conversation;
  const effect: Effect = { kind: "context", messages, ...(follower !== undefined && { follower }) };
  return (yield effect) as ContextHandle;
}

/**
 * The next token, drawn from the follower restricted to what the constraint admits and renormalised. The weight is
 * multiplied by the probability that the follower gives to the admitted tokens M together, Σ_{t∈M} p(t) (Lew et al.
 * 2023, section 2).
 *
 * Of several contexts: drawn from their product ∏ᵢ pᵢ(t)^αᵢ on M, renormalised; the weight is multiplied by
 * Σ_{t∈M} ∏ᵢ pᵢ(t)^αᵢ (a product of experts: Hinton 2002, equation 1). With a `proposal` q: drawn from q on M, and the
 * weight is multiplied by p(t) / (q(t)/q(M)), which is right where q(t) > 0 for every admitted token with p(t) > 0.
 *
 * A `bias` b makes the target p(t) e^b(t): the weight is Σ_{t∈M} p(t) e^b(t), or what the product or the proposal makes of
 * it.
 *
 * By rejection the token's law is the same, and the weight an estimate of the same mean (Lipkin et al. 2025): whatever is
 * estimated from it stays unbiased, but varies more.
 *
 * All contexts named are extended by the token.
 * @example
 * const step = yield* sample(follower, { constraint, position });
 * const both = yield* sample([formal, short], { powers: [1, 0.5] });
 * const hinted = yield* sample(follower, { proposal: followerWithHint, constraint, position });
 */
export function* sample<State>(
  contexts: ContextHandle | readonly ContextHandle[],
  options: SampleOptions<State> = {},
): Step<Sampled<State>> {
  return (yield {
    kind: "sample",
    contexts: "context" in contexts ? [contexts] : contexts,
    options: options as SampleOptions<unknown>,
  }) as Sampled<State>;
}

/**
 * Appends a text and multiplies the weight by the follower's probability of it, ∏ₖ p(tₖ | context, t₁…tₖ₋₁) of the tokens
 * that spell it: conditioning on what was read in place of drawing it (Lew et al. 2023, section 2). At temperature 1.
 */
export function* observe(handle: ContextHandle, text: string): Step<void> {
  yield { kind: "observe", context: handle, text };
}

/**
 * Says something more as the user: the assistant's turn ends where it stands, and its next one begins. No weight changes;
 * what is written from there on has the probability that it has for whoever was told. `between`: what stands between both
 * turns in the text that is written, which the follower doesn't see; default: nothing.
 * @example
 * yield* tell(follower, "Go on with one more sentence, about the rain.", { between: " " });
 */
export function* tell(
  handle: ContextHandle,
  message: string,
  { between = "" }: { readonly between?: string } = {},
): Step<void> {
  yield { kind: "tell", context: handle, message, between };
}

/**
 * Multiplies the weight, and with it the target, by a potential: γ(x) ← γ(x) · e^logWeight (Lew et al. 2023, section 2). −∞
 * ends the particle.
 */
export function* factor(logWeight: number): Step<void> {
  yield { kind: "factor", logWeight };
}

/**
 * A place where particles are compared and resampled, the t of the targets γₜ (Del Moral, Doucet and Jasra 2006): a word, a
 * line, a step. It changes no weight. `width`: the way to the next barrier decides
 * much, and is worth so many times as many particles (1 or more, a whole number; the most that one of them asks for).
 */
export function* barrier({ width }: { readonly width?: number } = {}): Step<void> {
  yield width === undefined ? { kind: "barrier" } : { kind: "barrier", width };
}

/**
 * What one of the tools that the engine was given answers. Answers are plain data and frozen, because a particle and its
 * copies share them.
 */
export function* call<Answer = unknown>(tool: string, input: unknown): Step<Answer> {
  return (yield { kind: "call", tool, input }) as Answer;
}
