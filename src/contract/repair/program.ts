/**
 * A repair as an inference program: behind what is kept, what is missing is written under its constraint, and how well the
 * kept text goes on behind that weighs in.
 * @module
 */
import type { Message } from "../../model/token-model.ts";
import { barrier, context, observe, type Program, sample } from "../../program/effects.ts";
import type { TextState } from "../compile/text-constraint.ts";
import type { Written } from "../program.ts";
import type { BetweenState } from "./between.ts";
import type { Variant } from "./variants.ts";

/** Characters of the kept text behind a hole that weigh in. */
const AHEAD = 160;

/** Writes what is missing; returns the whole text. The model has what is kept in front of it in its prompt. */
export function repairProgram({
  messages,
  variant: { before, constraint, wordsBegun, after },
  temperature,
}: {
  messages: readonly Message[];
  variant: Variant;
  temperature: number;
}): Program<Written> {
  const words = (state: BetweenState<TextState>): number =>
    state.kind === "inner" ? wordsBegun(state.inner) : 0;
  return function* () {
    const follower = yield* context(messages);
    let middle = "";
    let logProbability = 0;
    let position: { readonly state: BetweenState<TextState> } = { state: constraint.start };
    while (true) {
      const step = yield* sample<BetweenState<TextState>>(follower, { constraint, position, temperature });
      logProbability += step.logProbability;
      if (step.ended) break;
      middle += step.text;
      const begun = words(step.position.state) > words(position.state);
      position = step.position;
      if (constraint.isWhole(position.state)) break;
      if (begun) yield* barrier();
    }
    const { state } = position;
    const rest = state.kind === "tail" ? after.slice(state.at) : "";
    const ahead = rest.slice(0, AHEAD).replace(/\s*\S*$/u, rest.length > AHEAD ? "" : "$&");
    if (ahead !== "") {
      yield* barrier();
      yield* observe(follower, ahead);
    }
    return { text: before + middle + rest, logProbability, logTaste: 0 };
  };
}
