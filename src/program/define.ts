/**
 * A program with a name, typed parameters and the settings it is usually run with: what a file exports and
 * `sijo run` runs.
 * @module
 */
import type { AlgorithmName } from "../inference/algorithms.ts";
import type { Effect, Program } from "./effects.ts";
import { checkedParams, type NoParams, type ParamSpecs, type ParamsOf } from "./params.ts";

/** How a program is usually run; whoever runs it may say otherwise. */
export interface RunDefaults {
  readonly particles?: number;
  readonly algorithm?: AlgorithmName;
  /** The follower, as `sijo run --follower` names it. */
  readonly follower?: string;
  /** Other followers, by the names that the program has for them. */
  readonly followers?: Readonly<Record<string, string>>;
  /** Ceiling on tokens evaluated by all models, prompts included. */
  readonly maxTokens?: number;
}

export interface ProgramDefinition<Specs extends ParamSpecs = ParamSpecs, Result = unknown>
  extends RunDefaults {
  readonly kind: "program";
  readonly name?: string;
  readonly description?: string;
  readonly params: Specs;
  /** @throws SijoError `program.params` (usage) for values that don't fit their description. */
  with(params?: Readonly<Record<string, unknown>>): Program<Result>;
}

export interface ProgramOptions<Specs extends ParamSpecs, Result> extends RunDefaults {
  readonly name?: string;
  readonly description?: string;
  /** Each parameter by a JSON Schema of its own; types follow from it. */
  readonly params?: Specs;
  /** The program: it asks for effects with `yield*` and returns its result. */
  run(params: ParamsOf<Specs>): Generator<Effect, Result, unknown>;
}

/**
 * Defines a program.
 * @example
 * export default program({
 *   params: { place: { type: "string", default: "the sea" } },
 *   *run({ place }) {
 *     const follower = yield* context(`Write a sentence about ${place}.`);
 *     return (yield* write(follower, { maxTokens: 40 })).text;
 *   },
 * });
 */
export function program<const Specs extends ParamSpecs = NoParams, Result = unknown>({
  run,
  params = {} as Specs,
  ...rest
}: ProgramOptions<Specs, Result>): ProgramDefinition<Specs, Result> {
  return {
    kind: "program",
    ...rest,
    params,
    with(given) {
      const values = checkedParams(params, given);
      return () => run(values);
    },
  };
}

/** Whether a value is what `program` makes. */
export function isProgramDefinition(value: unknown): value is ProgramDefinition {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { kind?: unknown }).kind === "program" &&
    typeof (value as { with?: unknown }).with === "function"
  );
}
