/**
 * The constraint a planner decodes under: lines of the contract notation, the form first, no line twice, at most so
 * many; everything in them is offered by the request.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";
import { demandsOf } from "../audit/demands.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { fieldsSaid } from "../evidence/fields-said.ts";
import { type LineAutomaton, type LineForm, type LineState, lineAutomaton } from "./automaton.ts";
import { saidOfFields, spentOnFields } from "./json-offer.ts";
import { offerFor } from "./offer.ts";

/** Lines after which a plan must end. */
const MOST_LINES = 20;
const NEWLINE = 10;
/** Lines that are described in turn have numbers that nobody said. */
const LISTED = /\b(?:line|sentence|paragraph) \d+/g;
const IN_ORDER = / in this order$/m;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/**
 * Which lines may come: the form, then perhaps a topic, then clauses; when all quotations or all numbers of the request are
 * used, only clauses without them.
 */
const PARTS = ["form", "topic", "clauses", "numeric", "textual", "bare"] as const;
type Part = (typeof PARTS)[number];

/** Where a plan stands. */
export interface PlanState {
  readonly part: Part;
  readonly line: LineState;
  /** The line so far. */
  readonly text: string;
  /** The lines before it. */
  readonly lines: readonly string[];
  /** Quoted texts and numbers that are used as often as the request has them, and beginnings of lines that are written once. */
  readonly spent: readonly string[];
}

export interface PlanConstraint extends Constraint<PlanState> {
  /** The whole lines of a plan so far; particles are compared when there is one more. */
  lines(state: PlanState): readonly string[];
}

/** Numbers, and again with what they count: "3", "3 line". */
function numbersSaid(plan: string): readonly string[] {
  const said = plan.replace(QUOTED, "").replace(LISTED, "");
  const counted = said.match(/\d+ [a-z]+/g) ?? [];
  return [...(said.match(/\d+/g) ?? []), ...counted.map((words) => words.replace(/s$/, ""))];
}

/** The plan but for its topic, which uses nothing, whatever stands in it. */
const withoutTopic = (lines: readonly string[]): string =>
  lines.filter((line) => !line.startsWith("topic:")).join("\n");

const avoids = (line: string, text: string): boolean => / avoids /.test(line) && line.includes(text);

/** Whether the automaton has this line. */
function reads(automaton: LineAutomaton, line: string): boolean {
  let state: LineState = 0;
  for (const character of line) {
    state = automaton.next(state, character.codePointAt(0) as number);
    if (state < 0) return false;
  }
  return automaton.accepts(state);
}

/**
 * Builds the constraint for the evidence of one request. `complete`: a plan doesn't end before it has used every number
 * that the request demands, or as many lines as there are demands.
 */
