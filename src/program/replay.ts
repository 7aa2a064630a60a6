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

/**
 * A generator that can copy itself has this method: it gives another one, not yet started, whose first effect is the one
 * that this one waits for. Who has it needs no replay from here.
 */
export const FORK = Symbol("fork");

type Forkable<Result> = Generator<Effect, Result, unknown> & {
  readonly [FORK]?: () => Generator<Effect, Result, unknown>;
};

export class Replayable<Result> {
  readonly #program: Program<Result>;
  readonly #generator: Forkable<Result>;
  // The log, an entry each; arrays side by side are cheaper than objects, and this is written at every effect.
  readonly #kinds: Effect["kind"][] = [];
  readonly #digests: (string | number)[] = [];
  readonly #answers: unknown[] = [];
  #step: Step<Result>;

  /** @throws SijoError `program.failed` when the program throws before its first effect. */
  constructor(program: Program<Result>, generator: Generator<Effect, Result, unknown> = program()) {
    this.#program = program;
    this.#generator = generator;
    this.#step = this.#resume(undefined);
  }

  /** What the program waits for, or what it returned. */
  get step(): Step<Result> {
    return this.#step;
  }

  /**
   * Answers the effect that the program waits for.
   * @throws SijoError `program.failed` when the program throws, `program.finished` when it waits for nothing.
   */
  answer(value: unknown): Step<Result> {
    if (this.#step.done)
      throw new SijoError("program.finished", "A program that has returned can't be answered.");
    const { effect } = this.#step;
    this.#kinds.push(effect.kind);
    this.#digests.push(digest(effect));
    this.#answers.push(value);
    this.#step = this.#resume(value);
    return this.#step;
  }

  /**
   * A second run of the program, brought to the same point. One that has returned can't change any more and is shared.
   * @throws SijoError `program.not-deterministic` when the second run asks for something else.
   */
  fork(): Replayable<Result> {
    if (this.#step.done) return this;
    const own = this.#generator[FORK]?.();
    if (own) return new Replayable(this.#program, own);
    const copy = new Replayable(this.#program);
    for (let index = 0; index < this.#answers.length; index += 1) {
      const { step } = copy;
      const kind = this.#kinds[index];
      const wanted = this.#digests[index];
      if (step.done || step.effect.kind !== kind || digest(step.effect) !== wanted) {
        throw notDeterministic(`“${kind}” (${wanted})`, step);
      }
      copy.answer(this.#answers[index]);
    }
    if (copy.step.done || copy.step.effect.kind !== this.#step.effect.kind) {
      throw notDeterministic(`“${this.#step.effect.kind}”`, copy.step);
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

  #resume(answer: unknown): Step<Result> {
    try {
      const { done, value } = this.#generator.next(answer);
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

/** What tells one effect from another of its kind, taken at once since programs may reuse their objects; and cheap. */
function digest(effect: Effect): string | number {
  switch (effect.kind) {
    case "factor":
      return effect.logWeight;
    case "observe":
      return effect.text;
    case "sample":
      return effect.contexts.length === 1
        ? effect.contexts[0].context
        : effect.contexts.map(({ context }) => context).join();
    case "context":
      return effect.messages.reduce((length, { content }) => length + content.length, 0);
    case "call":
      return effect.tool;
    default:
      return 0;
  }
}

function notDeterministic<Result>(wanted: string, step: Step<Result>): SijoError {
  const found = step.done ? "nothing" : `“${step.effect.kind}” (${digest(step.effect)})`;
  return new SijoError(
    "program.not-deterministic",
    `The program asked for ${found} where it had asked for ${wanted} before.`,
    {
      hint: "Programs must do the same every time: no clock, no random numbers, no state outside the function.",
    },
  );
}
