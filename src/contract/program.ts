/**
 * A compiled contract as an inference program: the follower writes, the constraint admits, particles are compared at
 * words.
 * @module
 */
import type { Message } from "../model/token-model.ts";
import { barrier, context, type Program, sample } from "../program/effects.ts";
import type { TextConstraint, TextState } from "./compile/text-constraint.ts";

export interface ContractProgramOptions {
  readonly messages: readonly Message[];
  readonly constraint: TextConstraint;
  readonly temperature?: number;
}

/** Writes a text that obeys the constraint; returns it when the follower ends it. */
export function contractProgram({
  messages,
  constraint,
  temperature = 1,
}: ContractProgramOptions): Program<string> {
  return function* () {
    const follower = yield* context(messages);
    let text = "";
    let position: { readonly state: TextState } = { state: constraint.start };
    while (true) {
      const step = yield* sample<TextState>(follower, { constraint, position, temperature });
      if (step.ended) return text;
      text += step.text;
      // The first piece of a word is a place where all particles have written as many words.
      const begun = constraint.wordsBegun(step.position.state) > constraint.wordsBegun(position.state);
      position = step.position;
      if (begun) yield* barrier();
    }
  };
}