export function planConstraint(evidence: Evidence, { complete = false } = {}): PlanConstraint {
  const offer = offerFor(evidence);
  const forms: Readonly<Record<Part, readonly LineForm[]>> = {
    form: offer.form,
    topic: [...offer.topic, ...offer.clauses],
    clauses: offer.clauses,
    numeric: offer.numeric,
    textual: offer.textual,
    bare: offer.bare,
  };
  const automata = new Map<string, LineAutomaton>();
  /** The lines of a part without the texts that are spent; built when they are first asked for. */
  const automatonOf = (part: Part, spent: readonly string[]): LineAutomaton => {
    const name = `${part} ${spent.join()}`;
    const known = automata.get(name);
    if (known) return known;
    const left = forms[part]
      .filter(({ once }) => once === undefined || !spent.includes(once))
      .map((form) => ({
        ...form,
        slots: {
          ...form.slots,
          quoted: form.slots.quoted.filter((text) => !spent.includes(text)),
          number: form.slots.number.filter(
            (number) => !spent.includes(number) && !spent.includes(`${number} ${form.of}`),
          ),
        },
      }));
    const built = lineAutomaton(left, offer.admits);
    automata.set(name, built);
    return built;
  };
  const demands = demandsOf(evidence);
  const fields = demands.keys.length > 0 ? fieldsSaid(evidence) : [];
  const count = (list: readonly string[], item: string): number =>
    list.filter((other) => other === item).length;
  const owesOrder = (plan: string): boolean => demands.order && !IN_ORDER.test(plan);
  const spentAfter = (lines: readonly string[]): readonly string[] => {
    if (demands.keys.length > 0) return spentOnFields(lines, fields);
    const plan = withoutTopic(lines);
    const said = numbersSaid(plan);
    return [
      ...new Set(demands.texts)
        .values()
        .filter((text) => plan.split(text).length - 1 >= count(demands.texts, text)),
      ...new Set(demands.spendable)
        .values()
        .filter((number) => count(said, number) >= count(demands.spendable, number)),
    ];
  };
  /** What may follow these lines: nothing is used more often than the request has it. */
  const partAfter = (lines: readonly string[]): Part => {
    const plan = withoutTopic(lines);
    const said = numbersSaid(plan);
    const textsLeft =
      owesOrder(plan) ||
      demands.texts.some((text) => plan.split(text).length - 1 < count(demands.texts, text));
    const numbersLeft = demands.numbers.some(
      (number) => count(said, number) < count(demands.numbers, number),
    );
    // Of fields, what is spent says enough.
    if (demands.keys.length > 0) return "clauses";
    if (textsLeft) return numbersLeft ? "clauses" : "textual";
    return numbersLeft ? "numeric" : "bare";
  };
  const mostNeeded =
    2 + demands.numbers.length + demands.texts.length + 2 * demands.keys.length + Number(demands.order);
  const isComplete = (lines: readonly string[]): boolean => {
    if (!complete || lines.length >= mostNeeded) return true;
    const plan = lines.join("\n");
    // A place that is listed is said as well.
    const said = new Set([
      ...numbersSaid(plan),
      ...(plan.replace(QUOTED, "").match(/\d+/g) ?? []),
      ...saidOfFields(lines, fields),
    ]);
    const clauses = withoutTopic(lines);
    if (demands.owed.some((text) => !clauses.includes(text))) return false;
    if (owesOrder(plan) || demands.denied.some((text) => !lines.some((line) => avoids(line, text))))
      return false;
    return (
      demands.sure.every((numbers) => numbers.some((number) => said.has(number))) &&
      demands.keys.every((key) => plan.includes(key))
    );
  };
  /** Whether no line is left to be written, whatever is still demanded. */
  const isStuck = ({ part, lines, spent }: PlanState): boolean => {
    const automaton = automatonOf(part, spent);
    return !automaton.hasMoreLines(0, lines.filter((line) => reads(automaton, line)).length);
  };
  const repeatable = (lines: readonly string[], text: string): readonly string[] =>
    lines.filter((written) => written.startsWith(text));

  const next = (state: PlanState, codePoint: number): PlanState | undefined => {
    const { part, line, text, lines, spent } = state;
    const automaton = automatonOf(part, spent);
    if (codePoint === NEWLINE) {
      if (!automaton.accepts(line) || lines.includes(text)) return undefined;
      const longer = [...lines, text];
      const following = part === "form" ? "topic" : partAfter(longer);
      return { part: following, line: 0, text: "", lines: longer, spent: spentAfter(longer) };
    }
    if (lines.length >= MOST_LINES) return undefined;
    const after = automaton.next(line, codePoint);
    if (after < 0) return undefined;
    const longer = text + String.fromCodePoint(codePoint);
    // A line that can only become one that is there already is a dead end.
    const taken = repeatable(lines, longer).filter((written) => reads(automaton, written)).length;
    if (taken > 0 && !automaton.hasMoreLines(after, taken)) return undefined;
    return { part, line: after, text: longer, lines, spent };
  };

  return {
    start: { part: "form", line: 0, text: "", lines: [], spent: [] },
    next,
    // A plan ends behind a whole line.
    mayEnd: (state) =>
      state.part !== "form" && state.text === "" && (isComplete(state.lines) || isStuck(state)),
    key: ({ part, line, text, lines, spent }) =>
      `${part}${spent.join()}/${line}${lines.length >= MOST_LINES ? "full" : ""}${text === "" && isComplete(lines)}|${repeatable(lines, text).join("\n")}`,
    alphabet: new Set([NEWLINE, ...PARTS.flatMap((part) => [...automatonOf(part, []).alphabet])]),
    lines: ({ lines }) => lines,
  };
}
