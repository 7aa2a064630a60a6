/**
 * The constraint a planner decodes under: lines of the contract notation, the form first, at most so many; every number,
 * quoted text and topic copied from the request.
 * @module
 */
import { clauseTemplates, formTemplate, topicTemplate } from "../../contract/index.ts";
import type { Constraint } from "../../inference/constraint.ts";
import { type Evidence, numbersOf, textsOf } from "../evidence/evidence.ts";
import { type LineAutomaton, type LineState, lineAutomaton } from "./automaton.ts";

/** Lines after which a plan must end. */
const MOST_LINES = 20;
/** Characters of a request that a topic may be copied from. */
const TOPIC_SOURCE = 600;
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
  const slots = {
    number: numbersOf(evidence).map(String),
    quoted: textsOf(evidence).map((text) => JSON.stringify(text)),
    rest: evidence.request.slice(0, TOPIC_SOURCE),
  };
  const clauses = clauseTemplates().map(({ expression }) => expression);
  const automata: Readonly<Record<Part, LineAutomaton>> = {
    form: lineAutomaton([formTemplate.expression], slots),
    topic: lineAutomaton([topicTemplate.expression, ...clauses], { ...slots, quoted: slots.quoted }),
    clauses: lineAutomaton(clauses, slots),
  };

  const next = (state: PlanState, codePoint: number): PlanState | undefined => {
    const { part, line, text, lines } = state;
    if (codePoint === NEWLINE) {
      if (!automata[part].accepts(line)) return undefined;
      const following = part === "form" ? "topic" : "clauses";
      return { part: following, line: 0, text: "", lines: [...lines, text] };
    }
    if (lines.length >= MOST_LINES) return undefined;
    const after = automata[part].next(line, codePoint);
    if (after < 0) return undefined;
    return { part, line: after, text: text + String.fromCodePoint(codePoint), lines };
  };

  return {
    start: { part: "form", line: 0, text: "", lines: [] },
    next,
    mayEnd: ({ part, text }) => part !== "form" && text === "",
    key: ({ part, line, lines }) => `${part}${line}${lines.length >= MOST_LINES ? "full" : ""}`,
    alphabet: new Set([NEWLINE, ...Object.values(automata).flatMap(({ alphabet }) => [...alphabet])]),
    lines: ({ lines }) => lines,
  };
}
