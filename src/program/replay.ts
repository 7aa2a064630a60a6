/**
 * A running program with the log of answers it was given, so that it can be copied: JavaScript can't clone a generator,
 * so the copy runs again from its first line, with the answers from the log and without asking any model.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Effect, Program } from "./effects.ts";

export type Step<Result> =
  | { readonly done: false; readonly effect: Effect }
  | { readonly done: true; readonly result: Result };

export class Replayable<Result> {
  readonly #program: Program<Result>;
  readonly #generator: Generator<Effect, Result, unknown>;
  readonly #answers: unknown[] = [];
  readonly #kinds: Effect["kind"][] = [];
  #step: Step<Result>;

  constructor(program: Program<Result>) {
    this.#program = program;
    this.#generator = program();
    this.#step = this.#run(() => this.#generator.next());
  }

  /** What the program waits for, or what it returned. */
  get step(): Step<Result> {
    return this.#step;
  }

  /** Answers the effect that the program waits for. */
  answer(value: unknown): Step<Result> {
    if (this.#step.done)
      throw new SijoError("program.finished", "A program that has returned can't be answered.");
    this.#answers.push(value);
    this.#kinds.push(this.#step.effect.kind);
    this.#step = this.#run(() => this.#generator.next(value));
    return this.#step;
  }

  /** A second run of the program, brought to the same point. */
  fork(): Replayable<Result> {
    const copy = new Replayable(this.#program);
    for (const [index, value] of this.#answers.entries()) {
      const { step } = copy;
      if (step.done || step.effect.kind !== this.#kinds[index]) {
        throw new SijoError(
          "program.not-deterministic",
          `The program asked for “${step.done ? "nothing" : step.effect.kind}” where it had asked for “${this.#kinds[index]}” before.`,
          {
            hint: "Programs must do the same every time: no clock, no random numbers, no state outside the function.",
          },
        );
      }
      copy.answer(value);
    }
    return copy;
  }

  /** Ends the program early; its `finally` blocks run. */
  stop(): void {
    try {
      this.#generator.return(undefined as Result);
    } catch {
      // A program that fails while it is being abandoned changes nothing.
    }
  }

  #run(advance: () => IteratorResult<Effect, Result>): Step<Result> {
    try {
      const { done, value } = advance();
      return done ? { done, result: value } : { done: false, effect: value };
    } catch (cause) {
      if (cause instanceof SijoError) throw cause;
      throw new SijoError(
        "program.failed",
        `The program failed: ${(cause as Error)?.message ?? String(cause)}`,
        { cause },
      );
    }
  }
}
