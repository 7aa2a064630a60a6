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

export const FORK = Symbol("fork");
export const PREPARE = Symbol("prepare");

/** A program that runs elsewhere copies itself there, and is told answers before it must go on, to take many at a time. */
export interface Remote<Result> extends Generator<Effect, Result, unknown> {
  /** Another one, not yet started, whose first effect is the one that this one waits for. */
  [FORK](): Remote<Result>;
  /** What `next` will be called with; several may be told before any of them goes on. */
  [PREPARE](answer: unknown): void;
}

export class Replayable<Result> {
  readonly #program: Program<Result>;
  readonly #generator: Generator<Effect, Result, unknown>;
  readonly #remote: Remote<Result> | undefined;
  // The log, an entry each; arrays side by side are cheaper than objects, and this is written at every effect.
  readonly #kinds: Effect["kind"][] = [];
  readonly #digests: (string | number)[] = [];
  readonly #answers: unknown[] = [];
  /** Absent while a remote program has an answer that it has not gone on with. */
  #step: Step<Result> | undefined;
  #prepared: unknown;

  /** @throws SijoError `program.failed` when the program throws before its first effect. */
  constructor(program: Program<Result>, generator: Generator<Effect, Result, unknown> = program()) {
    this.#program = program;
    this.#generator = generator;
    this.#remote = FORK in generator ? (generator as Remote<Result>) : undefined;
    this.#step = this.#resume(undefined);
  }

  /** What the program waits for, or what it returned. */
  get step(): Step<Result> {
    this.#step ??= this.#resume(this.#prepared);
    return this.#step;
  }

  /**
   * Answers the effect that the program waits for. A remote program goes on when its step is asked for, and throws then.
   * @throws SijoError `program.failed` when the program throws, `program.finished` when it waits for nothing.
   */
  answer(value: unknown): void {
    const { step } = this;
    if (step.done) throw new SijoError("program.finished", "A program that has returned can't be answered.");
    if (this.#remote) {
      this.#remote[PREPARE](value);
      this.#prepared = value;
      this.#step = undefined;
      return;
    }
    this.#kinds.push(step.effect.kind);
    this.#digests.push(digest(step.effect));
    this.#answers.push(value);
    this.#step = this.#resume(value);
  }

  /**
   * A second run of the program, brought to the same point. One that has returned can't change any more and is shared.
   * @throws SijoError `program.not-deterministic` when the second run asks for something else.
   */
  fork(): Replayable<Result> {
    const waiting = this.step;
    if (waiting.done) return this;
    if (this.#remote) return new Replayable(this.#program, this.#remote[FORK]());
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
    if (copy.step.done || copy.step.effect.kind !== waiting.effect.kind) {
      throw notDeterministic(`“${waiting.effect.kind}”`, copy.step);
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
      const place = placeOf(cause);
      throw new SijoError(
        "program.failed",
        `The program failed: ${(cause as Error)?.message ?? String(cause)}`,
        { cause, ...(place !== undefined && { hint: `In ${place}.` }) },
      );
    }
  }
}

/** The file and line that threw, for people; no folder, since others may read it. */
function placeOf(cause: unknown): string | undefined {
  return /([^/\\\s(]+\.[cm]?[jt]s:\d+):\d+/.exec((cause as Error)?.stack ?? "")?.[1];
}

/** What tells one effect from another of its kind, taken at once since programs may reuse their objects; and cheap. */
function digest(effect: Effect): string | number {
  switch (effect.kind) {
    case "factor":
      return effect.logWeight;
    case "observe":
      return effect.text;
    case "tell":
      return effect.message;
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
