/**
 * The constraint a planner decodes under: lines of the contract notation, the form first, no line twice, at most so
 * many; everything in them is offered by the request.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { type LineAutomaton, type LineState, lineAutomaton } from "./automaton.ts";
import { offerFor } from "./offer.ts";

/** Lines after which a plan must end. */
const MOST_LINES = 20;
const NEWLINE = 10;

/** Which lines may come: the form, then perhaps a topic, then clauses. */
type Part = "form" | "topic" | "clauses";

/** Where a plan stands. */
export interface PlanState {
  readonly part: Part;
  readonly line: LineState;
  /** The line so far. */
  readonly text: string;
  /** The lines before it. */
  readonly lines: readonly string[];
}

export interface PlanConstraint extends Constraint<PlanState> {
  /** The whole lines of a plan so far; particles are compared when there is one more. */
  lines(state: PlanState): readonly string[];
}

/** Builds the constraint for the evidence of one request. */
export function planConstraint(evidence: Evidence): PlanConstraint {
  const offer = offerFor(evidence);
  const automata: Readonly<Record<Part, LineAutomaton>> = {
    form: lineAutomaton(offer.form),
    topic: lineAutomaton([...offer.topic, ...offer.clauses], offer.admits),
    clauses: lineAutomaton(offer.clauses, offer.admits),
  };
  const repeatable = (lines: readonly string[], text: string): readonly string[] =>
    lines.filter((written) => written.startsWith(text));

  const next = (state: PlanState, codePoint: number): PlanState | undefined => {
    const { part, line, text, lines } = state;
    const automaton = automata[part];
    if (codePoint === NEWLINE) {
      if (!automaton.accepts(line) || lines.includes(text)) return undefined;
      return { part: part === "form" ? "topic" : "clauses", line: 0, text: "", lines: [...lines, text] };
    }
    if (lines.length >= MOST_LINES) return undefined;
    const after = automaton.next(line, codePoint);
    if (after < 0) return undefined;
    const longer = text + String.fromCodePoint(codePoint);
    // A line that can only become one that is there already is a dead end.
    const taken = repeatable(lines, longer).length;
    if (taken > 0 && !automaton.hasMoreLines(after, taken)) return undefined;
    return { part, line: after, text: longer, lines };
  };

  return {
    start: { part: "form", line: 0, text: "", lines: [] },
    next,
    // A plan ends behind a whole line.
    mayEnd: ({ part, text }) => part !== "form" && text === "",
    key: ({ part, line, text, lines }) =>
      `${part}${line}${lines.length >= MOST_LINES ? "full" : ""}|${repeatable(lines, text).join("\n")}`,
    alphabet: new Set([NEWLINE, ...Object.values(automata).flatMap(({ alphabet }) => [...alphabet])]),
    lines: ({ lines }) => lines,
  };
}
