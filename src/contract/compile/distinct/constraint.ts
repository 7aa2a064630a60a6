/**
 * A text constraint narrowed to texts in which compared words differ. What was written is remembered here, outside the
 * product of the clauses: a word that was used may be begun as long as another one can come of it, and no gap follows it.
 * @module
 */
import type { Doubts, Narrowing } from "../../../inference/constraint.ts";
import { foldWord } from "../../../text/index.ts";
import type { Unit } from "../../types.ts";
import type { Gap } from "../events.ts";
import type { PlainConstraint, PlainState, TextConstraint } from "../text-constraint.ts";
import { coreOf } from "../word-classes.ts";
import type { ClassWords } from "./class-words.ts";
import type { DistinctDemand } from "./demand.ts";

/** Where a text stands with one demand. */
interface Watch {
  /** Which part of each step of the scope it is in, from 1. */
  readonly indices: readonly number[];
  /** Words of the current unit so far. */
  readonly position: number;
  /** Folded words that may not be used again in the current part. */
  readonly used: readonly string[];
}

export interface DistinctState {
  readonly kind: "distinct";
  readonly inner: PlainState;
  /** The word that is being written, as far as it is. */
  readonly typed: string;
  /** What stands since the last word. */
  readonly gap: string;
  readonly watches: readonly Watch[];
}

export function distinctConstraint({
  inner,
  demands,
  gaps,
  words,
}: {
  inner: PlainConstraint;
  demands: readonly DistinctDemand[];
  gaps: readonly Gap[];
  words: ClassWords;
}): TextConstraint {
  const gapTexts = new Map<string, ReadonlySet<Unit>>();
  for (const { marks, separator, lead, ends, closes } of gaps) {
    if (!ends) for (const mark of marks) gapTexts.set(mark + separator + lead, closes);
  }

  const isCompared = (watch: Watch, { scope, unit, place }: DistinctDemand): boolean =>
    (unit === "word" || watch.position + 1 === place) &&
    scope.every(({ at }, step) => at === "each" || watch.indices[step] === at);

  /** Words that can't be written next. */
  const barred = (watches: readonly Watch[]): readonly string[] =>
    watches.flatMap((watch, index) => (isCompared(watch, demands[index]) ? watch.used : []));

  const afterWord = (watches: readonly Watch[], word: string): readonly Watch[] =>
    watches.map((watch, index) => ({
      ...watch,
      position: demands[index].unit === "word" ? 0 : Math.min(watch.position + 1, demands[index].place),
      used: isCompared(watch, demands[index]) ? [...watch.used, word] : watch.used,
    }));

  const afterGap = (watches: readonly Watch[], text: string): readonly Watch[] => {
    const closes = gapTexts.get(text);
    if (!closes || closes.size === 0) return watches;
    return watches.map((watch, index) => {
      const { scope, unit } = demands[index];
      const closed = scope.findIndex((step) => closes.has(step.unit));
      const position = unit !== "word" && (closes.has(unit) || closed >= 0) ? 0 : watch.position;
      if (closed < 0) return { ...watch, position };
      const indices = watch.indices.map((at, step) => (step < closed ? at : step === closed ? at + 1 : 1));
      return { indices, position, used: [] };
    });
  };

  const asWord = (typed: string): string => foldWord(coreOf(typed));

  /** Whether a word that may still be used can come of what was typed. */
  const hasFreeWord = (state: PlainState, typed: string, watches: readonly Watch[]): boolean => {
    const used = barred(watches);
    if (used.length === 0) return true;
    const folded = foldWord(typed);
    const isPlain = /^[\p{L}\p{N}]*$/u.test(folded);
    if (isPlain && !used.some((word) => word.startsWith(folded))) return true;
    return inner.hasWord(state, (rest) => !used.includes(asWord(typed + rest)));
  };

  const next = (state: DistinctState, codePoint: number): DistinctState | undefined => {
    const after = inner.next(state.inner, codePoint);
    if (!after) return undefined;
    const letter = String.fromCodePoint(codePoint);
    const inWord = after.kind === "word" && after.begun;
    const wasInWord = state.inner.kind === "word" && state.inner.begun;
    if (inWord) {
      const typed = state.typed + letter;
      const watches = wasInWord ? state.watches : afterGap(state.watches, state.gap);
      if (!hasFreeWord(after, typed, watches)) return undefined;
      return { kind: "distinct", inner: after, typed, gap: "", watches };
    }
    if (!wasInWord) return { ...state, inner: after, gap: state.gap + letter };
    const word = asWord(state.typed);
    if (barred(state.watches).includes(word)) return undefined;
    return {
      kind: "distinct",
      inner: after,
      typed: "",
      gap: letter,
      watches: afterWord(state.watches, word),
    };
  };

  /** Where a used word has been typed in full, nothing but more of its letters may follow. */
  const plainOf = ({ inner: state, typed, watches }: DistinctState): PlainState =>
    state.kind === "word" && state.begun && barred(watches).includes(asWord(typed))
      ? { ...state, goesOn: true }
      : state;

  const ids = new Map<string, number>();
  const idOf = (name: string): number => {
    let id = ids.get(name);
    if (id === undefined) {
      id = ids.size;
      ids.set(name, id);
    }
    return id;
  };

  /** Continuations that may be refused here though the plain constraint admits them: those that lead to used words. */
  const doubts = (state: DistinctState): Doubts[] => {
    const found: Doubts[] = [];
    const plain = plainOf(state);
    const spellingsOf = (used: readonly string[]): string[] => [...new Set(used)].flatMap(words.spellings);
    if (plain.kind === "word" && plain.begun) {
      const texts = spellingsOf(barred(state.watches))
        .filter((spelling) => spelling.startsWith(state.typed))
        .map((spelling) => spelling.slice(state.typed.length));
      found.push({ before: [""], texts });
      if (plain.goesOn) return found;
    }
    const watches = state.typed === "" ? state.watches : afterWord(state.watches, asWord(state.typed));
    const byUsed = new Map<string, { before: string[]; used: readonly string[] }>();
    for (const text of gapTexts.keys()) {
      if (!text.startsWith(state.gap)) continue;
      const used = barred(afterGap(watches, text));
      if (used.length === 0) continue;
      const key = used.join(" ");
      const group = byUsed.get(key) ?? { before: [], used };
      group.before.push(text.slice(state.gap.length));
      byUsed.set(key, group);
    }
    for (const { before, used } of byUsed.values()) found.push({ before, texts: spellingsOf(used) });
    return found;
  };

  const narrows: Narrowing<DistinctState, PlainState> = { constraint: inner, stateOf: plainOf, doubts };
  const start: DistinctState = {
    kind: "distinct",
    inner: inner.start,
    typed: "",
    gap: "",
    watches: demands.map(({ scope }) => ({ indices: scope.map(() => 1), position: 0, used: [] })),
  };
  return {
    start,
    next,
    mayEnd: (state: DistinctState) => inner.mayEnd(plainOf(state)),
    key: (state: DistinctState) =>
      `${inner.key(plainOf(state))}d${idOf(JSON.stringify([state.typed, state.gap, state.watches]))}`,
    alphabet: inner.alphabet!,
    usable: inner.usable!,
    narrows,
    wordsBegun: (state: DistinctState) => inner.wordsBegun(state.inner),
    isDecisive: (state: DistinctState) => inner.isDecisive(state.inner),
  };
}
