/**
 * A string, between its quotation marks.
 * @module
 */
import {
  BACKSLASH,
  escapedBy,
  isWritable,
  QUOTE,
  someStandAsTheyAre,
  standsAsItIs,
} from "../values/characters.ts";
import { mayBegin, NO_STRING, type StringLanguage, type StringState } from "../values/strings.ts";
import { type Frame, NO_STEPS, NOTHING_WRITTEN, noValueInside, PLAIN_FRAME, type Step } from "./frame.ts";
import type { TextBounds } from "./ledger.ts";
import { mayExceed, mayStayBelow } from "./text-bounds.ts";

export interface StringOptions {
  /** Tells languages apart. */
  readonly id: string;
  readonly language: StringLanguage;
  /** Whether the characters are wanted when the string is whole. */
  readonly keep: boolean;
  /** Strings that it may not be. */
  readonly excluded?: readonly string[];
  readonly bounds?: TextBounds;
}

interface Progress {
  readonly phase: "before" | "inside" | "escape";
  readonly state: StringState;
  readonly length: number;
  /** The characters, where they matter. */
  readonly text: string;
}

const BEFORE: Progress = { phase: "before", state: 0, length: 0, text: "" };
const INSIDE: Progress = { ...BEFORE, phase: "inside" };

/** From its first quotation mark on. */
export const stringFrame = (options: StringOptions): Frame => frameAt(options, BEFORE);

/** From behind its first quotation mark on. */
export const openStringFrame = (options: StringOptions): Frame => frameAt(options, INSIDE);

function frameAt(options: StringOptions, at: Progress): Frame {
  const { id, language, keep, excluded, bounds } = options;
  const { phase, state, length, text } = at;
  const remembers = keep || excluded !== undefined || bounds !== undefined;
  const mayClose = (): boolean =>
    language.accepts(state, length) &&
    !excluded?.includes(text) &&
    (bounds?.above === undefined || text > bounds.above) &&
    (bounds?.below === undefined || text < bounds.below);
  const grown = (codePoint: number): Frame | undefined => {
    if (length === 0 && !language.hasPattern && !mayBegin(codePoint)) return undefined;
    const next = language.next(state, codePoint);
    if (next === NO_STRING || !language.canBecome(next, length + 1)) return undefined;
    const longer = remembers ? text + String.fromCodePoint(codePoint) : "";
    if (excluded && !mayDiffer(language, next, longer, length + 1, excluded)) return undefined;
    if (bounds?.above !== undefined && !mayExceed(bounds.above, { language, state: next, text: longer }))
      return undefined;
    if (bounds?.below !== undefined && !mayStayBelow(bounds.below, { language, state: next, text: longer })) {
      return undefined;
    }
    return frameAt(options, { phase: "inside", state: next, length: length + 1, text: longer });
  };
  const canEscape = (): boolean => [...ESCAPES].some((letter) => grown(escapedBy(letter)!) !== undefined);
  return {
    ...PLAIN_FRAME,
    key: `${phase[0]}${id}.${language.key(state, length)}${remembers ? tailKey(text, excluded, bounds) : ""}`,
    step(codePoint): readonly Step[] {
      if (phase === "before") {
        if (codePoint !== QUOTE || (excluded && !mayDiffer(language, 0, "", 0, excluded))) return NO_STEPS;
        return [{ kind: "stay", frame: frameAt(options, INSIDE) }];
      }
      if (phase === "escape") {
        const meant = escapedBy(codePoint);
        const frame = meant === undefined ? undefined : grown(meant);
        return frame ? [{ kind: "stay", frame }] : NO_STEPS;
      }
      if (codePoint === QUOTE) {
        if (!mayClose()) return NO_STEPS;
        return [
          { kind: "done", written: remembers ? { text, canonical: JSON.stringify(text) } : NOTHING_WRITTEN },
        ];
      }
      if (codePoint === BACKSLASH) {
        return canEscape()
          ? [{ kind: "stay", frame: frameAt(options, { ...at, phase: "escape" }) }]
          : NO_STEPS;
      }
      if (!standsAsItIs(codePoint)) return NO_STEPS;
      const frame = grown(codePoint);
      return frame ? [{ kind: "stay", frame }] : NO_STEPS;
    },
    admitsBeyondAscii(low, high) {
      if (phase !== "inside") return false;
      if (!language.hasPattern && !remembers) {
        // Any character is as good as another.
        return language.canBecome(0, length + 1) && someStandAsTheyAre(low, high, { atStart: length === 0 });
      }
      if (!language.goesBeyondAscii(state)) return false;
      for (let point = low; point <= high; point += 1) {
        if (standsAsItIs(point) && isWritable(point) && grown(point)) return true;
      }
      return false;
    },
    freely: () => {
      if (phase !== "inside" || excluded !== undefined || bounds !== undefined) return undefined;
      return language.freely(state, length);
    },
    resume: noValueInside,
  };
}

/** Letters that may stand behind a backslash. */
const ESCAPES: readonly number[] = Array.from('"\\nt', (letter) => letter.codePointAt(0)!);

/** Whether a string that begins so can become one that is not excluded. */
function mayDiffer(
  language: StringLanguage,
  state: StringState,
  text: string,
  length: number,
  excluded: readonly string[],
): boolean {
  const near = excluded.filter((other) => other.startsWith(text));
  if (near.length === 0) return true;
  // With room for one more character, there are more texts than could be excluded.
  if (!language.hasPattern && language.canBecome(state, length + 1)) return true;
  const count = language.completions(state, length, near.length + 1).length;
  if (count > near.length) return true;
  // What is excluded may be none of the language: other alternatives have it.
  return (
    count >
    near.filter((other) => accepts(language, { state, length, rest: other.slice(text.length) })).length
  );
}

/** Whether what goes on so is a string of the language. */
function accepts(
  language: StringLanguage,
  { state, length, rest }: { readonly state: StringState; readonly length: number; readonly rest: string },
): boolean {
  let at = state;
  let long = length;
  for (const character of rest) {
    at = language.next(at, character.codePointAt(0)!);
    if (at === NO_STRING) return false;
    long += 1;
  }
  return language.accepts(at, long);
}

/** What of the text matters to what may follow. */
function tailKey(
  text: string,
  excluded: readonly string[] | undefined,
  bounds: TextBounds | undefined,
): string {
  const near = (excluded ?? [])
    .filter((other) => other.startsWith(text))
    .map((other) => other.slice(text.length));
  const parts = near.length > 0 ? [JSON.stringify(near)] : [];
  if (bounds) parts.push(JSON.stringify([bounds, text]));
  return parts.length > 0 ? `~${parts.join()}` : "";
}
