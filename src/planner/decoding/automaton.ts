/**
 * The lines of a notation as a deterministic automaton over code points, with slots that hold nothing but what the
 * evidence offers. Built lazily from the expressions that also parse and print the notation (Thompson's construction,
 * subset construction on demand).
 * @module
 */
import type { Expression } from "../../contract/index.ts";

/** What each slot of the notation may hold, as it is written in a line. */
export interface SlotTexts {
  readonly number: readonly string[];
  /** Numbers that name a place: `line 2`, `sentence 3`. */
  readonly place: readonly string[];
  /** Numbers that name the place of a word or of a character: `word 3`. */
  readonly namedPlace: Readonly<Record<"word" | "character", readonly string[]>>;
  /** With their quotation marks and escapes. */
  readonly quoted: readonly string[];
  /** Texts whose runs of whole words are what the rest of a line may hold. */
  readonly rest: readonly string[];
  /** Whether a list of quoted texts holds each at most once, in the order in which they stand here. */
  readonly inTurn?: boolean;
}

/** A form of a line, and what may stand in its slots. */
export interface LineForm {
  readonly expression: Expression;
  readonly slots: SlotTexts;
  /** What its number counts, or the field that it is said of, where it counts or speaks of one. */
  readonly of?: string;
  /** How a line begins that is written once. */
  readonly once?: string;
  /** Which parts of this form may be written, of those that may be written at all. */
  readonly admits?: (part: Expression) => boolean;
}

/** Items of a list at most: a planner that loses its way would write them without end. */
const LONGEST_LIST = 8;

/** A state of the automaton; 0 is the start. */
export type LineState = number;

export interface LineAutomaton {
  /** The state after one more code point, or −1 when no line begins like that. */
  next(state: LineState, codePoint: number): LineState;
  accepts(state: LineState): boolean;
  /** Whether more lines than this can be completed from here. */
  hasMoreLines(state: LineState, than: number): boolean;
  /** Every code point that occurs in some line. */
  readonly alphabet: ReadonlySet<number>;
}

/** Nodes of the nondeterministic automaton: edges on a code point, and edges that need none. */
interface Nfa {
  readonly edges: { readonly codePoint: number; readonly to: number }[][];
  readonly free: number[][];
}

/** The automaton of all lines of these forms; parts of an expression that are not admitted are left out of it. */
export function lineAutomaton(
  forms: readonly LineForm[],
  admits: (part: Expression) => boolean = () => true,
): LineAutomaton {
  const nfa: Nfa = { edges: [], free: [] };
  const start = addNode(nfa);
  const end = addNode(nfa);
  for (const { expression, slots, admits: admitsHere } of forms) {
    const both = admitsHere ? (part: Expression) => admits(part) && admitsHere(part) : admits;
    connect({ nfa, expression, from: start, to: end, slots, admits: both });
  }
  const hopeful = nodesThatReach(nfa, end);

  const ids = new Map<string, LineState>();
  const members: (readonly number[])[] = [];
  const steps: Map<number, LineState>[] = [];
  const intern = (nodes: Iterable<number>): LineState => {
    const closed = [...closure(nfa, nodes)]
      .filter((node) => hopeful.has(node))
      .sort((one, other) => one - other);
    if (closed.length === 0) return -1;
    const key = closed.join();
    let id = ids.get(key);
    if (id === undefined) {
      id = members.length;
      ids.set(key, id);
      members.push(closed);
      steps.push(new Map());
    }
    return id;
  };
  // Where nothing is offered there is no line, and a start that leads nowhere.
  if (intern([start]) < 0) {
    members.push([]);
    steps.push(new Map());
  }

  const next = (state: LineState, codePoint: number): LineState => {
    const known = steps[state].get(codePoint);
    if (known !== undefined) return known;
    const reached = members[state].flatMap((node) =>
      nfa.edges[node].flatMap((edge) => (edge.codePoint === codePoint ? [edge.to] : [])),
    );
    const found = intern(reached);
    steps[state].set(codePoint, found);
    return found;
  };
  /** Lines are finite and every path leads to one, so that a search that goes deep first finds the next at once. */
  const hasMoreLines = (state: LineState, than: number): boolean => {
    let found = 0;
    const waiting = [state];
    while (waiting.length > 0) {
      const at = waiting.pop() as LineState;
      if (members[at].includes(end)) found += 1;
      if (found > than) return true;
      for (const point of new Set(
        members[at].flatMap((node) => nfa.edges[node].map((edge) => edge.codePoint)),
      )) {
        const after = next(at, point);
        if (after >= 0) waiting.push(after);
      }
    }
    return false;
  };
  return {
    next,
    hasMoreLines,
    accepts: (state) => members[state].includes(end),
    alphabet: new Set(nfa.edges.flatMap((edges) => edges.map(({ codePoint }) => codePoint))),
  };
}

