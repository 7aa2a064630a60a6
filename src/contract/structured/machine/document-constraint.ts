/**
 * Documents of a schema as a `Constraint` over code points.
 * @module
 */
import type { TextConstraint } from "../../compile/text-constraint.ts";
import { LONGEST_PIECE } from "../values/strings.ts";
import { FAR } from "./array-frame.ts";
import type { Ledger } from "./ledger.ts";
import type { Node } from "./node.ts";
import type { Place } from "./place.ts";
import { type Thread, Threads } from "./threads.ts";

export interface DocumentState {
  readonly threads: readonly Thread[];
  /** Runs of letters and digits that have begun, keywords and names among them. */
  readonly words: number;
  readonly insideWord: boolean;
}

export type DocumentConstraint = TextConstraint<DocumentState>;

/** Readings that are followed side by side, at most: the others are let go of. */
const MOST_THREADS = 64;
const ASCII_END = 0x7f;

export function documentConstraint({
  root,
  place,
  ledger,
}: {
  readonly root: Node;
  readonly place: Place | undefined;
  readonly ledger: Ledger;
}): DocumentConstraint {
  const threads = new Threads();
  const next = (state: DocumentState, codePoint: number): DocumentState | undefined => {
    const found =
      state.threads.length === 1
        ? threads.next(state.threads[0], codePoint)
        : distinct(state.threads.flatMap((thread) => threads.next(thread, codePoint)));
    if (found.length === 0) return undefined;
    const insideWord = isWordCharacter(codePoint);
    return {
      threads: found,
      words: state.words + (insideWord && !state.insideWord ? 1 : 0),
      insideWord,
    };
  };
  return {
    start: { threads: threads.start(root, place, ledger), words: 0, insideWord: false },
    next,
    mayEnd: (state) => state.threads.some((thread) => threads.mayEnd(thread)),
    key: (state) =>
      state.threads.length === 1 ? state.threads[0].key : state.threads.map(({ key }) => key).join(" "),
    admitsBetween(state, low, high) {
      for (let point = low; point <= Math.min(high, ASCII_END); point += 1)
        if (next(state, point)) return true;
      return (
        high > ASCII_END &&
        state.threads.some(({ frame }) => frame?.admitsBeyondAscii(Math.max(low, 0x80), high))
      );
    },
    freely: (state) => (state.threads.length === 1 ? state.threads[0].frame?.freely() : undefined),
    soonest: (state) => (state.threads.length === 1 ? state.threads[0].frame?.soonest?.() : undefined),
    usable: usablePiece,
    wordsBegun: ({ words }) => words,
  };
}

/** Pieces that keys look far enough for: not too long, and not many values in one. */
export function usablePiece(piece: string): boolean {
  let points = 0;
  let commas = 0;
  for (const character of piece) {
    points += 1;
    if (character === ",") commas += 1;
  }
  return points <= LONGEST_PIECE && commas < FAR - 1;
}

function distinct(threads: readonly Thread[]): readonly Thread[] {
  if (threads.length < 2) return threads;
  return [...new Map(threads.map((thread) => [thread.key, thread])).values()].slice(0, MOST_THREADS);
}

const LETTER = /[\p{L}\p{N}]/u;
const isWordCharacter = (codePoint: number): boolean =>
  codePoint < 128
    ? (codePoint >= 97 && codePoint <= 122) ||
      (codePoint >= 65 && codePoint <= 90) ||
      (codePoint >= 48 && codePoint <= 57)
    : LETTER.test(String.fromCodePoint(codePoint));
