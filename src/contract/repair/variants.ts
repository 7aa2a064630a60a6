/**
 * How much of the pieces in a hole can be kept after all: a front that some text of the hole's contract begins with, or
 * everything but the words that are at fault.
 * @module
 */
import { stateAfter } from "../../inference/constraint.ts";
import { textView } from "../../text/index.ts";
import type { Compilation } from "../compile/compile.ts";
import type { TextConstraint, TextState } from "../compile/text-constraint.ts";
import type { Clause, Contract } from "../types.ts";
import { type Between, between } from "./between.ts";
import type { Hole } from "./holes.ts";
import type { Plan } from "./plans.ts";

/** One way to write what is missing. */
export interface Variant {
  /** How much of the pieces in the hole is kept; what keeps more is tried before what keeps less. */
  readonly keeps: "all but words" | "a front" | "nothing";
  /** All that is kept in front of what is written. */
  readonly before: string;
  readonly constraint: Between<TextState>;
  /** Words begun so far. */
  readonly wordsBegun: (state: TextState) => number;
  /** All that is kept behind it; the constraint has its beginning. */
  readonly after: string;
}

export type Compile = (contract: Contract) => Compilation | undefined;

/** Words that the end of a piece may have to be kept. */
const LONGEST_BACK = 20;

/** Variants of a plan, those that keep most first. `holes`: words of its only piece that might be others. */
export function variantsOf(
  plan: Plan,
  { compile, holes }: { compile: Compile; holes: readonly Hole[] },
): Variant[] {
  const compilation = compileShort(plan, compile);
  if (compilation?.kind !== "compiled") return [];
  const { constraint } = compilation;
  const fronts = frontsOf(constraint, plan.replaced).map(({ front, state }) =>
    variant({ plan, keeps: "a front", front, constraint, state, back: "" }),
  );
  // Where something is put in, all is kept.
  const keeps = plan.replaced === "" ? "a front" : "nothing";
  return [
    ...(plan.to - plan.from === 1 && plan.count === 1 ? aroundHoles(plan, { compile, holes }) : []),
    ...fronts,
    variant({ plan, keeps, front: "", constraint, state: constraint.start, back: "" }),
  ];
}

/** Words that pieces may grow by, and words of a new piece, where the contract leaves it open. */
const GROWTH = 5;
const NEW_PIECE = 18;

/** How often that is doubled before the length is left open. */
const DOUBLED = [1, 2, 4, 8];

/** The contract of the hole, kept to about the length of what stood there as far as it allows that. */
function compileShort({ contract, replaced, count }: Plan, compile: Compile): Compilation | undefined {
  const words = textView(replaced).words.length;
  const most = replaced === "" ? NEW_PIECE * count : words + GROWTH;
  for (const times of DOUBLED) {
    const short: Clause = { relation: "at most", scope: [], subject: "word", value: most * times };
    const compilation = compile({ ...contract, clauses: [...contract.clauses, short] });
    if (compilation?.kind === "compiled") return compilation;
  }
  return compile(contract);
}

/** How far a front may be taken back behind the longest one: the last words of it may lead nowhere good. */
const TAKEN_BACK = [0, 2, 5];

/** Beginnings of a text, whole words, that the constraint admits, with where it stands behind them; the longest first. */
export function frontsOf<State>(
  constraint: Pick<TextConstraint<State>, "start" | "next">,
  text: string,
): { readonly front: string; readonly state: State }[] {
  const ends = new Set(textView(text).words.map(({ end }) => end));
  const found: { front: string; state: State }[] = [];
  let state: State | undefined = constraint.start;
  let at = 0;
  for (const character of text) {
    state = constraint.next(state, character.codePointAt(0)!);
    if (state === undefined) break;
    at += character.length;
    if (ends.has(at)) found.push({ front: text.slice(0, at), state });
  }
  const taken = TAKEN_BACK.map((count) => found[found.length - 1 - count]);
  return taken.filter((front) => front !== undefined);
}

function variant({
  plan: { around },
  keeps,
  front,
  constraint,
  state,
  back,
  wordsAtEnd,
}: {
  plan: Plan;
  keeps: Variant["keeps"];
  /** What of the hole is kept at its front, and at its end. */
  front: string;
  back: string;
  constraint: TextConstraint;
  state: TextState;
  /** Words that have been begun where the hole in the piece ends; default: it ends where the piece may. */
  wordsAtEnd?: number;
}): Variant {
  const kept = around.before + front;
  // A space is written with the word behind it, as models have it in one token.
  const before = kept.trimEnd();
  const after = back + around.after;
  const tail = /^\s*\S*/u.exec(after)![0];
  const leave =
    wordsAtEnd === undefined
      ? {}
      : {
          mayLeave: (at: TextState) =>
            constraint.wordsBegun(at) === wordsAtEnd &&
            constraint.next(at, tail.codePointAt(0)!) !== undefined,
          leaveKey: (at: TextState) => wordsAtEnd - constraint.wordsBegun(at),
        };
  return {
    keeps,
    before,
    constraint: between({
      lead: kept.slice(before.length),
      inner: constraint,
      start: state,
      tail: after.trim() === "" ? "" : tail,
      ...leave,
    }),
    wordsBegun: (at) => constraint.wordsBegun(at),
    after: after.trim() === "" ? "" : after,
  };
}

/** Everything kept of a single piece but what stands in each of these holes. */
function aroundHoles(
  plan: Plan,
  { compile, holes }: { compile: Compile; holes: readonly Hole[] },
): Variant[] {
  const { replaced, contract } = plan;
  const view = textView(replaced);
  const { words } = view;
  return holes.flatMap(({ first, end, count }) => {
    const after = words.length - end;
    if (after < 0 || after > LONGEST_BACK || end === 0) return [];
    const front = first === 0 ? "" : replaced.slice(0, words[first - 1].end);
    const clauses: Clause[] = [
      ...contract.clauses,
      { relation: "exactly", scope: [], subject: "word", value: first + count + after },
    ];
    if (after > 0) {
      const kept = words.slice(end).map((word) => view.slice(word));
      clauses.push({ relation: "ends with", scope: [], value: kept.join(" ") });
    }
    const compilation = compile({ ...contract, clauses });
    if (compilation?.kind !== "compiled") return [];
    const { constraint } = compilation;
    const state = stateAfter(constraint, front);
    if (state === undefined) return [];
    const back = replaced.slice(words[end - 1].end);
    const ending = after > 0 ? { back, wordsAtEnd: first + count } : { back: "" };
    return [variant({ plan, keeps: "all but words", front, constraint, state, ...ending })];
  });
}