function addNode(nfa: Nfa): number {
  nfa.edges.push([]);
  nfa.free.push([]);
  return nfa.edges.length - 1;
}

interface Connection {
  readonly nfa: Nfa;
  readonly expression: Expression;
  readonly from: number;
  readonly to: number;
  readonly slots: SlotTexts;
  readonly admits: (part: Expression) => boolean;
}

function connect({ nfa, expression, from, to, slots, admits }: Connection): void {
  if (!admits(expression)) return;
  switch (expression.kind) {
    case "literal":
      connectText(nfa, expression.text, from, to);
      return;
    case "slot":
      if (expression.type === "rest") for (const text of slots.rest) connectSpans(nfa, text, from, to);
      else for (const text of textsFor(expression, slots)) connectText(nfa, text, from, to);
      return;
    case "sequence": {
      let at = from;
      for (const item of expression.items) {
        const after = addNode(nfa);
        connect({ nfa, expression: item, from: at, to: after, slots, admits });
        at = after;
      }
      nfa.free[at].push(to);
      return;
    }
    case "choice":
      for (const option of expression.options) {
        const unit = /^(word|character)-step$/.exec(expression.rule ?? "")?.[1] as "word" | undefined;
        const within = unit ? { ...slots, place: slots.namedPlace[unit] } : slots;
        connect({ nfa, expression: option, from, to, slots: within, admits });
      }
      return;
    case "list": {
      if (slots.inTurn && expression.item.kind === "slot" && expression.item.type === "quoted") {
        connectInTurn(nfa, { texts: slots.quoted, separator: expression.separator, from, to });
        return;
      }
      let at = from;
      for (let index = 1; index <= LONGEST_LIST; index += 1) {
        const after = addNode(nfa);
        if (index > 1) {
          const separated = addNode(nfa);
          connectText(nfa, expression.separator, at, separated);
          at = separated;
        }
        connect({ nfa, expression: expression.item, from: at, to: after, slots, admits });
        if (index >= expression.min) nfa.free[after].push(to);
        at = after;
      }
      return;
    }
    case "field":
      connect({ nfa, expression: expression.of, from, to, slots, admits });
  }
}

/** Scopes call their numbers `at` and `back`. */
function textsFor(
  { type, name }: Extract<Expression, { kind: "slot" }>,
  slots: SlotTexts,
): readonly string[] {
  if (type === "quoted") return slots.quoted;
  return name === "at" || name === "back" ? slots.place : slots.number;
}

function connectText(nfa: Nfa, text: string, from: number, to: number): void {
  const points = Array.from(text, (character) => character.codePointAt(0) as number);
  let at = from;
  for (const codePoint of points) {
    const after = addNode(nfa);
    nfa.edges[at].push({ codePoint, to: after });
    at = after;
  }
  nfa.free[at].push(to);
}

/** One or more of the texts, separated, in their order. */
function connectInTurn(
  nfa: Nfa,
  {
    texts,
    separator,
    from,
    to,
  }: {
    readonly texts: readonly string[];
    readonly separator: string;
    readonly from: number;
    readonly to: number;
  },
): void {
  const starts = texts.map(() => addNode(nfa));
  nfa.free[from].push(...starts);
  for (const [index, text] of texts.entries()) {
    const after = addNode(nfa);
    connectText(nfa, text, starts[index], after);
    nfa.free[after].push(to);
    const separated = addNode(nfa);
    connectText(nfa, separator, after, separated);
    nfa.free[separated].push(...starts.slice(index + 1));
  }
}

/** Every run of whole words of a text: one chain through it, entered before any word and left behind any. */
function connectSpans(nfa: Nfa, text: string, from: number, to: number): void {
  let at = addNode(nfa);
  for (const [piece] of text.matchAll(/[\p{L}\p{M}\p{N}’'-]+|\s+|[^\s]/gu)) {
    const isWord = /[\p{L}\p{N}]/u.test(piece);
    if (isWord) nfa.free[from].push(at);
    const after = addNode(nfa);
    connectText(nfa, piece.trim() === "" ? " " : piece, at, after);
    if (isWord) nfa.free[after].push(to);
    at = after;
  }
}

function closure(nfa: Nfa, nodes: Iterable<number>): Set<number> {
  const found = new Set<number>(nodes);
  for (const node of found) for (const to of nfa.free[node]) found.add(to);
  return found;
}

/** Nodes from which the end can be reached: where a slot has nothing to offer, its line leads nowhere. */
function nodesThatReach(nfa: Nfa, end: number): Set<number> {
  const before: number[][] = nfa.edges.map(() => []);
  for (const [node, edges] of nfa.edges.entries()) for (const { to } of edges) before[to].push(node);
  for (const [node, free] of nfa.free.entries()) for (const to of free) before[to].push(node);
  const found = new Set([end]);
  for (const node of found) for (const from of before[node]) found.add(from);
  return found;
}
