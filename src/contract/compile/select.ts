/**
 * Lifts a monitor of a part to the part around it: `each`, the n-th, the n-th from the end.
 * @module
 */
import type { Scope, Selector } from "../types.ts";
import type { Gap } from "./events.ts";
import type { Monitor, MonitorState } from "./monitor.ts";

/** Verdicts on the last parts are kept as bits of a number. */
const FARTHEST_FROM_THE_END = 30;

/** Whether a scope counts farther from the end than can be kept track of. */
export const isOutOfReach = (scope: Scope): boolean =>
  scope.some(({ at }) => typeof at === "number" && at < -FARTHEST_FROM_THE_END);

/** A monitor of the innermost part, lifted to the whole text. */
export function within(scope: Scope, leaf: Monitor): Monitor {
  return scope.reduceRight<Monitor>((inner, selector: Selector) => selectMonitor({ selector, inner }), leaf);
}

/** What closes a word is not part of it. */
const BARE: Gap = {
  marks: [""],
  separator: "",
  lead: "",
  closes: new Set(),
  opens: false,
  ends: false,
  capital: false,
};

/** Index of the current part (saturating), state of the inner monitor, verdicts on the last parts. */
type Tuple = readonly [index: number, state: number, verdicts: number];

/** More verdicts than any are. */
const VERDICTS = 2 ** (FARTHEST_FROM_THE_END + 1);

/** Numbers for tuples, and back. */
class Interner {
  readonly #ids = new Map<number, Map<number, number>>();
  readonly #tuples: Tuple[] = [];

  id(tuple: Tuple): number {
    const [index, state, verdicts] = tuple;
    let ids = this.#ids.get(state);
    if (ids === undefined) {
      ids = new Map();
      this.#ids.set(state, ids);
    }
    const key = index * VERDICTS + verdicts;
    let id = ids.get(key);
    if (id === undefined) {
      id = this.#tuples.length;
      ids.set(key, id);
      this.#tuples.push(tuple);
    }
    return id;
  }

  tuple(id: number): Tuple {
    return this.#tuples[id];
  }
}

const FAILED = -1;

/**
 * A clause about some parts of an enclosing part. `each`: it holds in all of them. n > 0: there is an n-th, and it holds
 * in that one. n < 0: the same from the end; which part is the −n-th is known only at the end, so the verdicts on the
 * last −n parts are kept as bits.
 */
export function selectMonitor({ selector, inner }: { selector: Selector; inner: Monitor }): Monitor {
  const { unit, at } = selector;
  const states = new Interner();
  const window = at === "each" || at > 0 ? 0 : (1 << -at) - 1;
  const watched = (index: number): boolean => at === "each" || at < 0 || index === at;
  const mayFail = at !== "each" && at < 0;
  // Punctuation before a word is no part of it.
  const begin = (lead: string): MonitorState => inner.begin(unit === "word" ? "" : lead);

  const closePart = (index: number, state: number, verdicts: number, gap: Gap): Tuple | undefined => {
    const holds = watched(index) && state !== FAILED && inner.close(state, unit === "word" ? BARE : gap);
    if (watched(index) && !holds && !mayFail) return undefined;
    const next = begin(gap.lead);
    if (at === "each") return [1, next, 0];
    if (at < 0) return [Math.min(index + 1, -at + 1), next, ((verdicts << 1) | (holds ? 1 : 0)) & window];
    return [Math.min(index + 1, at + 1), next, 0];
  };
  const advance = (tuple: Tuple, next: MonitorState | undefined): Tuple | undefined => {
    if (next === undefined && !mayFail) return undefined;
    return [tuple[0], next ?? FAILED, tuple[2]];
  };

  return {
    ...(inner.piecewise && { piecewise: true }),
    begin: (lead) => states.id([1, begin(lead), 0]),
    word: (id, word) => {
      const tuple = states.tuple(id);
      if (!watched(tuple[0]) || tuple[1] === FAILED) return id;
      const next = advance(tuple, inner.word(tuple[1], word));
      return next && states.id(next);
    },
    gap: (id, gap) => {
      const tuple = states.tuple(id);
      if (gap.closes.has(unit)) {
        const next = closePart(tuple[0], tuple[1], tuple[2], gap);
        return next && states.id(next);
      }
      if (!watched(tuple[0]) || tuple[1] === FAILED) return id;
      const next = advance(tuple, inner.gap(tuple[1], gap));
      return next && states.id(next);
    },
    close: (id, gap) => {
      const [index, state, verdicts] = states.tuple(id);
      // A part that the end leaves unfinished (a verse line's open sentence) is no part.
      const last = gap.closes.has(unit) ? closePart(index, state, verdicts, gap) : [index, state, verdicts];
      if (last === undefined) return false;
      if (at === "each") return true;
      if (at > 0) return last[0] > at;
      return last[0] > -at && (last[2] & (1 << (-at - 1))) !== 0;
    },
  };
}
