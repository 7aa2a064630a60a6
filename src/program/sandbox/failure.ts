/**
 * What goes wrong in a sandbox, as an error about the program: what happened, in which line, what to do.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Entry } from "./protocol.ts";

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Line of the source, from 1. */
  readonly line?: number;
}

const HINTS: Readonly<Record<string, string>> = {
  syntax: "The source must be JavaScript (no types, no import), with a generator function named “program”.",
  source:
    "Declare it at the top of the source, as in: function* program() { … } or function check(text) { … }",
  time: "Does one of its loops never end? Is a regular expression or a search in a long text too slow?",
  memory: "Keep less: shorter texts, smaller lists.",
  stack: "Does a function call itself without end?",
  effects: "Does one of its loops never end?",
  size: "Let less text cross the border at a time.",
  value: "Return strings, finite numbers, true or false, null, lists and plain objects of these.",
  effect: "Effects are asked for with yield*, as in: const step = yield* sample(follower).",
  constraint: "Name a constraint that was given to the sandbox, or describe one.",
  failed: "Mend the line named.",
};

/** `program.sandbox-<code>`; `program.not-deterministic` is the same whoever runs the program. */
export function sandboxError({ code, message, line }: Failure, entry: Entry = "program"): SijoError {
  // Of what is interrupted the engine knows the function and the last call in it, not the turn of the loop.
  const near = code === "time" ? "at or after line" : "line";
  const where = line === undefined ? "" : `, ${near} ${line}`;
  const whole = code === "not-deterministic" ? "program.not-deterministic" : `program.sandbox-${code}`;
  // What a program throws is shown in terminals: it moves no cursor and begins no line there.
  const shown = message.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
  return new SijoError(whole, `The sandboxed ${entry} failed${where}: ${shown}.`, {
    ...(HINTS[code] === undefined ? {} : { hint: HINTS[code] }),
    data: line === undefined ? {} : { line },
  });
}
