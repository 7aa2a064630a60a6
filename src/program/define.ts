/**
 * A program with a name, typed parameters and the settings it is usually run with: what a file exports and
 * `sijo run` runs.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { AlgorithmName } from "../inference/algorithms.ts";
import type { Effect, Program } from "./effects.ts";
import { checkedParams, type NoParams, type ParamSpecs, type ParamsOf } from "./params.ts";
import { withSource } from "./source.ts";

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

/** An example of a program's parameters, and what its likeliest result must be: `sijo programs test` runs it. */
export interface ProgramTest {
  /** For people: what it shows. */
  readonly name?: string | undefined;
  /** Those that are not given have their defaults. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Default: 1. */
  readonly seed?: number | undefined;
  readonly particles?: number | undefined;
  /** Clauses that the text must keep, in the notation of contracts, beside those of the program. */
  readonly contract?: string | undefined;
  /** Source of a regular expression that the text must match. */
  readonly matches?: string | undefined;
}

/** What a program states of its results, so that they can be tested. */
export interface Stated<Result> {
  /** Whether a result is what the program is for, and why. */
  check?(result: Result): boolean | { readonly passed: boolean; readonly reason?: string };
  /** Clauses that a finished text keeps, in the notation of contracts. */
  readonly contract?: string | undefined;
  readonly tests?: readonly ProgramTest[] | undefined;
}

/** A program that knows its parameters and how it is usually run. */
export interface ProgramDefinition<Specs extends ParamSpecs = ParamSpecs, Result = unknown>
  extends RunDefaults,
    Stated<Result> {
  readonly kind: "program";
  readonly name?: string;
  readonly description?: string;
  readonly params: Specs;
  /** @throws SijoError `program.params` (usage) for values that don't fit their description. */
  with(params?: Readonly<Record<string, unknown>>): Program<Result>;
}

/** What a program is made of. */
export interface ProgramOptions<Specs extends ParamSpecs, Result> extends RunDefaults, Stated<Result> {
  readonly name?: string;
  readonly description?: string;
  /** Each parameter by a JSON Schema of its own; types follow from it. */
  readonly params?: Specs;
  /** The program: it asks for effects with `yield*` and returns its result. */
  run(params: ParamsOf<Specs>): Generator<Effect, Result, unknown>;
}

/**
 * Defines a program.
 * @throws SijoError `program.definition` (usage) for settings that nothing can be run with.
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
  checkDefinition({ run, ...rest });
  return {
    kind: "program",
    ...rest,
    params,
    with(given) {
      const values = checkedParams(params, given);
      const { name, description } = rest;
      const source = { kind: "function", name, description, params: values, text: String(run) } as const;
      return withSource(() => run(values), source);
    },
  };
}

function checkDefinition({ run, particles, maxTokens }: RunDefaults & { readonly run: unknown }): void {
  const isCount = (value: number | undefined): boolean =>
    value === undefined || (Number.isInteger(value) && value > 0);
  const wrong =
    typeof run !== "function"
      ? "A program was defined without a `run`."
      : !isCount(particles)
        ? `A program is to run with ${JSON.stringify(particles)} particles.`
        : !isCount(maxTokens)
          ? `A program may take ${JSON.stringify(maxTokens)} tokens.`
          : undefined;
  if (wrong === undefined) return;
  throw new SijoError("program.definition", wrong, {
    kind: "usage",
    hint: "`run` is a generator function; `particles` and `maxTokens` are whole numbers above 0.",
  });
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
