/**
 * Calls of tools one behind another, each in tags of its own, as models were trained to write them. The first tag is
 * open when a text begins.
 * @module
 */
import type { Constraint } from "../../inference/constraint.ts";
import { CALL_CLOSES, CALL_OPENS } from "./messages.ts";

/** Small models go on and on. */
const MOST_CALLS = 8;
const BETWEEN = CALL_CLOSES + CALL_OPENS;
/** Where a line may end: before, between and behind the tags. */
const BREAKS: ReadonlySet<number> = new Set([0, CALL_CLOSES.length, BETWEEN.length]);
const NEW_LINE = "\n".codePointAt(0) as number;

type State =
  | { readonly kind: "call"; readonly inner: unknown; readonly calls: number }
  /** So much of both tags stands there. */
  | { readonly kind: "tags"; readonly at: number; readonly broken: boolean; readonly calls: number };

/** One call of the constraint or several; whatever stands there at an end is whole. */
export function severalCalls(call: Constraint<unknown>): Constraint<unknown> {
  const inCall = (inner: unknown, calls: number): State | undefined =>
    inner === undefined ? undefined : { kind: "call", inner, calls };
  const inTags = (
    { at, broken, calls }: Extract<State, { kind: "tags" }>,
    point: number,
  ): State | undefined => {
    if (point === NEW_LINE && BREAKS.has(at) && !broken) return { kind: "tags", at, broken: true, calls };
    if (at === BETWEEN.length) return inCall(call.next(call.start, point), calls + 1);
    if (at === CALL_CLOSES.length && calls === MOST_CALLS) return undefined;
    return BETWEEN.codePointAt(at) === point ? { kind: "tags", at: at + 1, broken: false, calls } : undefined;
  };
  const next = (state: State, point: number): State | undefined => {
    if (state.kind === "tags") return inTags(state, point);
    const { inner, calls } = state;
    const within = inCall(call.next(inner, point), calls);
    if (within || !call.mayEnd(inner)) return within;
    return inTags({ kind: "tags", at: 0, broken: false, calls }, point);
  };
  const several: Constraint<State> = {
    start: { kind: "call", inner: call.start, calls: 1 },
    next,
    mayEnd: (state) =>
      state.kind === "call"
        ? call.mayEnd(state.inner)
        : state.at === CALL_CLOSES.length || (state.at === 0 && state.broken),
    key: (state) =>
      state.kind === "call"
        ? `c${state.calls}${call.key(state.inner)}`
        : `t${state.calls}.${state.at}${state.broken ? "n" : ""}`,
    admitsBetween(state, low, high) {
      if (state.kind === "call" && call.admitsBetween?.(state.inner, low, high)) return true;
      for (let point = low; point <= high; point += 1) if (next(state, point) !== undefined) return true;
      return false;
    },
    ...(call.usable && { usable: call.usable }),
  };
  return several as Constraint<unknown>;
}

/** The documents of a text that is such calls; one that was cut off is left out. */
export function documentsOf(text: string): string[] {
  const documents: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inString) {
      if (letter === "\\") at += 1;
      else if (letter === '"') inString = false;
    } else if (letter === '"' && depth > 0) inString = true;
    else if (letter === "{" || letter === "[") {
      if (depth === 0) start = at;
      depth += 1;
    } else if ((letter === "}" || letter === "]") && depth > 0) {
      depth -= 1;
      if (depth === 0) documents.push(text.slice(start, at + 1));
    }
  }
  return documents;
}
